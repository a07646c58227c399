data "agyn_organization" "acme" {
  slug = "acme-ml"
}

data "agyn_storage_classes" "acme" {
  organization_id = data.agyn_organization.acme.id
}

output "defaults" {
  value = {
    for class in data.agyn_storage_classes.acme.storage_classes : class.runner_name => class.name if class.default
  }
}
