// Alerts about one pool, as a PrometheusRule.
//
// Source: thresholds and reasons by which the platform gives a workload up: agynio/architecture, agents-orchestrator.md (START_GRACE_S,
// INIT_RETRY_THRESHOLD, CRASHLOOP_THRESHOLD). The platform removes the pod then, and with it its series, so these alerts look back.
// What ends pods, kubernetes 1.36: evictions and refusals by the kubelet leave a reason; a node that is lost or shuts down leaves none in
// kube-state-metrics (nothing calls DeletePods, the one way to NodeLost, and nothing sets the phase Unknown), so nodes are looked at.
import { select } from "./series.js";

/** How long an image or a configuration may be waited for, from the pod's creation, in seconds. */
export const START_GRACE_S = 60;
/** Restarts of an init container from which on the start has failed. */
export const INIT_RETRY_THRESHOLD = 3;
/** Restarts from which on a crash loop is final. */
export const CRASHLOOP_THRESHOLD = 3;

/** A little before the platform gives up: at that moment it removes the pod, and a look just then may miss it. */
const LOOK_FROM_S = START_GRACE_S - 15;

const START_REASONS = [
  "ErrImagePull",
  "ImagePullBackOff",
  "CreateContainerConfigError",
  "CreateContainerError",
  "InvalidImageName",
];
/** Reasons by which a node ended a pod. */
const LOSS_REASONS = ["Evicted", "UnexpectedAdmissionError"];
const LOOK_BACK = "10m:15s";

/** What the alerts of a pool are about. */
export interface Watched {
  readonly poolName: string;
  readonly runnerNamespace: string;
  readonly workloadNamespace: string;
  /** Number of Deployments of runners. */
  readonly runners: number;
}

/** When the alerts fire, and what they carry. */
export interface AlertOptions {
  /**
   * How long a workload may be pending, in whole minutes, 1 to 1440. Raise it where nodes have to be started first.
   *
   * @default 5
   */
  readonly pendingMinutes?: number;

  /**
   * Share of a ceiling or a volume that is nearly all of it, in percent, 50 to 100.
   *
   * @default 90
   */
  readonly nearlyFullPercent?: number;

  /**
   * Labels of each alert, by which Alertmanager routes it.
   *
   * @default { severity: "warning" }
   */
  readonly alertLabels?: Readonly<Record<string, string>>;

  /**
   * Labels of the PrometheusRule, by which a Prometheus finds it, like `{ release: "kube-prometheus-stack" }`.
   *
   * @default - none; enough for a Prometheus that takes all rules
   */
  readonly ruleLabels?: Readonly<Record<string, string>>;
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly summary: string;
  readonly description: string;
}

/** The PrometheusRule of a pool. */
export function prometheusRule(watched: Watched, options: AlertOptions): object {
  const { alertLabels = { severity: "warning" }, ruleLabels = {} } = options;
  const { poolName, runnerNamespace } = watched;
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: `agyn-${poolName}`, namespace: runnerNamespace, labels: ruleLabels },
    spec: {
      groups: [
        {
          name: `agyn-${poolName}`,
          rules: alertsOf(watched, options).map(({ summary, description, ...rule }) => ({
            ...rule,
            labels: { ...alertLabels, agyn_pool: poolName },
            annotations: { summary, description },
          })),
        },
      ],
    },
  };
}

