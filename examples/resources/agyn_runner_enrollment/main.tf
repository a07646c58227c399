resource "agyn_organization" "acme" {
  name = "Acme ML"
}

resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
}

# Completes once the runner's process has presented its token. Let it depend on what starts that process.
resource "agyn_runner_enrollment" "ml" {
  runner_id = agyn_runner.ml.id

  # Destroyed first, while the runner's process still lives: it waits for the workloads there to end.
  on_active_workloads = "wait"

  timeouts {
    create = "15m"
    delete = "1h"
  }
}
