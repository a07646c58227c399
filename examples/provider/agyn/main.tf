terraform {
  required_providers {
    agyn = {
      source  = "agynio/agyn"
      version = "~> 0.7"
    }
  }
}

# Left empty, address and token come from AGYN_API_URL and AGYN_API_TOKEN.
provider "agyn" {}

# A second credential: organizations and their runners are managed by an owner's token.
variable "team_token" {
  type      = string
  sensitive = true
}

provider "agyn" {
  alias     = "team"
  api_token = var.team_token
}
