// The harness' own eyes: what it tells of an API server that keeps something otherwise, warns, or is changed behind Terraform's back.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ControlPlane } from "./control-plane";
import { CHARTS, closeAll, components, endsWithTests, stageOf, type Stage, startCluster } from "./harness";
import { inventoryOf, requireSame } from "./inventory";
import { PROMETHEUS_RULE_CRD } from "./prometheus-rule-crd";
import { type ObservedClusters, realClusters } from "./real-clusters";

const CLUSTER = "lab of ~/.kube/config";
const WORKLOADS = "agyn-everyday-workloads";
const RELEASE = "everyday-lab-0";

let plane: ControlPlane;
let folder: string;
let clusters: ObservedClusters;
let stage: Stage;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-charts-"));
  endsWithTests(() => rm(folder, { recursive: true, force: true }));
  plane = await startCluster("lab");
  await plane.kubectl.apply([PROMETHEUS_RULE_CRD]);
  await plane.kubectl.run(["wait", "--for=condition=Established", "crd/prometheusrules.monitoring.coreos.com"]);
  clusters = realClusters({ helm: components.helm, planes: { [CLUSTER]: plane }, charts: CHARTS });
  stage = await stageOf("test/cluster/updates-fixture.ts", [plane]);
});
afterAll(closeAll);

/** Installs a chart that renders objects as they are given, and answers what is told of it beside what was told before. */
async function installed(name: string, ...objects: readonly object[]): Promise<object> {
  const { differences, warnings } = clusters;
  const before = [differences.length, warnings.length] as const;
  const chartFolder = join(folder, name);
  mkdirSync(join(chartFolder, "templates"), { recursive: true });
  writeFileSync(join(chartFolder, "Chart.yaml"), JSON.stringify({ apiVersion: "v2", name, version: "1.0.0" }));
  for (const [index, object] of objects.entries()) {
    writeFileSync(join(chartFolder, `templates/${String(index)}.yaml`), JSON.stringify(object));
  }
  const release = { namespace: "default", name, chart: name, version: "1.0.0", chartFolder };
  await clusters.carryOut("install", CLUSTER, { ...release, values: {}, createNamespace: false });
  return { differences: differences.slice(before[0]), warnings: warnings.slice(before[1]) };
}

describe("what helm has made", () => {
  const rule = (name: string, more: object): object => ({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name },
    spec: { groups: [{ name: "a", rules: [{ alert: "A", expr: "1", ...more }] }] },
  });

  it("is told nothing of when the server keeps it as it was rendered", async () => {
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kept" }, data: { key: "text" } };

    expect(await installed("kept", rule("kept", { for: "5m" }), configMap)).toEqual({ differences: [], warnings: [] });
  });

  it("is told of when the server drops a field that it does not know", async () => {
    expect(await installed("dropped", rule("dropped", { forr: "5m" }))).toEqual({
      differences: ['PrometheusRule default/dropped: spec.groups[0].rules[0].forr is undefined, was written as "5m"'],
      warnings: ['Warning: unknown field "spec.groups[0].rules[0].forr"'],
    });
  });

  it("is told of when the server writes an amount in another way", async () => {
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "q" },
      spec: { hard: { cpu: "1000m" } },
    };

    expect(await installed("amount", quota)).toEqual({
      differences: ['ResourceQuota default/q: spec.hard.cpu is "1", was written as "1000m"'],
      warnings: [],
    });
  });

  it("is told of when the server warns", async () => {
    await plane.kubectl.run(["label", "namespace", "default", "pod-security.kubernetes.io/warn=restricted"]);
    const labels = { app: "warned" };
    const spec = { containers: [{ name: "a", image: "a:1", securityContext: { privileged: true } }] };
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "warned" },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    };

    expect(await installed("warned", deployment)).toEqual({
      differences: [],
      warnings: [expect.stringMatching(/^Warning: would violate PodSecurity "restricted:latest": privileged/)],
    });
    await plane.kubectl.run(["label", "namespace", "default", "pod-security.kubernetes.io/warn-"]);
  });
});

describe("a Secret whose content is not written again", () => {
  it("gets the labels that it is given and loses the others, and keeps what it holds", async () => {
    const written = (labels: object): string =>
      JSON.stringify({ metadata: [{ name: "held", namespace: "default", labels }], type: "Opaque" });
    const key = { kind: "Secret", namespace: "default", name: "held" } as const;
    await clusters.carryOut("create", CLUSTER, { ...key, body: written({ old: "1" }), data: { token: "content" } });

    await clusters.carryOut("update", CLUSTER, { ...key, body: written({ new: "2" }) });
    expect(await plane.kubectl.json(["get", "secret", "held"])).toMatchObject({
      metadata: { labels: { new: "2" } },
      data: { token: Buffer.from("content").toString("base64") },
    });
    expect(JSON.stringify(await plane.kubectl.json(["get", "secret", "held"]))).not.toContain('"old"');
  });
});

describe("a second plan", () => {
  const quotas = ["get", "resourcequotas", "--namespace", WORKLOADS, "--output", "name"];

  it("finds an object and a release that are gone from the server, and the next apply makes them again", async () => {
    await stage.apply();
    const [quota = ""] = (await plane.kubectl.run(quotas)).split("\n");
    await plane.kubectl.run(["delete", quota, "--namespace", WORKLOADS]);
    await helm("uninstall", RELEASE, "--wait");

    await expect(stage.planAgain()).rejects.toThrow(
      /a second plan is not empty:\n {2}lab: kubernetes_resource_quota_v1\.\S+ \(create\), helm_release\.\S+ \(create\)$/,
    );
    expect(await stage.apply()).toMatchObject({ add: 2, change: 0, remove: 0 });
    expect(await plane.kubectl.run(quotas)).toBe(`${quota}\n`);
    await stage.planAgain();
  });

  it("finds a release that was upgraded with other values, and a label that was changed on the server", async () => {
    await helm("upgrade", RELEASE, CHARTS["k8s-runner"], "--reuse-values", "--set", "replicaCount=3");
    await expect(stage.planAgain()).rejects.toThrow(`release agyn-everyday/${RELEASE} has other values`);
    await helm("rollback", RELEASE);

    const label = (value: string) =>
      plane.kubectl.run(["label", "namespace", WORKLOADS, `acme.example/owner=${value}`, "--overwrite"]);
    await label("somebody");
    await expect(stage.planAgain()).rejects.toThrow(
      'metadata.labels.acme.example/owner is "somebody", was written as "ml"',
    );
    await label("ml");
  });
});

describe("a destroy", () => {
  it("finds what is left on the server, and what is gone that was there before", async () => {
    const before = await inventoryOf(plane);
    await plane.kubectl.run(["create", "clusterrole", "left-behind", "--verb=get", "--resource=pods"]);
    const after = await inventoryOf(plane);

    expect(() => requireSame(plane, before, after)).toThrow("left on lab: ClusterRole /left-behind");
    expect(() => requireSame(plane, after, before)).toThrow("gone from lab: ClusterRole /left-behind");
    await expect(stage.destroy()).rejects.toThrow("ClusterRole /left-behind");
  });
});

async function helm(...args: readonly string[]): Promise<{ readonly stdout: string }> {
  const where = ["--namespace", "agyn-everyday", "--kubeconfig", plane.kubeconfig];
  return await promisify(execFile)(components.helm, [...args, ...where]);
}
