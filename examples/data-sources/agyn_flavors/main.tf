data "agyn_organization" "acme" {
  slug = "acme-ml"
}

data "agyn_flavors" "acme" {
  organization_id = data.agyn_organization.acme.id
}

output "flavors" {
  value = { for flavor in data.agyn_flavors.acme.flavors : "${flavor.runner_name}/${flavor.name}" => flavor.limits_memory }
}
