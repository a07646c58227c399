// A pool whose tokens go through a secrets manager, applied with the real terraform: the app writes each token by a write-only argument
// of a provider of the user's own, an ExternalSecret reads it, and the runner enrolls. The manager is a cluster of its own, written by
// the kubernetes provider; the test plays the operator, which makes a Secret of each ExternalSecret when that has changed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { App } from "cdktf";
import {
  AgynStack,
  Cluster,
  Gateway,
  Region,
  RunnerPool,
  RunnerTier,
  TokenSecret,
  type TokenWriter,
} from "../../src/constructs/index";
import type { ClusterClient } from "../../src/rehearsal/cluster-store/index";
import { pendingReasons, type Platform } from "../../src/rehearsal/index";
import { StackPlatform } from "../support/stack-platform";
import { describeWith } from "../support/terraform-versions";

const NAMESPACE = "agyn-web";
const TIMEOUT_MS = 120_000;

interface ExternalSecret {
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly data: readonly [{ readonly secretKey: string; readonly remoteRef: { readonly key: string } }];
  };
}

describeWith("writeOnly", "tokens that go through a secrets manager", () => {
  let stacks: StackPlatform;
  let platform: Platform;
  let region: ClusterClient;
  let manager: ClusterClient;

  beforeAll(async () => {
    stacks = await StackPlatform.start();
    platform = stacks.platform;
    [region, manager] = [stacks.cluster("east"), stacks.cluster("manager")];
    await manager.call("create", { kind: "Namespace", namespace: "", name: "runners", body: "{}" });
  });
  afterAll(() => stacks.close());

  function synthesize(form: "made here" | "in the manager"): void {
    const app = new App({ outdir: stacks.outdir, stackTraces: false });
    const cluster = Cluster.fromKubeconfig({ context: "east" });
    const stack = new AgynStack(app, "pools", { cluster });
    const provider = new KubernetesProvider(stack, "manager", {
      alias: "manager",
      configPath: "~/.kube/config",
      configContext: "manager",
    });
    const write: TokenWriter = ({ scope, remoteKey, token, revision }) => [
      new SecretV1(scope, "secret", {
        metadata: { name: remoteKey, namespace: "runners" },
        dataWo: { token: token.expression() },
        dataWoRevision: revision,
        provider,
      }),
    ];
    new RunnerPool(stack, "web", {
      region: Region.of("us-1", { cluster, gateway: Gateway.inCluster() }),
      tier: RunnerTier.standard(),
      ...(form === "in the manager" && {
        tokenSecrets: TokenSecret.external({ store: "manager", remoteKey: "{runner}.token", write }),
      }),
    });
    app.synth();
  }

  /** What the operator does when an ExternalSecret has changed. */
  async function synchronize(): Promise<void> {
    const release = await region.call("release", { namespace: NAMESPACE, name: "web-us-1-0-token" });
    if (release === null) return; // destroyed: the Secret goes with its namespace
    const { metadata, spec } = (release.values?.["objects"] as unknown as readonly [ExternalSecret])[0];
    const [{ secretKey, remoteRef }] = spec.data;
    const found = await manager.call("get", { kind: "Secret", namespace: "runners", name: remoteRef.key });
    const key = { kind: "Secret", namespace: NAMESPACE, name: metadata.name } as const;
    const verb = (await region.call("get", key)) === null ? "create" : "update";
    const data = { [secretKey]: found?.data?.["token"] ?? "" };
    await region.call(verb, { ...key, body: "{}", data });
    revisions.push(metadata.annotations["agyn.dev/service-token-revision"] ?? "");
  }
  const revisions: string[] = [];

  it(
    "are in the manager and in the cluster, in no file, and once in state; a new one and a change of the form keep to that",
    async () => {
      synthesize("made here");
      let synchronized = Promise.resolve();
      const terraform = stacks.terraform("pools", {
        onEvent: ({ type, resource }) => {
          if (type === "apply_complete" && /ExternalToken/.test(resource ?? "")) synchronized = synchronize();
        },
      });
      await terraform.init();
      await terraform.apply();
      const [, before] = await tokens();

      // another form, the same token; Terraform deletes the Secret that it made, and the operator makes its own
      synthesize("in the manager");
      await terraform.apply();
      await synchronized;
      await synchronize();
      const first = await tokens();
      expect(first[1]).toBe(before);
      expect(first[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(first[1]).toBe(first[0]);
      expect(pendingReasons(platform.clusters)).toEqual([]);
      expect(platform.clusters.explain()).toMatchObject([{ release: "web-us-1-0", pod: { enrolled: true } }]);
      expect(filesWith(stacks.outdir, first[0] ?? "")).toEqual([]);
      const { stdout: state } = await terraform.execute("state", ["pull"]);
      expect(state.split(first[0] ?? "").length - 1).toBe(1);

      // registered anew: written, read and enrolled again
      const { stdout: list } = await terraform.execute("state", ["list"]);
      const runner = list.split("\n").find((line) => line.startsWith("agyn_runner.")) ?? "";
      const replaced = await terraform.execute("apply", [
        "-json",
        "-input=false",
        "-auto-approve",
        `-replace=${runner}`,
      ]);
      await synchronized;
      expect(replaced.exitCode).toBe(0);
      const second = await tokens();
      expect(second[1]).toBe(second[0]);
      expect(second[0]).not.toBe(first[0]);
      expect(new Set(revisions).size).toBe(2);
      expect(platform.clusters.explain()).toMatchObject([{ release: "web-us-1-0", pod: { enrolled: true } }]);
      expect(await terraform.plan()).toMatchObject({ hasChanges: false });

      // and back, once the operator's Secret is gone with its ExternalSecret
      await region.call("delete", { kind: "Secret", namespace: NAMESPACE, name: "web-us-1-0-token" });
      synthesize("made here");
      await terraform.apply();
      expect(await tokens()).toEqual([undefined, second[0]]);

      await terraform.destroy();
      expect(platform.gateway.snapshot()).toMatchObject({ runners: 0 });
      expect(platform.clusters.inventory()).toEqual(["Namespace runners in manager of ~/.kube/config"]);
    },
    TIMEOUT_MS,
  );

  /** The token in the manager, and the one in the cluster. */
  async function tokens(): Promise<readonly (string | undefined)[]> {
    const places = [
      manager.call("get", { kind: "Secret", namespace: "runners", name: "web-us-1-0.token" }),
      region.call("get", { kind: "Secret", namespace: NAMESPACE, name: "web-us-1-0-token" }),
    ];
    return (await Promise.all(places)).map((secret) => secret?.data?.["token"]);
  }
});

/** Synthesized files that hold a text; the state lies elsewhere. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(".terraform"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, "utf8").includes(text));
}
