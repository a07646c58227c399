resource "agyn_organization" "acme" {
  name = "Acme ML"
}

# Runners of an organization are registered by its owners. With an owner's token this invites, and the user has to accept;
# with the cluster admin's token the membership is active at once.
resource "agyn_organization_membership" "deployer" {
  organization_id = agyn_organization.acme.id
  identity_id     = "22222222-2222-4222-8222-222222222222"
  role            = "owner"
}
