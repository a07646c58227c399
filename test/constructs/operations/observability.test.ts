// Alerts and the dashboard of a pool: what they look at exists, and what they fire at is what the platform goes by.
import { type ObservabilityOptions, RunnerPool, RunnerTier } from "../../../src/constructs/index";
import { CRASHLOOP_THRESHOLD, INIT_RETRY_THRESHOLD, START_GRACE_S } from "../../../src/constructs/operations/alerts";
import * as platform from "../../../src/emulator/simulation/reconcile";
import { helmValues, messageOf, region, resources, synthStack } from "../support";
import { promqlProblems } from "./promql";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
interface Dashboard {
  readonly title: string;
  readonly uid: string;
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}
interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  readonly data: Readonly<Record<string, string>>;
}

function made(observability: ObservabilityOptions, runners = 1): readonly Made[] {
  const stack = synthStack((scope) => {
    new RunnerPool(scope, "ml", { region, tier: RunnerTier.standard(), runners, observability });
  });
  const release = resources(stack, "helm_release").find(({ name }) => name === "ml-alerts");
  return release === undefined ? [] : (helmValues(release).objects as unknown as readonly Made[]);
}
const rulesOf = (objects: readonly Made[]): readonly Rule[] =>
  objects.filter(({ kind }) => kind === "PrometheusRule").flatMap(({ spec }) => spec.groups[0]?.rules ?? []);
const dashboardOf = (objects: readonly Made[]): Dashboard => {
  const [text = "{}"] = Object.values(objects.find(({ kind }) => kind === "ConfigMap")?.data ?? {});
  return JSON.parse(text) as Dashboard;
};

