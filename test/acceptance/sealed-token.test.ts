import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openAgeFile } from "../support/age-file";
import { describeWith, itWith } from "../support/terraform-versions";
import { GATEWAY_ADDRESS, unwrap, Workspace } from "../support/workspace";

// made for this test by age-keygen's rules, and used nowhere else
const PUBLIC_KEY = "age1pmzxl22j8y7zfte33hzf5ujkep94zx3v7d6ess0zs0ld9d48kptqvtretx";
const PRIVATE_KEY = "AGE-SECRET-KEY-1QHN2MFKE7GKQFDKMXLV2XFCQKMSGZQ4RQXYTF990UUS08ENQGXMQ04LA7K";
const OTHER_PUBLIC_KEY = "age1ux25h9hmk08mssd93h0v3zr2dtdn7dnx86y9938fa7pwm6yh838stdv4ck";
const OTHER_PRIVATE_KEY = "AGE-SECRET-KEY-1Y9T5XPHWWX3HSRGGYC2JD22C64VSAPCFM9JMPPAYLNPZKGSMZGAQMY96M2";
const ADDRESS = "agyn_runner.ml";

const runner = (body: string): string => `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
  ${body}
}
`;
const sealed = (key: string): string => runner(`service_token_public_key = "${key}"`);

const PROVIDERS = `
terraform {
  required_providers {
    agyn       = { source = "agynio/agyn" }
    helm       = { source = "hashicorp/helm", version = "3.1.1" }
    kubernetes = { source = "hashicorp/kubernetes", version = "2.38.0" }
  }
}
provider "kubernetes" {
  config_context = "acme"
}
provider "helm" {
  kubernetes = {
    config_context = "acme"
  }
}
`;

/** A whole runner, whose process gets the token through a Secret that Terraform writes and does not keep. */
const PIPELINE = `
${PROVIDERS}
variable "private_key" {
  type      = string
  sensitive = true
  ephemeral = true
}
${sealed(PUBLIC_KEY)}
ephemeral "agyn_service_token" "ml" {
  encrypted_service_token = agyn_runner.ml.encrypted_service_token
  private_key             = var.private_key
}
resource "kubernetes_namespace_v1" "runners" {
  metadata {
    name = "runners"
  }
}
resource "kubernetes_secret_v1" "token" {
  metadata {
    name      = "runner-token"
    namespace = kubernetes_namespace_v1.runners.metadata[0].name
  }
  data_wo          = { token = ephemeral.agyn_service_token.ml.service_token }
  data_wo_revision = agyn_runner.ml.service_token_revision
}
resource "helm_release" "ml" {
  name       = "ml"
  namespace  = kubernetes_namespace_v1.runners.metadata[0].name
  repository = "oci://ghcr.io/agynio/charts"
  chart      = "k8s-runner"
  version    = "0.10.15"
  values = [jsonencode({
    fullnameOverride = "ml"
    env = [
      { name = "KUBE_NAMESPACE", value = kubernetes_namespace_v1.runners.metadata[0].name },
      { name = "ZITI_ENABLED", value = "true" },
      { name = "GATEWAY_ADDRESS", value = "${GATEWAY_ADDRESS}" },
      { name = "SERVICE_TOKEN", valueFrom = { secretKeyRef = { name = "runner-token", key = "token" } } },
    ]
  })]
  set = [{
    name  = "podAnnotations.agyn\\\\.dev/service-token-revision"
    type  = "string"
    value = agyn_runner.ml.service_token_revision
  }]
  depends_on = [kubernetes_secret_v1.token]
}
resource "agyn_runner_enrollment" "ml" {
  runner_id  = agyn_runner.ml.id
  depends_on = [helm_release.ml]
  timeouts {
    create = "5s"
  }
}
`;

