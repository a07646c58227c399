# The private key of the pair that age-keygen made. Ephemeral: it is in no plan and no state.
variable "runner_key" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "agyn_organization" "acme" {
  name = "Acme ML"
}

resource "agyn_runner" "ml" {
  organization_id          = agyn_organization.acme.id
  name                     = "ml-runner"
  service_token_public_key = "age1pmzxl22j8y7zfte33hzf5ujkep94zx3v7d6ess0zs0ld9d48kptqvtretx"
}

# Open while Terraform runs, and nowhere kept.
ephemeral "agyn_service_token" "ml" {
  encrypted_service_token = agyn_runner.ml.encrypted_service_token
  private_key             = var.runner_key
}

resource "kubernetes_secret_v1" "token" {
  metadata {
    name      = "k8s-runner-service-token"
    namespace = "agyn-runners"
  }
  data_wo          = { token = ephemeral.agyn_service_token.ml.service_token }
  data_wo_revision = agyn_runner.ml.service_token_revision
}