function alertsOf(watched: Watched, { pendingMinutes = 5, nearlyFullPercent = 90 }: AlertOptions): readonly Alert[] {
  const { poolName, workloadNamespace, runnerNamespace, runners } = watched;
  const namespace = workloadNamespace;
  const share = nearlyFullPercent / 100;
  const pool = `pool ${poolName}`;
  const created = select("kube_pod_created", { namespace });
  const restarts = select("kube_pod_container_status_restarts_total", { namespace });
  const initRestarts = select("kube_pod_init_container_status_restarts_total", { namespace });
  const waiting = (reason: string): string => select("kube_pod_container_status_waiting_reason", { namespace, reason });
  const initWaiting = (reason: string): string =>
    select("kube_pod_init_container_status_waiting_reason", { namespace, reason });
  const pending = select("kube_pod_status_phase", { namespace, phase: "Pending" });
  const notReady = `${select("kube_node_status_condition", { condition: "Ready", status: "true" })} == 0`;
  const available = select("kube_deployment_status_replicas_available", { namespace: runnerNamespace });
  return [
    {
      alert: "AgynWorkloadPending",
      expr: `sum by (namespace, pod) (${pending}) > 0`,
      for: `${pendingMinutes}m`,
      summary: `A workload of ${pool} does not start.`,
      description: `{{ $labels.pod }} has been pending for ${pendingMinutes} minutes: kubectl describe pod {{ $labels.pod }} --namespace {{ $labels.namespace }} tells why.`,
    },
    {
      alert: "AgynWorkloadCrashLoop",
      expr: recent(
        `${waiting("CrashLoopBackOff")} == 1 and on (namespace, pod, container) ${restarts} >= ${CRASHLOOP_THRESHOLD}`,
      ),
      summary: `A workload of ${pool} crashes again and again.`,
      description: `A container of {{ $labels.pod }} restarted ${CRASHLOOP_THRESHOLD} times. The platform gives the workload up when it is the agent's.`,
    },
    {
      alert: "AgynWorkloadStartFailed",
      expr: recent(
        `(${waiting(START_REASONS.join("|"))} == 1 or ${initWaiting(START_REASONS.join("|"))} == 1) and on (namespace, pod) time() - ${created} >= ${LOOK_FROM_S}`,
      ),
      summary: `A workload of ${pool} has no image or no valid configuration.`,
      description: `A container of {{ $labels.pod }} still waits ${LOOK_FROM_S} seconds after the pod was made. At ${START_GRACE_S} the platform gives the workload up, unless the container is that of an MCP server or a hook.`,
    },
    {
      alert: "AgynWorkloadInitFailed",
      // the overlay's side-car is an init container too, and may restart while the workload runs
      expr: recent(`${initRestarts} >= ${INIT_RETRY_THRESHOLD} and on (namespace, pod) ${pending} == 1`),
      summary: `A workload of ${pool} fails before it starts.`,
      description: `An init container of {{ $labels.pod }} restarted ${INIT_RETRY_THRESHOLD} times before the start; the platform gives the workload up, unless it is a side-car.`,
    },
    {
      alert: "AgynRuntimeLost",
      expr: recent(
        `${select("kube_pod_status_reason", { namespace, reason: LOSS_REASONS.join("|") })} == 1 or ${select("kube_pod_info", { namespace })} and on (node) ${notReady}`,
      ),
      summary: `A workload of ${pool} is lost with its node, or was evicted.`,
      description:
        "{{ $labels.pod }} was evicted or refused by its node, or the node does not answer: kubectl get nodes tells which. Work that was in it is gone unless the node comes back.",
    },
    {
      alert: "AgynPoolNearlyFull",
      expr: `${quotaShare(namespace)} >= ${share}`,
      for: "15m",
      summary: `${capital(pool)} has nearly used up a ceiling.`,
      description: `{{ $labels.resource }} of {{ $labels.namespace }} is used to {{ $value | humanizePercentage }}; beyond it new workloads are refused.`,
    },
    {
      alert: "AgynRunnerUnavailable",
      expr: `${available} < 1`,
      for: "5m",
      summary: `A runner of ${pool} is down.`,
      description:
        "Deployment {{ $labels.deployment }} has no available pod: it takes no work, and its workloads are not looked after.",
    },
    {
      alert: "AgynRunnerMissing",
      expr: `(count(${available}) or vector(0)) < ${runners}`,
      for: "5m",
      summary: `${capital(pool)} has fewer runners than ${runners}.`,
      description: `{{ $value }} Deployments are in ${runnerNamespace}, or kube-state-metrics is not read.`,
    },
    {
      alert: "AgynVolumeNearlyFull",
      expr: `${volumeShare(namespace)} >= ${share}`,
      for: "15m",
      summary: `A volume of ${pool} is nearly full.`,
      description: "{{ $labels.persistentvolumeclaim }} is filled to {{ $value | humanizePercentage }}.",
    },
  ];
}

/** Pods at which something held in the last minutes, though they may be gone. */
function recent(expression: string): string {
  return `max by (namespace, pod) (max_over_time((${expression})[${LOOK_BACK}])) > 0`;
}

/** Used share of each ceiling; a ceiling of 0 refuses something and is never full. */
export function quotaShare(namespace: string): string {
  const quota = (type: string): string =>
    select("kube_resourcequota", { namespace, resourcequota: "agyn-runner", type });
  return `${quota("used")} / ignoring (type) (${quota("hard")} > 0)`;
}

/** Used share of each volume. */
export function volumeShare(namespace: string): string {
  const available = select("kubelet_volume_stats_available_bytes", { namespace });
  return `1 - ${available} / ${select("kubelet_volume_stats_capacity_bytes", { namespace })}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
