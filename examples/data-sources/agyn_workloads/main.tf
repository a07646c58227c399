data "agyn_organization" "acme" {
  slug = "acme-ml"
}

# What would be lost if the runners went now.
data "agyn_workloads" "active" {
  organization_id = data.agyn_organization.acme.id
  statuses        = ["starting", "running", "stopping"]
}

output "active" {
  value = { for workload in data.agyn_workloads.active.workloads : workload.id => workload.runner_name }
}