const all = made({}, 2);
const expressions = [
  ...rulesOf(all).map(({ alert, expr }) => [alert, expr] as const),
  ...dashboardOf(all).panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

describe("alerts and dashboard of a pool", () => {
  it("go by the platform's thresholds", () => {
    expect({ START_GRACE_MS: START_GRACE_S * 1000, INIT_RETRY_THRESHOLD, CRASHLOOP_THRESHOLD }).toEqual({
      START_GRACE_MS: platform.START_GRACE_MS,
      INIT_RETRY_THRESHOLD: platform.INIT_RETRY_THRESHOLD,
      CRASHLOOP_THRESHOLD: platform.CRASHLOOP_THRESHOLD,
    });
  });

  it("cover what goes wrong with workloads, ceilings, volumes and runners", () => {
    expect(rulesOf(all).map(({ alert }) => alert)).toEqual([
      "AgynWorkloadPending",
      "AgynWorkloadCrashLoop",
      "AgynWorkloadStartFailed",
      "AgynWorkloadInitFailed",
      "AgynRuntimeLost",
      "AgynPoolNearlyFull",
      "AgynRunnerUnavailable",
      "AgynRunnerMissing",
      "AgynVolumeNearlyFull",
    ]);
    expect(dashboardOf(all).panels.map(({ title }) => title)).toEqual([
      "Pods by phase",
      "Concurrent workloads",
      "Restarts in an hour",
      "Ceilings used",
      "Volumes used",
      "Runners available",
    ]);
  });

  it.each(expressions)("asks in %s for series that exist, by labels that they have", (_, expression) => {
    expect(promqlProblems(expression)).toEqual([]);
  });

  it.each(expressions)("looks in %s at this pool alone", (_, expression) => {
    const selectors = expression.match(/\{[^}]*\}/g) ?? [];

    expect(selectors).not.toEqual([]);
    // nodes have no namespace: they are joined to the pods of this pool
    const NODES = '{condition="Ready",status="true"}';
    const own = /namespace="agyn-ml(-workloads)?"/;
    expect(selectors.filter((selector) => selector !== NODES && !own.test(selector))).toEqual([]);
    expect(selectors.some((selector) => own.test(selector))).toBe(true);
  });

  const expressionOf = (alert: string, options: ObservabilityOptions = {}): string =>
    rulesOf(made(options)).find((rule) => rule.alert === alert)?.expr ?? "";

  it.each([
    // every workload has init containers, and their images may be missing too
    [
      "AgynWorkloadStartFailed",
      'or kube_pod_init_container_status_waiting_reason{namespace="agyn-ml-workloads",reason=~"',
    ],
    // a look at 60 s may come after the platform has removed the pod
    ["AgynWorkloadStartFailed", ">= 45"],
    ["AgynWorkloadStartFailed", "[10m:15s]"],
    // the overlay's side-car is an init container that restarts while work runs
    [
      "AgynWorkloadInitFailed",
      'and on (namespace, pod) kube_pod_status_phase{namespace="agyn-ml-workloads",phase="Pending"} == 1',
    ],
    // no pod gets a reason when its node is lost
    [
      "AgynRuntimeLost",
      'kube_pod_info{namespace="agyn-ml-workloads"} and on (node) kube_node_status_condition{condition="Ready",status="true"} == 0',
    ],
    ["AgynRuntimeLost", 'reason=~"Evicted|UnexpectedAdmissionError"'],
  ])("fires %s by %s", (alert, part) => {
    expect(expressionOf(alert)).toContain(part);
  });

  it.each(["AgynPoolNearlyFull", "AgynVolumeNearlyFull"])("can fire %s at 100 percent", (alert) => {
    expect(expressionOf(alert, { nearlyFullPercent: 100 })).toMatch(/ >= 1$/);
  });

  it("count the runners that are declared", () => {
    expect(rulesOf(all).find(({ alert }) => alert === "AgynRunnerMissing")?.expr).toMatch(/ < 2$/);
  });

  it("carry the labels by which they are found and routed", () => {
    const labels = { release: "kube-prometheus-stack" };
    const objects = made({
      ruleLabels: labels,
      alertLabels: { severity: "page" },
      dashboardLabels: { folder: "agyn" },
    });

    expect(objects.map(({ metadata }) => metadata.labels)).toEqual([labels, { folder: "agyn" }]);
    expect(rulesOf(objects).map((rule) => rule.labels)).toEqual(
      rulesOf(objects).map(() => ({ severity: "page", agyn_pool: "ml" })),
    );
    expect(made({})[1]?.metadata.labels).toEqual({ grafana_dashboard: "1" });
  });

  it("wait as long for a pending workload as is said", () => {
    expect(rulesOf(made({ pendingMinutes: 20 }))[0]?.for).toBe("20m");
    expect(rulesOf(all)[0]?.for).toBe("5m");
  });

  it.each([
    { options: { alerts: false }, kinds: ["ConfigMap"] },
    { options: { dashboard: false }, kinds: ["PrometheusRule"] },
    { options: { alerts: false, dashboard: false }, kinds: [] },
  ])("are made as far as they are asked for: $kinds", ({ options, kinds }) => {
    expect(made(options).map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    { options: { pendingMinutes: 0 }, problem: "observability.pendingMinutes = 0" },
    { options: { nearlyFullPercent: 20 }, problem: "observability.nearlyFullPercent = 20" },
    { options: { alertLabels: { "a-b": "c" } }, problem: 'observability.alertLabels["a-b"] = "c"' },
  ])("refuse $problem", ({ options, problem }) => {
    expect(messageOf(() => made(options))).toContain(problem);
  });
});

describe("the check of PromQL", () => {
  it.each([
    ['sum(kube_pod_status_phase{namespace="a"}', "a ( stays open"],
    ['kube_pod_status_phase{namespace="a"}]', "nothing is spelled like ]"],
    ["kube_pod_status_phase", "kube_pod_status_phase is not selected by a namespace"],
    ['kube_pod_status_phase{node="a"}', "kube_pod_status_phase has no label node"],
    ['kube_pods{namespace="a"}', "kube_pods is no series"],
  ])("finds what is wrong with %s", (expression, problem) => {
    expect(promqlProblems(expression)).toEqual([problem]);
  });
});
