// Everything around a pool's releases on a real API server: it is accepted as it is written, does what it is for, and goes without a trace.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { ControlPlane } from "./control-plane";
import { closeAll, components, stageOf, type Stage, startCluster } from "./harness";
import { PROMETHEUS_RULE_CRD } from "./prometheus-rule-crd";
import { workloadPod } from "./workload-pod";

const SCHEDULED_CHART = resolve(__dirname, "../../src/constructs/tiers/scheduled-chart");
const WARM = "agyn-beside-warm";
const POLL_MS = 100;

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly priorityClassName?: string;
    readonly volumes?: readonly { readonly configMap?: { readonly name: string } }[];
    readonly imagePullSecrets?: readonly { readonly name: string }[];
    readonly containers: readonly {
      readonly name: string;
      readonly env?: readonly { readonly name: string; readonly value?: string }[];
      readonly volumeMounts?: readonly { readonly mountPath: string }[];
    }[];
  };
  readonly status: { readonly phase: string };
}
interface Placeholders {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}
interface Values {
  readonly objects: readonly { readonly kind: string; readonly spec?: Placeholders["spec"] }[];
}

let plane: ControlPlane;
let stage: Stage;
beforeAll(async () => {
  plane = await startCluster("lab", [{ name: "std-0", resources: { cpu: "16", memory: "64Gi" } }]);
  await plane.kubectl.apply([
    PROMETHEUS_RULE_CRD,
    { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "runners" }, value: 1000 },
  ]);
  await plane.kubectl.run(["wait", "--for=condition=Established", "crd/prometheusrules.monitoring.coreos.com"]);
  stage = await stageOf("test/cluster/around-fixture.ts", [plane]);
  await stage.apply();
});
afterAll(closeAll);

const podsOf = async (namespace: string): Promise<readonly Pod[]> =>
  (await plane.kubectl.json<{ items: readonly Pod[] }>(["get", "pods", "--namespace", namespace])).items;
const placeholders = (): Promise<Placeholders> =>
  plane.kubectl.json<Placeholders>(["get", "deployment", WARM, "--namespace", WARM]);

