import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith, itWith } from "../support/terraform-versions";
import { GATEWAY_ADDRESS, unwrap, Workspace } from "../support/workspace";

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

interface Changes {
  readonly secretName?: string;
  readonly secretRevision?: string;
  readonly gateway?: string;
  readonly layout?: "env" | "documented";
}

/** A runner by hand: what a RunnerPool makes of one. */
function configuration(changes: Changes = {}): string {
  const { secretName = "runner-token", gateway = GATEWAY_ADDRESS, layout = "env" } = changes;
  const { secretRevision = "agyn_runner.ml.service_token_revision" } = changes;
  const values = {
    env: `{
    fullnameOverride = "ml"
    env = [
      { name = "KUBE_NAMESPACE", value = kubernetes_namespace_v1.work.metadata[0].name },
      { name = "ZITI_ENABLED", value = "true" },
      { name = "GATEWAY_ADDRESS", value = "${gateway}" },
      { name = "SERVICE_TOKEN", valueFrom = { secretKeyRef = { name = "${secretName}", key = "token" } } },
    ]
  }`,
    documented: '{ gateway = { url = "https://gateway" }, serviceToken = { existingSecret = "runner-token" } }',
  }[layout];
  return `${PROVIDERS}
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml"
}
resource "kubernetes_namespace_v1" "runners" {
  metadata {
    name = "runners"
  }
}
resource "kubernetes_namespace_v1" "work" {
  metadata {
    name   = "work"
    labels = { "pod-security.kubernetes.io/enforce" = "privileged" }
  }
}
resource "kubernetes_secret_v1" "token" {
  metadata {
    name      = "runner-token"
    namespace = kubernetes_namespace_v1.runners.metadata[0].name
  }
  data_wo          = { token = agyn_runner.ml.service_token }
  data_wo_revision = ${secretRevision}
}
resource "helm_release" "ml" {
  name       = "ml"
  namespace  = kubernetes_namespace_v1.runners.metadata[0].name
  repository = "oci://ghcr.io/agynio/charts"
  chart      = "k8s-runner"
  version    = "0.10.15"
  values     = [jsonencode(${values})]
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
    create = "1s"
  }
}
`;
}

let workspace: Workspace;
afterEach(() => workspace.dispose());

describe("the stand-in providers under the real terraform, which starts them", () => {
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
  });

  itWith("writeOnly", "bring a runner to life, settle, follow a new token, and leave nothing behind", async () => {
    await workspace.apply(configuration());
    expect((await workspace.plan()).actions).toEqual({});
    const before = await workspace.state("agyn_runner.ml");
    // write-only: the token is in the state of the runner, not of the Secret
    expect(await workspace.state("kubernetes_secret_v1.token")).toMatchObject({ data_wo: null });
    expect(
      readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8").split(String(before["service_token"])),
    ).toHaveLength(2);

    const replaced = await workspace.run("apply", ["-auto-approve", "-input=false", "-replace=agyn_runner.ml"]);
    expect(replaced.exitCode).toBe(0);

    const after = await workspace.state("agyn_runner.ml");
    expect(after["id"]).not.toBe(before["id"]);
    expect((await workspace.client().runners.get(String(after["id"]))).status).toBe("enrolled");
    expect((await workspace.plan()).actions).toEqual({});

    expect((await workspace.run("destroy", ["-auto-approve"])).exitCode).toBe(0);
    expect(workspace.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
    expect(workspace.platform.clusters.inventory()).toEqual([]);
  });
});

describe("the stand-in providers under the real terraform", () => {
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true, standInsAttached: true });
  });

  itWith("writeOnly", "import what the real ones import, and upgrade to the same without a restart", async () => {
    await workspace.apply(configuration());
    const before = {
      secret: await workspace.state("kubernetes_secret_v1.token"),
      release: await workspace.state("helm_release.ml"),
      enrollments: workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/EnrollRunner")).length,
    };
    const imported = async (address: string, id: string) => {
      expect((await workspace.run("state", ["rm", address])).exitCode).toBe(0);
      expect(await workspace.run("import", ["-input=false", address, id])).toMatchObject({ exitCode: 0 });
      return workspace.state(address);
    };

    expect(await imported("helm_release.ml", "runners/ml")).toMatchObject({
      id: "ml",
      namespace: "runners",
      chart: "k8s-runner",
      version: "0.10.15",
      description: "Install complete",
      repository: null,
      values: null,
      set: null,
      timeout: 300,
      wait: true,
      metadata: before.release["metadata"],
    });
    expect(await imported("kubernetes_namespace_v1.work", "work")).toMatchObject({
      metadata: [{ name: "work", labels: { "pod-security.kubernetes.io/enforce": "privileged" } }],
      wait_for_default_service_account: null,
    });
    expect((await workspace.plan()).actions).toEqual({
      "helm_release.ml": ["update"],
      "kubernetes_namespace_v1.work": ["update"],
    });
    await workspace.apply();
    expect(workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/EnrollRunner"))).toHaveLength(
      before.enrollments,
    );
    expect((await workspace.plan()).actions).toEqual({});

    // the reason why a Secret is left in place: its token is in the state now
    const secret = await imported("kubernetes_secret_v1.token", "runners/runner-token");
    expect(secret).toMatchObject({ data_wo_revision: null, wait_for_service_account_token: null, type: "Opaque" });
    expect(secret["data"]).toEqual({ token: (await workspace.state("agyn_runner.ml"))["service_token"] });
    expect(before.secret["data"]).not.toEqual(secret["data"]);
  });

  itWith("writeOnly", "fail when what is to be imported is not there, or named otherwise", async () => {
    await workspace.write(configuration());
    const failing = async (id: string) => {
      const { exitCode, stdout, stderr } = await workspace.run("import", [
        "-input=false",
        "-no-color",
        "helm_release.ml",
        id,
      ]);
      expect(exitCode).toBe(1);
      return unwrap(stdout + stderr);
    };

    expect(await failing("ml")).toContain("expected namespace/name");
    expect(await failing("runners/ml")).toContain("Unable to get Helm release ml: release: not found");
  });

  // the token goes into the Secret by a write-only argument
  describeWith("writeOnly", "and their runner", () => {
    it.each<[string, Changes, string]>([
      ["its Secret is missing", { secretName: "absent" }, "absent"],
      ["its Secret is empty, because the revision is 0", { secretRevision: "0" }, "token"],
      ["its gateway's address is wrong", { gateway: "gateway.elsewhere:8080" }, "gateway.elsewhere:8080"],
      ["its gateway's address is a URL", { gateway: "https://gateway:8080" }, "https://gateway:8080"],
      ["its values are those of the public documentation", { layout: "documented" }, "ZITI_ENABLED"],
    ])("leave a runner pending when %s, and say why", async (_name, changes, reason) => {
      const printed = await workspace.failingApply(configuration(changes));

      expect(printed).toContain("Runner has not enrolled");
      expect((await workspace.state("agyn_runner.ml"))["status"]).toBe("pending");
      const [explanation] = workspace.platform.clusters.explain();
      expect(JSON.stringify(explanation)).toContain(reason);
      expect(JSON.stringify(explanation)).not.toMatch(/[0-9a-f]{64}/);
    });
  });

  it("refuse what the API server refuses, in its words", async () => {
    const printed = await workspace.failingApply(`${PROVIDERS}
resource "kubernetes_secret_v1" "token" {
  metadata {
    name      = "runner-token"
    namespace = "absent"
  }
}
`);

    expect(unwrap(printed)).toContain('namespaces "absent" not found');
  });
});
