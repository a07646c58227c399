// `agyn_service_token`: opens a sealed service token while Terraform runs, for a write-only argument such as `data_wo` of a
// Kubernetes Secret. The clear token is then in no state and no plan. Makes no call of the platform.
import { attribute, defineSchema, t } from "../../framework/index.js";
import { defineEphemeralResource } from "../define.js";
import { open } from "../sealing/age.js";

const schema = defineSchema({
  description:
    "Opens the `encrypted_service_token` of an `agyn_runner` with a private key, for as long as Terraform runs: for a write-only argument such as `data_wo` of a Kubernetes Secret. The clear token is in no plan and no state. Needs Terraform 1.10 or OpenTofu 1.11; write-only arguments need 1.11.",
  attributes: {
    encrypted_service_token: attribute(t.string, {
      required: true,
      description: "The sealed token: `encrypted_service_token` of the runner, as it is. A new one is opened anew.",
    }),
    private_key: attribute(t.string, {
      required: true,
      sensitive: true,
      description:
        "Private key of age (`AGE-SECRET-KEY-1...`), or a whole file of `age-keygen`. Give it through a variable that is `ephemeral = true`, so that no plan holds it. It has to fit `service_token_public_key` of the runner.",
    }),
    service_token: attribute(t.string, {
      computed: true,
      sensitive: true,
      description: "The token the runner process enrolls with: 64 hexadecimal digits.",
    }),
  },
});

export const serviceTokenEphemeralResource = defineEphemeralResource({
  schema,

  async open({ config }) {
    const { encrypted_service_token, private_key } = config;
    const token = await open(
      { name: "encrypted_service_token", value: encrypted_service_token },
      { name: "private_key", value: private_key },
    );
    return { result: { encrypted_service_token, private_key, service_token: token } };
  },
});
