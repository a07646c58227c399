// Kubernetes objects out of the Terraform state of the kubernetes provider's types: blocks are lists there, names have underscores,
// and lists have singular names.
//
// Source: schemas of hashicorp/kubernetes 2.38; the API reference of Kubernetes 1.35.

import { workloadManifest } from "./workload-manifests";

/** A block or an attribute map of a state. */
type State = Readonly<Record<string, unknown>>;

interface Manifest extends State {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: State;
}

const RBAC = "rbac.authorization.k8s.io";

/**
 * The object that the provider would send.
 *
 * @param kind of the object
 * @param body its state as JSON
 * @param data content of a Secret, in clear text
 * @throws {Error} for a kind that no construct makes
 */
export function manifestOf(kind: string, body: string, data?: Readonly<Record<string, string>>): Manifest {
  const state = JSON.parse(body) as State;
  const workload = workloadManifest(kind, state);
  if (workload) return { ...workload };
  const [meta] = blocks(state["metadata"]);
  const metadata = without(pick(meta, ["name", "namespace", "labels", "annotations"]));
  const [spec] = blocks(state["spec"]);
  switch (kind) {
    case "Namespace":
      return { apiVersion: "v1", kind, metadata };
    case "Secret":
      return { apiVersion: "v1", kind, metadata, type: state["type"], data: base64(data ?? {}) };
    case "ServiceAccount":
      return {
        apiVersion: "v1",
        kind,
        metadata,
        automountServiceAccountToken: state["automount_service_account_token"],
      };
    case "LimitRange":
      return { apiVersion: "v1", kind, metadata, spec: { limits: blocks(spec?.["limit"]).map(limit) } };
    case "ResourceQuota":
      return { apiVersion: "v1", kind, metadata, spec: without(pick(spec, ["hard", "scopes"])) };
    case "Role":
      return { apiVersion: `${RBAC}/v1`, kind, metadata, rules: blocks(state["rule"]).map(rule) };
    case "RoleBinding":
      return {
        apiVersion: `${RBAC}/v1`,
        kind,
        metadata,
        roleRef: { apiGroup: RBAC, ...pick(blocks(state["role_ref"])[0], ["kind", "name"]) },
        subjects: blocks(state["subject"]).map((one) => without(pick(one, ["kind", "name", "namespace"]))),
      };
    default:
      throw new Error(`no manifest is known for ${kind}`);
  }
}

function limit(block: State): State {
  return without({
    type: block["type"],
    default: block["default"],
    defaultRequest: block["default_request"],
    max: block["max"],
    min: block["min"],
    maxLimitRequestRatio: block["max_limit_request_ratio"],
  });
}

function rule(block: State): State {
  return without({
    apiGroups: block["api_groups"],
    resources: block["resources"],
    resourceNames: block["resource_names"],
    verbs: block["verbs"],
  });
}

function base64(data: Readonly<Record<string, string>>): State {
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString("base64")]));
}

function blocks(value: unknown): readonly State[] {
  return Array.isArray(value) ? (value as readonly State[]) : [];
}

function pick(block: State | undefined, keys: readonly string[]): State {
  return Object.fromEntries(keys.map((key) => [key, block?.[key]]));
}

/** Leaves out what is not set: empty lists and maps of a state say nothing. */
function without(object: State): State {
  const says = (value: unknown): boolean =>
    value !== undefined && value !== null && !(typeof value === "object" && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => says(value)));
}
