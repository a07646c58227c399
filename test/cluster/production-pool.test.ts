// The production pool of the examples as an API server keeps it: each line of its page, found there.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { checkCluster } from "../../src/cli/doctor/cluster";
import type { ControlPlane } from "./control-plane";
import { closeAll, components, NODES, stageOf, type Stage, startCluster } from "./harness";
import { PROMETHEUS_RULE_CRD } from "./prometheus-rule-crd";
import { homeOf } from "./registry-providers";
import { workloadPod } from "./workload-pod";

const EXAMPLE = join(__dirname, "../../examples/production-pool");
const SCHEDULED_CHART = join(__dirname, "../../src/constructs/tiers/scheduled-chart");
const RUNNERS = "agyn-web";
const WORKLOADS = "agyn-web-workloads";
const WARM = "agyn-web-warm";
const PROXY = "http://proxy.acme.example:3128";

interface Fleet {
  readonly pools: { readonly web: { readonly runnerPod: { readonly certificateAuthority: { certificates: string } } } };
}
interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: object;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Pod {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly imagePullSecrets?: readonly object[];
    readonly serviceAccountName: string;
    readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
  };
  readonly status: { readonly phase: string };
}
interface Rule {
  readonly alert: string;
  readonly annotations: Readonly<Record<string, string>>;
}

let plane: ControlPlane;
let stage: Stage;
beforeAll(async () => {
  plane = await startCluster("acme-eu-west-1", NODES);
  // which drops a field that it does not know, and warns of it
  await plane.kubectl.apply([PROMETHEUS_RULE_CRD]);
  await plane.kubectl.run(["wait", "--for=condition=Established", "crd/prometheusrules.monitoring.coreos.com"]);
  stage = await stageOf("examples/production-pool/main.ts", [plane]);
  await stage.apply();
});
afterAll(closeAll);

const get = <T>(kind: string, name: string, namespace: string): Promise<T> =>
  plane.kubectl.json<T>(["get", kind, name, "--namespace", namespace]);
const list = async <T>(kind: string, namespace: string): Promise<readonly T[]> =>
  (await plane.kubectl.json<{ items: readonly T[] }>(["get", kind, "--namespace", namespace])).items;