describe("what stands around the releases of a pool", () => {
  it("is accepted and kept as it is written, without a warning", () => {
    expect(stage.scene.platform.gateway.snapshot()).toMatchObject({ runners: 2 });
    expect(stage.clusters.differences).toEqual([]);
    expect(stage.clusters.warnings).toEqual([]);
  });

  it.each(["beside", "behind-tls"])("lets the runner of pool %s run where only restricted pods may", async (pool) => {
    const [runner, ...others] = await podsOf(`agyn-${pool}`);

    expect(others).toEqual([]);
    expect(runner?.status.phase).toBe("Running");
    expect(runner?.spec).toMatchObject({ priorityClassName: "runners", imagePullSecrets: [{ name: "registry" }] });
    const env = new Map(runner?.spec.containers[0]?.env?.map(({ name, value }) => [name, value]));
    expect(env.get("SSL_CERT_FILE")).toBe("/etc/agyn/private-ca/ca.crt");
    expect(env.get("NO_PROXY")).toContain("$(KUBERNETES_SERVICE_HOST)");
    const mounted = runner?.spec.volumes?.flatMap(({ configMap }) => (configMap === undefined ? [] : [configMap.name]));
    const configMaps = await plane.kubectl.run([
      "get",
      "configmaps",
      "--namespace",
      `agyn-${pool}`,
      "--output",
      "name",
    ]);
    expect(configMaps.split("\n")).toEqual(expect.arrayContaining(mounted?.map((name) => `configmap/${name}`) ?? []));
    expect(mounted).toContainEqual(expect.stringMatching(/^agyn-private-ca-/));
    for (const { volumeMounts } of runner?.spec.containers ?? []) {
      expect(volumeMounts?.map(({ mountPath }) => mountPath)).toContain("/etc/agyn/private-ca");
    }
  });

  it("refuses a pod that is not restricted in the runners' namespace", async () => {
    const pod = JSON.stringify(workloadPod("stray"));
    const { ok, stderr } = await plane.kubectl.try(["create", "--namespace", "agyn-beside", "--filename", "-"], pod);

    expect(ok).toBe(false);
    expect(stderr).toContain('violates PodSecurity "restricted:latest"');
  });

  it("has alerts and a dashboard, where what looks for them by their labels finds them", async () => {
    const names = await plane.kubectl.run([
      ...["get", "prometheusrules,configmaps", "--namespace", "agyn-beside", "--output", "name"],
      ...["--selector", "release=kube-prometheus-stack"],
    ]);
    const dashboards = await plane.kubectl.run([
      ...["get", "configmaps", "--all-namespaces", "--selector", "grafana_dashboard=1", "--output", "name"],
    ]);

    expect(names.trim()).toBe("prometheusrule.monitoring.coreos.com/agyn-beside");
    expect(dashboards.trim().split("\n")).toEqual([
      "configmap/agyn-behind-tls-dashboard",
      "configmap/agyn-beside-dashboard",
    ]);
  });

  it("has a drain wait for a workload", async () => {
    const namespace = "agyn-beside-workloads";
    const runner = await plane.as("agyn-beside", "beside-lab-0");
    await runner.run(["create", "--namespace", namespace, "--filename", "-"], JSON.stringify(workloadPod("busy")));
    for (;;) {
      const budget = await plane.kubectl.json<{ status: { currentHealthy?: number } }>([
        ...["get", "pdb", "agyn-workloads", "--namespace", namespace],
      ]);
      if (budget.status.currentHealthy === 1) break;
      await sleep(POLL_MS);
    }
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "busy", namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/busy/eviction`;

    const { ok, stderr } = await plane.kubectl.try(
      ["create", "--raw", path, "--filename", "-"],
      JSON.stringify(eviction),
    );
    expect(ok).toBe(false);
    expect(stderr).toContain("disruption budget");
    await runner.run(["delete", "pod", "busy", "--namespace", namespace]);
  });
});

describe("a schedule of warm slots", () => {
  it("sets the number by an account that can do nothing else, and Helm keeps it", async () => {
    const jobs = await plane.kubectl.json<{ items: readonly { spec: object }[] }>([
      ...["get", "cronjobs", "--namespace", WARM],
    ]);
    const [args = "[]"] = JSON.stringify(jobs.items[0]).match(/(?<="args":)\[[^\]]*\]/) ?? [];
    const account = await plane.as(WARM, "agyn-warm-schedule-beside");
    const first = await placeholders();
    expect(first.spec.replicas).toBe(1);

    await account.run(JSON.parse(args) as string[]);
    expect((await placeholders()).spec.replicas).toBe(3);
    for (const other of [
      ["get", "deployments", "--namespace", WARM],
      ["delete", "deployment", WARM, "--namespace", WARM],
      ["set", "image", `deployment/${WARM}`, "pause=elsewhere:1", "--namespace", WARM],
      ["scale", "deployment/beside-lab-0", "--namespace=agyn-beside", "--replicas=0"],
    ]) {
      expect((await account.try(other)).stderr).toContain("orbidden");
    }

    // to another image, and back to what Terraform knows
    for (const image of ["registry.k8s.io/pause:3.9", first.spec.template.spec.containers[0]?.image ?? ""]) {
      await upgradePlaceholders(image);
      const { spec } = await placeholders();
      expect([spec.template.spec.containers[0]?.image, spec.replicas]).toEqual([image, 3]);
    }
  });

  it.each([
    ["0 7 * * 1-5", "Europe/Berlin", true],
    ["*/15 0,12 1-15/2 JAN-MAR sun", "Etc/UTC", true],
    ["0 22 ? * 6,0", "America/Argentina/Buenos_Aires", true],
    ["0 7 * * 7", "Etc/UTC", false],
    ["0 7 * *", "Etc/UTC", false],
    ["0 7 * * 5-1", "Etc/UTC", false],
    ["0 7 * * *", "Local", false],
    ["0 7 * * *", "+01:00", false],
  ])("of %s in %s is judged by the API server as at synth: %s", async (schedule, timeZone, accepted) => {
    const container = { name: "a", image: "a:1" };
    const job = {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "tried", namespace: "default" },
      spec: {
        ...{ schedule, timeZone },
        jobTemplate: { spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } } },
      },
    };

    const { ok } = await plane.kubectl.try(["create", "--dry-run=server", "--filename", "-"], JSON.stringify(job));
    expect(ok).toBe(accepted);
  });
});

describe("a pool with everything around it", () => {
  it("settles, and is destroyed without a trace", async () => {
    await stage.planAgain();
    await stage.destroy();
  });
});

/** Upgrades the release of the tier as a change of the image would. */
async function upgradePlaceholders(image: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-upgrade-"));
  try {
    const where = ["--namespace", "agyn-beside", "--kubeconfig", plane.kubeconfig];
    const helm = promisify(execFile);
    const { stdout } = await helm(components.helm, ["get", "values", "beside-tier", "--output", "json", ...where]);
    const { objects } = JSON.parse(stdout) as Values;
    const values = join(folder, "values.json");
    writeFileSync(values, JSON.stringify({ objects }).replace(/registry\.k8s\.io\/pause:[\d.]+/, image));
    await helm(components.helm, ["upgrade", "beside-tier", SCHEDULED_CHART, ...where, "--values", values]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
