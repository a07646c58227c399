# Whoever creates an organization owns it: use the token of the team it is for.
resource "agyn_organization" "acme" {
  name = "Acme ML"
  slug = "acme-ml"
}
