data "agyn_organization" "acme" {
  slug = "acme-ml"
}

# Names are not unique on the platform: the organization narrows the look-up.
data "agyn_runner" "ml" {
  name            = "ml-runner"
  organization_id = data.agyn_organization.acme.id
}

output "labels" {
  value = data.agyn_runner.ml.labels
}
