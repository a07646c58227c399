# Those the token's identity belongs to. With the cluster admin's token, all = true lists every one of the platform.
data "agyn_organizations" "mine" {}

output "slugs" {
  value = { for organization in data.agyn_organizations.mine.organizations : organization.id => organization.slug }
}
