import { type GatewayChart, PreStop } from "../../../src/workloads/index";
import { helmValues, resource } from "../../constructs/support";
import { found, synthWorkloads } from "../support";
import { gatewayAndAgent, named, providerBudgets } from "./support";

const budgets = { budgets: providerBudgets };
const chart: GatewayChart = { version: "1.96.0" };
const byChart = synthWorkloads((setting) => void gatewayAndAgent(setting, { chart }), budgets);
const releases = Object.values(byChart.stacks["test"]?.resource?.["helm_release"] ?? {});
const release = releases.find(({ name }) => name === "models") ?? {};
const values = helmValues(release);

test("no rule finds anything in a gateway by the chart that is right", () => {
  expect(found((setting) => void gatewayAndAgent(setting, { chart }), budgets)).toEqual([]);
});

test("the chart is pinned, waited for, and longer than its pods take to end", () => {
  expect(release).toMatchObject({
    repository: "oci://ghcr.io/berriai",
    chart: "litellm-helm",
    version: "1.96.0",
    wait: true,
    atomic: true,
  });
  expect(Number(release["timeout"])).toBeGreaterThan(20 + 20 + 15);
});

test("the chart makes no key, no database, no Redis, no migration and no way in of its own", () => {
  expect(values).toMatchObject({
    masterkeySecretName: "litellm",
    masterkeySecretKey: "master-key",
    db: { deployStandalone: false, useExisting: false },
    redis: { enabled: false },
    migrationJob: { enabled: false },
    ingress: { enabled: false },
    autoscaling: { enabled: false },
  });
  expect(values).not.toHaveProperty("masterkey");
});

test("the chart is told what objects of ours would be made of", () => {
  const own = synthWorkloads((setting) => void gatewayAndAgent(setting), budgets);
  const pods = JSON.stringify(named(own, "kubernetes_deployment_v1", "models"));
  const config = JSON.stringify(named(own, "kubernetes_config_map_v1", "models-files"));
  const {
    livenessProbe,
    lifecycle,
    terminationGracePeriodSeconds,
    proxy_config: proxyConfig,
  } = values as Record<string, Record<string, unknown>>;
  expect(pods).toContain(`"termination_grace_period_seconds":${JSON.stringify(terminationGracePeriodSeconds)}`);
  expect(pods).toContain(`"failure_threshold":${String(livenessProbe?.["failureThreshold"])}`);
  expect(lifecycle).toEqual({
    preStop: { exec: { command: ["python", "-c", expect.stringContaining("/health/drain")] } },
  });
  expect(config).toContain(JSON.stringify(`${JSON.stringify(proxyConfig, null, 2)}\n`).slice(1, -1));
});

test("the chart's pods have the accelerators, the folders of their node and the rights that objects of ours would have", () => {
  const { stacks } = synthWorkloads(
    (setting) =>
      void gatewayAndAgent(setting, {
        chart,
        nodes: { accelerators: { "nvidia.com/gpu": 1 } },
        security: { hostPaths: ["/dev/fuse"], privileged: true },
      }),
    {
      ...budgets,
      acknowledge: [{ rule: "SEC-07", path: "test/models", reason: "a test of what is made of it" }],
    },
  );
  const made = Object.values(stacks["test"]?.resource?.["helm_release"] ?? {}).find(({ name }) => name === "models");

  expect(helmValues(made ?? {})).toMatchObject({
    resources: { requests: { "nvidia.com/gpu": "1" }, limits: { "nvidia.com/gpu": "1" } },
    volumes: [{ name: "host-0", hostPath: { path: "/dev/fuse" } }],
    volumeMounts: [{ name: "host-0", mountPath: "/dev/fuse" }],
    securityContext: { privileged: true, allowPrivilegeEscalation: true },
  });
});

test("the chart's pods have the image with its digest, rights, variables and a scaler on what is in flight", () => {
  expect(values).toMatchObject({
    nameOverride: "models",
    fullnameOverride: "models",
    image: { repository: "ghcr.io/berriai/litellm-non_root", tag: `1.96.0@sha256:${"a1".repeat(32)}` },
    serviceAccount: { create: true, automount: false },
    securityContext: { readOnlyRootFilesystem: true, runAsNonRoot: true, allowPrivilegeEscalation: false },
    envVars: { LITELLM_MODE: "PRODUCTION", DISABLE_SCHEMA_UPDATE: "true" },
    pdb: { enabled: true, maxUnavailable: 1 },
    keda: { enabled: true, minReplicas: 2, maxReplicas: 5 },
  });
  expect(values).not.toHaveProperty("replicaCount");
  expect(JSON.stringify(values["keda"])).toContain("litellm_in_flight_requests");
  // its template knows no behavior, and a static fallback to the minimum would take pods away under load
  expect(values["keda"]).toMatchObject({ fallback: { failureThreshold: 3, replicas: 5 } });
});

test("given values win over derived ones, object by object", () => {
  const { stacks } = synthWorkloads(
    (setting) =>
      void gatewayAndAgent(setting, {
        chart: { ...chart, values: { serviceMonitor: { enabled: true }, keda: { pollingInterval: 10 } } },
      }),
    budgets,
  );
  const changed = helmValues(
    Object.values(stacks["test"]?.resource?.["helm_release"] ?? {}).find(({ name }) => name === "models") ?? {},
  );
  expect(changed).toMatchObject({ serviceMonitor: { enabled: true }, keda: { enabled: true, pollingInterval: 10 } });
});

test("the chart has as many pods as are said where nothing scales them, and ends them by your command", () => {
  const preStop = PreStop.command(["python", "/opt/drain.py"]);
  const { stacks } = synthWorkloads(
    (setting) => void gatewayAndAgent(setting, { chart, preStop, scaling: undefined, replicas: 3 }),
    budgets,
  );
  const changed = helmValues(
    Object.values(stacks["test"]?.resource?.["helm_release"] ?? {}).find(({ name }) => name === "models") ?? {},
  );
  expect(changed).toMatchObject({
    replicaCount: 3,
    keda: { enabled: false },
    lifecycle: { preStop: { exec: { command: ["python", "/opt/drain.py"] } } },
  });
});

test("given variables by reference come behind those that the chart is told", () => {
  const extraEnvVars = [{ name: "HTTPS_PROXY", value: "http://proxy.internal:3128" }];
  const { stacks } = synthWorkloads(
    (setting) => void gatewayAndAgent(setting, { chart: { ...chart, values: { extraEnvVars } } }),
    budgets,
  );
  const changed = helmValues(
    Object.values(stacks["test"]?.resource?.["helm_release"] ?? {}).find(({ name }) => name === "models") ?? {},
  );
  expect(changed["extraEnvVars"]).toEqual([...(values["extraEnvVars"] as readonly unknown[]), ...extraEnvVars]);
});

test("the database is migrated before the release, by the same job", () => {
  const { stacks } = byChart;
  const job = resource(stacks["test"] ?? { terraform: {} }, "kubernetes_job_v1");
  expect(job).toMatchObject({ wait_for_completion: true });
  expect(release["depends_on"]).toEqual(expect.arrayContaining([expect.stringMatching(/^kubernetes_job_v1\./)]));
});
