// The series that alerts and the dashboard look at, none of which the runner gives: it exposes no metrics. They are selected by
// namespace, because kube-state-metrics shows labels of pods only where that is switched on; those of nodes, which have none, are joined
// to the pods of a namespace.
//
// Source: kube-state-metrics docs/metrics (pod, node, deployment, resourcequota); kubelet volume stats (pkg/kubelet/metrics/collectors).

/** Every series in use, and the labels of each that are. */
export const SERIES = {
  kube_deployment_status_replicas_available: ["namespace", "deployment"],
  kube_node_status_condition: ["node", "condition", "status"],
  kube_pod_container_status_restarts_total: ["namespace", "pod", "container"],
  kube_pod_container_status_waiting_reason: ["namespace", "pod", "container", "reason"],
  kube_pod_created: ["namespace", "pod"],
  kube_pod_info: ["namespace", "pod", "node"],
  kube_pod_init_container_status_restarts_total: ["namespace", "pod", "container"],
  kube_pod_init_container_status_waiting_reason: ["namespace", "pod", "container", "reason"],
  kube_pod_status_phase: ["namespace", "pod", "phase"],
  kube_pod_status_reason: ["namespace", "pod", "reason"],
  kube_resourcequota: ["namespace", "resourcequota", "resource", "type"],
  kubelet_volume_stats_available_bytes: ["namespace", "persistentvolumeclaim"],
  kubelet_volume_stats_capacity_bytes: ["namespace", "persistentvolumeclaim"],
} as const;

/** A series by its name. */
export type Series = keyof typeof SERIES;

/** Labels and what they are equal to; a value with `|` is one of several. */
export type Matchers<S extends Series> = Readonly<Partial<Record<(typeof SERIES)[S][number], string>>>;

/** A series with its selector, in PromQL. */
export function select<S extends Series>(name: S, matchers: Matchers<S>): string {
  const selector = Object.entries<string | undefined>(matchers).flatMap(([label, value]) =>
    value === undefined ? [] : [`${label}${value.includes("|") ? "=~" : "="}"${value}"`],
  );
  return `${name}{${selector.join(",")}}`;
}
