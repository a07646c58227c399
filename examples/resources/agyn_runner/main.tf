resource "agyn_organization" "acme" {
  name = "Acme ML"
}

resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"

  labels = {
    region = "us-east-1"
    team   = "ml"
  }

  capabilities = ["docker", "gpu"]
}

# Known once, at registration; goes into a Secret of the cluster the runner lives in.
output "service_token" {
  value     = agyn_runner.ml.service_token
  sensitive = true
}
