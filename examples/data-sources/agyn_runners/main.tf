data "agyn_organization" "acme" {
  slug = "acme-ml"
}

# The organization's own runners with a GPU that have not enrolled yet.
data "agyn_runners" "waiting" {
  organization_id = data.agyn_organization.acme.id
  scope           = "organization"
  capabilities    = ["gpu"]
  statuses        = ["pending"]
}

output "waiting" {
  value = [for runner in data.agyn_runners.waiting.runners : runner.name]
}
