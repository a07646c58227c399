// Kubernetes objects of workloads out of the Terraform state of the kubernetes provider: names and lists are translated by its schema,
// which says which block is one object.
//
// Source: src/rehearsal/stand-ins/schemas; `structures_*.go` of hashicorp/kubernetes 2.38 (plural names, numbers that are texts, what is
// not sent when it is zero).
import schemas from "../../src/rehearsal/stand-ins/schemas/kubernetes.generated.json";
import type { BlockJson, SchemaFileJson } from "../../src/rehearsal/stand-ins/schemas/schema-json";

type State = Readonly<Record<string, unknown>>;

/** API and type in the provider, by kind. */
const KINDS: Readonly<Record<string, readonly [apiVersion: string, type: string]>> = {
  ConfigMap: ["v1", "kubernetes_config_map_v1"],
  CronJob: ["batch/v1", "kubernetes_cron_job_v1"],
  Deployment: ["apps/v1", "kubernetes_deployment_v1"],
  HorizontalPodAutoscaler: ["autoscaling/v2", "kubernetes_horizontal_pod_autoscaler_v2"],
  Ingress: ["networking.k8s.io/v1", "kubernetes_ingress_v1"],
  Job: ["batch/v1", "kubernetes_job_v1"],
  NetworkPolicy: ["networking.k8s.io/v1", "kubernetes_network_policy_v1"],
  PodDisruptionBudget: ["policy/v1", "kubernetes_pod_disruption_budget_v1"],
  Service: ["v1", "kubernetes_service_v1"],
  StatefulSet: ["apps/v1", "kubernetes_stateful_set_v1"],
};
const LISTS: Readonly<Record<string, string>> = {
  container: "containers",
  http_header: "httpHeaders",
  init_container: "initContainers",
  metric: "metrics",
  on_pod_condition: "onPodConditions",
  node_selector_term: "nodeSelectorTerms",
  path: "paths",
  policy: "policies",
  port: "ports",
  rule: "rules",
  toleration: "tolerations",
  topology_spread_constraint: "topologySpreadConstraints",
  volume: "volumes",
  volume_mount: "volumeMounts",
};
const NAMES: Readonly<Record<string, string>> = {
  cluster_ip: "clusterIP",
  host_ipc: "hostIPC",
  host_pid: "hostPID",
  timezone: "timeZone",
};
/** Blocks of one object that the schema has as lists. */
const SINGLE = new Set([
  "label_selector",
  "post_start",
  "pre_stop",
  "rolling_update",
  "scale_down",
  "scale_up",
  "update_strategy",
]);
/** What only a Service of type LoadBalancer is sent. */
const OF_LOAD_BALANCERS = "allocate_load_balancer_node_ports";
/** Texts of the provider that are numbers, or numbers where they look so. */
const NUMBERS = new Set([
  "fs_group",
  "max_surge",
  "max_unavailable",
  "min_available",
  "port",
  "replicas",
  "run_as_user",
  "target_port",
  "ttl_seconds_after_finished",
]);
const OCTAL = "default_mode";
/** What is not sent when it is zero or false. */
const OMITTED = new Set([
  "host_ipc",
  "host_network",
  "host_pid",
  "initial_delay_seconds",
  "min_ready_seconds",
  "paused",
  "publish_not_ready_addresses",
  "read_only",
  "starting_deadline_seconds",
  "stdin",
  "stdin_once",
  "tty",
]);
const METADATA = ["name", "namespace", "labels", "annotations"];

/** The object that the provider would send; undefined for a kind that is no workload's. */
export function workloadManifest(
  kind: string,
  state: State,
): { apiVersion: string; kind: string; metadata: State } | undefined {
  const [apiVersion, type] = KINDS[kind] ?? [];
  if (apiVersion === undefined || type === undefined) return undefined;
  const [provider] = Object.values((schemas as SchemaFileJson).provider_schemas);
  const block = provider?.resource_schemas[type]?.block;
  if (block === undefined) throw new Error(`${type} has no schema`);
  const { metadata = {}, spec, data } = translated(state, block) as Readonly<Record<string, State | undefined>>;
  return { apiVersion, kind, metadata, ...(spec && { spec }), ...(data && { data }) };
}

function translated(state: State, { attributes = {}, block_types = {} }: BlockJson): State {
  const entries: [string, unknown][] = [];
  for (const name of Object.keys(attributes)) {
    const value = state[name];
    if (name === OF_LOAD_BALANCERS && state["type"] !== "LoadBalancer") continue;
    if (says(value) && !(OMITTED.has(name) && (value === 0 || value === false)))
      entries.push([camel(name), attribute(name, value)]);
  }
  for (const [name, { block, max_items }] of Object.entries(block_types)) {
    // the one block that is no list is timeouts
    const members: readonly State[] = Array.isArray(state[name]) ? (state[name] as readonly State[]) : [];
    if (members.length === 0) continue;
    const inside = members.map((member) =>
      name === "metadata" ? pick(translated(member, block), METADATA) : translated(member, block),
    );
    if (max_items === 1 || SINGLE.has(name)) entries.push([camel(name), inside[0]]);
    else entries.push([LISTS[name] ?? camel(name), inside]);
  }
  return Object.fromEntries(entries);
}

function attribute(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (name === OCTAL) return parseInt(value, 8);
  return NUMBERS.has(name) && /^\d+$/.test(value) ? Number(value) : value;
}

function says(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false;
  return !(typeof value === "object" && Object.keys(value).length === 0);
}

function camel(name: string): string {
  return NAMES[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function pick(state: State, keys: readonly string[]): State {
  return Object.fromEntries(keys.flatMap((key) => (key in state ? [[key, state[key]]] : [])));
}
