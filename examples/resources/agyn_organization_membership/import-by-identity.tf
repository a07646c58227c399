import {
  to = agyn_organization_membership.deployer
  identity = {
    organization_id = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44"
    id              = "7d1f4c3a-2b6e-4f58-8a90-6c5e4d3b2a10" # of the membership
  }
}
