terraform {
  required_providers {
    agyn = {
      source  = "agynio/agyn"
      version = "~> 0.7"
    }
  }
}

# Left out, address and token come from AGYN_API_URL and AGYN_API_TOKEN, a proxy from HTTPS_PROXY and NO_PROXY.
provider "agyn" {
  request_timeout = "1m"
}

# A second credential: organizations and their runners are managed by an owner's token.
variable "team_token" {
  type      = string
  sensitive = true
}

provider "agyn" {
  alias     = "team"
  api_token = var.team_token
}
