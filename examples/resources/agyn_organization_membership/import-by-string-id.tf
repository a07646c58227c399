import {
  to = agyn_organization_membership.deployer
  id = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44/22222222-2222-4222-8222-222222222222"
}
