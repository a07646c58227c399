data "agyn_organization" "acme" {
  slug = "acme-ml"
}

# Stops the plan when no runner would take a workload of the team, with what is in the way.
data "agyn_placement" "training" {
  organization_id = data.agyn_organization.acme.id
  labels          = { team = "ml" }
  capabilities    = ["gpu"]

  lifecycle {
    postcondition {
      condition     = length(self.runners) > 0
      error_message = coalesce(self.explanation, "no runner")
    }
  }
}

output "candidates" {
  value = [for runner in data.agyn_placement.training.runners : runner.name]
}
