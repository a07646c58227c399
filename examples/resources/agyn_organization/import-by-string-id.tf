import {
  to = agyn_organization.acme
  id = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44"
}
