// The stand-in for hashicorp/kubernetes: every type of its schema is an object of the embedded clusters, kept as its own state.
//
// Source: hashicorp/terraform-provider-kubernetes 2.38 (id is `namespace/name`, or `name` for what has no namespace; `data_wo` is
// read on create only if its revision is 1 or more, on update only if the revision changed, facts measured; importers pass the id
// on, and a read then has no configuration to go by).
import { randomBytes } from "node:crypto";
import { definitionsFor, type Provider, type Resource } from "../../framework/index.js";
import { decodeJson, encodeJson, unknownAsNull, type Value, type ValueRecord } from "../../values/index.js";
import { type ClusterClient, clusterClient } from "../cluster-store/client.js";
import type { ClusterObject, Kind } from "../cluster-store/objects.js";
import { knownClusterName } from "./cluster-name.js";
import { loadSchemas } from "./load.js";
import type { RuntimeSchema } from "./schema-from-json.js";
import { record, records, text } from "./records.js";
import kubernetesSchemas from "./schemas/kubernetes.generated.json";
import { secretDataOnCreate, secretDataOnRead, secretDataOnUpdate } from "./secret-data.js";

const KINDS: Readonly<Record<string, Kind>> = {
  kubernetes_config_map_v1: "ConfigMap",
  kubernetes_cron_job_v1: "CronJob",
  kubernetes_deployment_v1: "Deployment",
  kubernetes_horizontal_pod_autoscaler_v2: "HorizontalPodAutoscaler",
  kubernetes_ingress_v1: "Ingress",
  kubernetes_job_v1: "Job",
  kubernetes_limit_range_v1: "LimitRange",
  kubernetes_namespace_v1: "Namespace",
  kubernetes_network_policy_v1: "NetworkPolicy",
  kubernetes_pod_disruption_budget_v1: "PodDisruptionBudget",
  kubernetes_resource_quota_v1: "ResourceQuota",
  kubernetes_role_binding_v1: "RoleBinding",
  kubernetes_role_v1: "Role",
  kubernetes_secret_v1: "Secret",
  kubernetes_service_account_v1: "ServiceAccount",
  kubernetes_service_v1: "Service",
  kubernetes_stateful_set_v1: "StatefulSet",
};

/** Attributes that are in no cluster: a read leaves them as the state has them, so an import knows none. */
const LOCAL = [
  "binary_data",
  "binary_data_wo_revision",
  "data_wo_revision",
  "timeouts",
  "wait_for_completion",
  "wait_for_default_service_account",
  "wait_for_load_balancer",
  "wait_for_rollout",
  "wait_for_service_account_token",
];

const { defineResource } = definitionsFor<ClusterClient>();

/** Makes the provider. `address` is where the clusters are, from the environment. */
export function kubernetesStandIn(address: string | undefined): Provider<RuntimeSchema, ClusterClient> {
  const { version, provider, resources } = loadSchemas(kubernetesSchemas, "kubernetes");
  return {
    name: "kubernetes",
    version,
    schema: provider,
    configure({ config }) {
      const cluster = knownClusterName(record(config));
      return cluster === undefined ? undefined : clusterClient(address, cluster);
    },
    resources: Object.fromEntries(
      Object.entries(resources).map(([type, schema]) => [type, objectResource(schema, kindOf(type))]),
    ),
    dataSources: {},
  };
}

function kindOf(type: string): Kind {
  const kind = KINDS[type];
  if (kind === undefined) throw new Error(`${type} has a schema but no kind in the stand-in for kubernetes`);
  return kind;
}

function objectResource(schema: RuntimeSchema, kind: Kind): Resource<RuntimeSchema, ClusterClient> {
  const isSecret = kind === "Secret";
  return defineResource({
    schema,
    async create({ client, plan, config }) {
      const state = named(known(plan));
      const data = isSecret ? secretDataOnCreate(state, record(config)) : undefined;
      const body = encodeJson(state, schema.type);
      const object = await client.call("create", { ...keyOf(kind, state), body, ...(data && { data }) });
      return withServerFields(state, object);
    },
    async read({ client, state }) {
      const before = record(state);
      const object = await client.call("get", keyOfId(kind, text(before["id"])));
      if (!object) return undefined;
      const body = record(decodeJson(object.body, schema.type));
      const local = Object.fromEntries(
        LOCAL.filter((name) => name in body).map((name) => [name, before[name] ?? null]),
      );
      const data = isSecret ? secretDataOnRead(before, object.data) : undefined;
      return withServerFields({ ...body, ...local, ...(data && { data }) }, object);
    },
    async update({ client, plan, state, config }) {
      const after = known(plan);
      const data = isSecret ? secretDataOnUpdate(record(state), after, record(config)) : undefined;
      const body = encodeJson(after, schema.type);
      const key = keyOfId(kind, text(record(state)["id"]));
      return withServerFields(after, await client.call("update", { ...key, body, ...(data && { data }) }));
    },
    async delete({ client, state }) {
      await client.call("delete", keyOfId(kind, text(record(state)["id"])));
    },
    importState: ({ id, empty }) => ({ ...empty, id }),
  });
}

/** What is planned, with null for what the provider finds out. */
function known(plan: unknown): ValueRecord {
  return record(unknownAsNull(plan as Value));
}

/** The object with a name: its own, or one drawn for `generate_name`, or none, which a server refuses. */
function named(state: ValueRecord): ValueRecord {
  const [metadata] = records(state["metadata"]);
  if (!metadata || text(metadata["name"]) !== "") return state;
  const prefix = text(metadata["generate_name"]) || "terraform-";
  return { ...state, metadata: [{ ...metadata, name: prefix + randomBytes(3).toString("hex").slice(0, 5) }] };
}

function withServerFields(state: ValueRecord, object: ClusterObject): ValueRecord {
  const metadata = records(state["metadata"]).map((member) => ({
    ...member,
    uid: object.uid,
    generation: object.generation,
    resource_version: object.resourceVersion,
  }));
  const { namespace, name } = object;
  const subjects = records(state["subject"]).map(withApiGroup);
  return {
    ...state,
    ...(subjects.length > 0 && { subject: subjects }),
    metadata,
    id: namespace === "" ? name : `${namespace}/${name}`,
  };
}

/** The API group of a subject of a binding, which the server fills in. */
function withApiGroup(subject: ValueRecord): ValueRecord {
  const group = subject["kind"] === "ServiceAccount" ? "" : "rbac.authorization.k8s.io";
  return { ...subject, api_group: subject["api_group"] ?? group };
}

function keyOf(kind: Kind, state: ValueRecord): { kind: Kind; namespace: string; name: string } {
  const [metadata = {}] = records(state["metadata"]);
  return { kind, namespace: kind === "Namespace" ? "" : text(metadata["namespace"]), name: text(metadata["name"]) };
}

function keyOfId(kind: Kind, id: string): { kind: Kind; namespace: string; name: string } {
  const slash = id.indexOf("/");
  return { kind, namespace: slash < 0 ? "" : id.slice(0, slash), name: id.slice(slash + 1) };
}