describe("the production pool on a real API server", () => {
  it("has its runners, which reach the gateway through the proxy of their pods", () => {
    expect(stage.started.map((one) => one.split("/").at(-1)).sort()).toEqual(["web-eu-west-1-0", "web-eu-west-1-1"]);
    expect(stage.dialled).toEqual(["gateway.acme.example:443"]);
    expect([stage.clusters.differences, stage.clusters.warnings]).toEqual([[], []]);
  });

  it("trusts Acme's authority, goes out through its proxy, and has its limits", async () => {
    const pods = await list<Pod>("pods", RUNNERS);
    const { certificates } = (parse(readFileSync(join(EXAMPLE, "fleet.yaml"), "utf8")) as Fleet).pools.web.runnerPod
      .certificateAuthority;

    expect(pods.map(({ status }) => status.phase)).toEqual(["Running", "Running"]);
    for (const { spec } of pods) {
      expect(spec.imagePullSecrets).toEqual([{ name: "acme-registry" }]);
      const runner = spec.containers.find(({ name }) => name === "k8s-runner");
      expect(runner?.env).toContainEqual({ name: "HTTPS_PROXY", value: PROXY });
      expect(runner?.env).toContainEqual({ name: "SSL_CERT_FILE", value: "/etc/agyn/private-ca/ca.crt" });
      expect(runner?.resources).toEqual({ requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "1Gi" } });
      const tlsProxy = spec.containers.find(({ name }) => name === "gateway-tls-proxy");
      expect(tlsProxy?.args?.join()).toContain('"trusted_ca":{"filename":"/etc/agyn/private-ca/ca.crt"}');
      for (const { volumeMounts } of spec.containers) {
        const mount = volumeMounts?.find(({ mountPath }) => mountPath === "/etc/agyn/private-ca");
        const name = spec.volumes.find((volume) => volume.name === mount?.name)?.configMap?.name;
        expect(await get("configmap", name ?? "", RUNNERS)).toMatchObject({ data: { "ca.crt": certificates } });
      }
    }
  });

  it.each([
    [RUNNERS, { enforce: "restricted", audit: "restricted", warn: "restricted" }],
    [WORKLOADS, { enforce: "privileged", audit: "baseline", warn: "baseline" }],
  ])("puts %s under levels of Pod Security", async (namespace, levels) => {
    const labels = Object.entries(levels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level]);
    expect(await get("namespace", namespace, "")).toMatchObject({
      metadata: { labels: Object.fromEntries(labels) as object },
    });
  });

  it("takes a workload's pod from its runner, in the namespace of workloads only", async () => {
    const runner = await plane.as(RUNNERS, "web-eu-west-1-0");
    const create = (namespace: string) =>
      runner.try(["create", "--namespace", namespace, "--filename", "-"], JSON.stringify(workloadPod("work")));
    const admin = await plane.kubectl.try(
      ["create", "--namespace", RUNNERS, "--filename", "-"],
      JSON.stringify(workloadPod("work")),
    );

    expect((await create(WORKLOADS)).ok).toBe(true);
    expect((await create(RUNNERS)).stderr).toContain("forbidden");
    expect(admin.stderr).toContain('violates PodSecurity "restricted:latest"');
    await runner.run(["delete", "pod", "work", "--namespace", WORKLOADS]);
  });

  it("walls runners and workloads off", async () => {
    const both = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
    const runners = await get<{ spec: { egress: readonly object[] } }>("networkpolicy", "agyn-runner", RUNNERS);
    const workloads = await get<{ spec: { egress: readonly object[] } }>("networkpolicy", "agyn-workloads", WORKLOADS);
    const rule = (cidr: string, port: number) => ({
      to: [{ ipBlock: { cidr } }],
      ports: [{ port, protocol: "TCP" }],
    });

    expect(runners.spec).toMatchObject(both);
    expect(runners.spec).not.toHaveProperty("ingress");
    expect(runners.spec.egress).toContainEqual(rule("198.51.100.10/32", 443));
    expect(runners.spec.egress).toContainEqual(rule("192.0.2.20/32", 3128));
    expect(workloads.spec).toMatchObject(both);
    expect(workloads.spec).not.toHaveProperty("ingress");
    expect(workloads.spec.egress).toContainEqual(rule("198.51.100.0/24", 443));
    expect(workloads.spec.egress).not.toContainEqual(rule("192.0.2.20/32", 3128));
  });

  it("is in order for the doctor", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-doctor-"));
    try {
      const env = { PATH: process.env.PATH, HOME: homeOf(folder, [plane]), KUBECTL: components.kubectl };
      const checks = await checkCluster({ context: plane.context, outDirectory: stage.outDirectory }, env);

      expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
      expect(checks.map(({ name }) => name)).toContain("eu-west-1/web: namespaces");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("has ceilings, and drains wait for its work", async () => {
    expect(await get("resourcequota", "agyn-runner", WORKLOADS)).toMatchObject({
      status: { hard: { pods: "30", "requests.cpu": "64", "requests.memory": "256Gi" } },
    });
    expect(await get("poddisruptionbudget", "agyn-workloads", WORKLOADS)).toMatchObject({ spec: { minAvailable: 30 } });
  });

  it("has alerts that name what they found, and a dashboard whose source is chosen there", async () => {
    const { metadata, spec } = await get<{
      metadata: { labels: object };
      spec: { groups: readonly { rules: readonly Rule[] }[] };
    }>("prometheusrule", "agyn-web", RUNNERS);
    const rules = spec.groups.flatMap((group) => group.rules);
    expect(metadata.labels).toMatchObject({ release: "kube-prometheus-stack" });
    expect(rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining([
        "AgynWorkloadPending",
        "AgynWorkloadCrashLoop",
        "AgynWorkloadStartFailed",
        "AgynRuntimeLost",
        "AgynRunnerMissing",
      ]),
    );
    // neither Terraform nor Helm has taken Prometheus' templates for theirs
    expect(rules[0]?.annotations["description"]).toContain("{{ $labels.pod }}");

    const dashboard = await get<{ metadata: object; data: Readonly<Record<string, string>> }>(
      ...(["configmap", "agyn-web-dashboard", RUNNERS] as const),
    );
    expect(dashboard.metadata).toMatchObject({ labels: { grafana_dashboard: "1" } });
    const { panels } = JSON.parse(dashboard.data["agyn-web-eu-west-1.json"] ?? "{}") as {
      panels: readonly { title: string; datasource: { uid: string } }[];
    };
    expect(panels.map(({ title }) => title)).toEqual([
      "Pods by phase",
      "Concurrent workloads",
      "Restarts in an hour",
      "Ceilings used",
      "Volumes used",
      "Runners available",
    ]);
    expect(new Set(panels.map(({ datasource }) => datasource.uid))).toEqual(new Set(["${datasource}"]));
  });

  it("holds places ready, more of them by its schedule, which the next upgrade does not undo", async () => {
    const jobs = await list<{ spec: { schedule: string; timeZone: string } }>("cronjobs", WARM);
    expect(jobs.map(({ spec: { schedule, timeZone } }) => `${schedule} ${timeZone}`)).toEqual([
      "0 7 * * 1-5 Europe/Berlin",
      "0 19 * * 1-5 Europe/Berlin",
    ]);
    const running = async (): Promise<number> =>
      (await list<Pod>("pods", WARM)).filter(({ status }) => status.phase === "Running").length;
    await plane.kubectl.run(["rollout", "status", `deployment/${WARM}`, "--namespace", WARM, "--timeout=60s"]);
    expect(await running()).toBe(2);

    // what the job of the morning runs, as the account that it runs as
    const [args = "[]"] = /(?<="args":)\[[^\]]*\]/.exec(JSON.stringify(jobs[0])) ?? [];
    const account = await plane.as(WARM, "agyn-warm-schedule-web");
    await account.run(JSON.parse(args) as string[]);
    await plane.kubectl.run(["rollout", "status", `deployment/${WARM}`, "--namespace", WARM, "--timeout=60s"]);
    expect(await running()).toBe(6);
    await stage.planAgain();

    const where = ["--namespace", RUNNERS, "--kubeconfig", plane.kubeconfig];
    await promisify(execFile)(components.helm, ["upgrade", "web-tier", SCHEDULED_CHART, ...where, "--reuse-values"]);
    await plane.kubectl.run(["rollout", "status", `deployment/${WARM}`, "--namespace", WARM, "--timeout=60s"]);
    expect(await running()).toBe(6);
  });

  it("is destroyed without a trace", async () => {
    await stage.destroy();
  });
});
