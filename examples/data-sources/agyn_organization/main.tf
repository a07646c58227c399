data "agyn_organization" "acme" {
  slug = "acme-ml"
}

output "organization_id" {
  value = data.agyn_organization.acme.id
}