describe("a service token that is sealed", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true, standInsAttached: true });
  });
  afterEach(() => workspace.dispose());

  async function expectReplacement(hcl: string, why: string): Promise<void> {
    await workspace.write(hcl);
    const { actions, printed } = await workspace.plan();
    expect(actions).toMatchObject({ [ADDRESS]: ["delete", "create"] });
    expect(unwrap(printed)).toContain("Warning: Another key for the service token replaces the runner");
    expect(unwrap(printed)).toContain(`service_token_public_key ${why}`);
  }

  const tokenIn = async (key: string): Promise<string> =>
    openAgeFile(String((await workspace.state(ADDRESS))["encrypted_service_token"]), key);

  itWith("writeOnly", "reaches the runner's process, and stands in clear in no state, plan or log", async () => {
    // what all providers log is in Terraform's log only where it starts them
    await workspace.dispose();
    workspace = await Workspace.create({ kept: true });
    await workspace.write(PIPELINE);
    const seen: string[] = [];
    const run = async (command: string, ...args: string[]): Promise<void> => {
      const env = { TF_LOG: "TRACE", TF_VAR_private_key: `# made by a test\n${PRIVATE_KEY}\n` };
      const { exitCode, stdout, stderr } = await workspace.run(command, args, env);
      expect({ command, exitCode, stderr: exitCode === 0 ? "" : unwrap(stderr).slice(-2000) }).toEqual({
        command,
        exitCode: 0,
        stderr: "",
      });
      seen.push(stdout, stderr);
    };
    await run("plan", "-out=first.bin");
    await run("apply", "-auto-approve", "first.bin");
    await run("plan", "-out=second.bin", "-detailed-exitcode");
    await run("show", "-json", "first.bin");
    await run("show", "-json", "second.bin");
    await run("show", "-json");

    const token = await tokenIn(PRIVATE_KEY);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(await workspace.state(ADDRESS)).toMatchObject({
      service_token: null,
      service_token_revision: expect.any(Number) as unknown,
      status: "pending",
    });
    const { id } = await workspace.state(ADDRESS);
    expect((await workspace.client().runners.get(String(id))).status).toBe("enrolled");
    seen.push(readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8"));
    const everything = seen.join("\n");
    expect(everything.length).toBeGreaterThan(100_000);
    for (const secret of [token, PRIVATE_KEY]) expect(everything.split(secret)).toHaveLength(1);
  });

  itWith("writeOnly", "is opened as the page of the ephemeral resource shows, and settles", async () => {
    const page = readFileSync(join(__dirname, "../../examples/ephemeral-resources/agyn_service_token/main.tf"), "utf8");
    const namespace = `${PROVIDERS}
resource "kubernetes_namespace_v1" "runners" {
  metadata {
    name = "agyn-runners"
  }
}
`;
    await workspace.apply(namespace);
    await workspace.write(namespace + page);

    const args = ["-auto-approve", "-input=false", "-no-color"];
    const { exitCode, stderr } = await workspace.run("apply", args, { TF_VAR_runner_key: PRIVATE_KEY });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });

    const planned = await workspace.run("plan", ["-detailed-exitcode"], { TF_VAR_runner_key: PRIVATE_KEY });
    expect(planned.exitCode).toBe(0);
  });

  it("is sealed in place when a key is added, and replaces the runner when the key changes or goes", async () => {
    await workspace.apply(runner(""));
    const before = await workspace.state(ADDRESS);

    await workspace.write(sealed(PUBLIC_KEY));
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });
    await workspace.apply();
    const after = await workspace.state(ADDRESS);
    expect(await tokenIn(PRIVATE_KEY)).toBe(before["service_token"]);
    expect(after).toEqual({
      ...before,
      service_token: null,
      service_token_public_key: PUBLIC_KEY,
      encrypted_service_token: after["encrypted_service_token"],
    });
    expect((await workspace.plan()).actions).toEqual({});

    await expectReplacement(sealed(OTHER_PUBLIC_KEY), "has another value");
    await workspace.apply();
    expect(await tokenIn(OTHER_PRIVATE_KEY)).not.toBe(before["service_token"]);

    await expectReplacement(runner(""), "is left out");
    await workspace.apply();
    expect(await workspace.state(ADDRESS)).toMatchObject({
      service_token: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      encrypted_service_token: null,
    });
  });

  it("may have a key that is known only at apply", async () => {
    const later = (key: string): string =>
      `${runner("service_token_public_key = terraform_data.key.output")}
resource "terraform_data" "key" {
  input = "${key}"
}
`;
    await workspace.apply(later(PUBLIC_KEY));

    expect(await tokenIn(PRIVATE_KEY)).toMatch(/^[0-9a-f]{64}$/);
    expect((await workspace.plan()).actions).toEqual({});
    await expectReplacement(later(OTHER_PUBLIC_KEY), "has a value that is known only after apply");
    await workspace.apply();
    expect(await tokenIn(OTHER_PRIVATE_KEY)).toMatch(/^[0-9a-f]{64}$/);
    const printed = await workspace.failingApply(later(`${PUBLIC_KEY.slice(0, -1)}q`));
    expect(printed).toContain("Public key of age is damaged");
    // it took the place of the other one's plan only: nothing was registered for a key that opens nothing
    expect(workspace.gateway.snapshot()).toMatchObject({ runners: 0 });
  });

  it("does not exist for an imported runner, which is said when a key is added", async () => {
    await workspace.apply(runner(""));
    const { id } = await workspace.state(ADDRESS);
    await workspace.run("state", ["rm", ADDRESS]);
    await workspace.run("import", [ADDRESS, String(id)]);

    const printed = unwrap(await workspace.apply(sealed(PUBLIC_KEY)));

    expect(printed).toContain("No token to seal");
    expect(await workspace.state(ADDRESS)).toMatchObject({
      id,
      service_token: null,
      encrypted_service_token: null,
      service_token_revision: null,
    });
    expect((await workspace.plan()).actions).toEqual({});
  });

  it.each([
    ["the private key", PRIVATE_KEY, "A private key where a public one belongs"],
    ["an SSH key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA", "Not a public key of age"],
    ["a typing error", `${PUBLIC_KEY.slice(0, -1)}q`, "Public key of age is damaged"],
  ])("fails before anything is registered when the public key is %s", async (_name, key, title) => {
    await workspace.write(sealed(key));
    const { exitCode, stderr } = await workspace.run("plan", ["-input=false", "-no-color"]);
    const printed = unwrap(stderr);

    expect(exitCode).toBe(1);
    expect(printed).toContain(`Error: ${title}`);
    expect(printed).toContain("age-keygen");
    if (key === PRIVATE_KEY) expect(printed.replace(/with agyn_runner.*?\d+: .*?" /, "")).not.toMatch(/Found "?AGE/);
    expect(workspace.gateway.snapshot()).toMatchObject({ runners: 0 });
  });

  describeWith("ephemeral", "the ephemeral token", () => {
    it.each([
      ["another key", OTHER_PRIVATE_KEY, "Private key does not open the token"],
      ["no key", "hunter2-hunter2", "Not a private key of age"],
      ["a key with a typing error", `${PRIVATE_KEY.slice(0, -1)}Q`, "Not a private key of age"],
    ])("fails to open with %s, without showing it", async (_name, key, title) => {
      await workspace.apply(sealed(PUBLIC_KEY));
      await workspace.write(`${sealed(PUBLIC_KEY)}
variable "private_key" {
  type      = string
  ephemeral = true
}
ephemeral "agyn_service_token" "ml" {
  encrypted_service_token = agyn_runner.ml.encrypted_service_token
  private_key             = var.private_key
}
`);
      const { exitCode, stdout, stderr } = await workspace.run("plan", ["-no-color"], { TF_VAR_private_key: key });

      expect(exitCode).toBe(1);
      expect(unwrap(stderr)).toContain(`Error: ${title}`);
      expect(stdout + stderr).not.toContain(key);
    });
  });
});
