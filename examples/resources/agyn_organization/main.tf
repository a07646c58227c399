# Whoever creates an organization owns it: use the token of the team it is for.
resource "agyn_organization" "acme" {
  name = "Acme ML"
  slug = "acme-ml"

  sandbox_default_idle_timeout = "45m"
  sandbox_max_idle_timeout     = "12h"
  sandbox_default_ttl          = "48h"
}
