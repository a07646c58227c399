// What a cluster of the embedded store holds, and the errors it answers with, in the words of a Kubernetes API server.
//
// Source: kubernetes/apimachinery `pkg/api/errors` (texts: `namespaces "x" not found`, `secrets "x" already exists`),
// `pkg/util/validation` (names); Helm 3 `pkg/chartutil/validate_name.go` (names of releases).
import type { JsonObject } from "../../synthesized/index.js";

/** The kinds we emit, with the resource name that errors carry. */
export const RESOURCE_NAMES = {
  Namespace: "namespaces",
  ConfigMap: "configmaps",
  CronJob: "cronjobs.batch",
  Deployment: "deployments.apps",
  HorizontalPodAutoscaler: "horizontalpodautoscalers.autoscaling",
  Ingress: "ingresses.networking.k8s.io",
  Job: "jobs.batch",
  NetworkPolicy: "networkpolicies.networking.k8s.io",
  PodDisruptionBudget: "poddisruptionbudgets.policy",
  Secret: "secrets",
  Service: "services",
  ServiceAccount: "serviceaccounts",
  StatefulSet: "statefulsets.apps",
  LimitRange: "limitranges",
  ResourceQuota: "resourcequotas",
  Role: "roles.rbac.authorization.k8s.io",
  RoleBinding: "rolebindings.rbac.authorization.k8s.io",
} as const;

/** A kind of object. */
export type Kind = keyof typeof RESOURCE_NAMES;

/** Where an object is: `namespace` is empty for a Namespace. */
export interface ObjectKey {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

/** What a writer says of an object. */
export interface ObjectInput extends ObjectKey {
  /** The object as its Terraform state, JSON; opaque here. */
  readonly body: string;
  /** Content of a Secret, in clear text; left out to leave it as it is. */
  readonly data?: Readonly<Record<string, string>>;
}

/** An object as it is kept. */
export interface ClusterObject extends ObjectInput {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
}

/** What a writer says of a Helm release. */
export interface ReleaseInput {
  readonly namespace: string;
  readonly name: string;
  /** The chart's own name, without repository or path. */
  readonly chart: string;
  readonly version: string;
  /** Folder of a chart that is no repository's, absolute. */
  readonly chartFolder?: string;
  /** All values merged, without the chart's defaults; undefined when a part is no JSON. */
  readonly values: JsonObject | undefined;
  readonly createNamespace: boolean;
  /** How long is waited for what the release makes; undefined for not at all. Only real clusters take time. */
  readonly waitSeconds?: number;
}

/** A Helm release as it is kept. */
export interface Release extends ReleaseInput {
  readonly revision: number;
  /** Seconds since 1970. */
  readonly firstDeployed: number;
  readonly lastDeployed: number;
  /** The pod of a runner's chart; undefined for any other chart. */
  readonly pod: RunnerPod | undefined;
}

/** An object on one line. */
export function objectInWords(cluster: string, { kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace}${namespace && "/"}${name} in ${cluster}`;
}

/** A release on one line. */
export function releaseInWords(cluster: string, { namespace, name }: Pick<ReleaseInput, "namespace" | "name">): string {
  return `Helm release ${namespace}/${name} in ${cluster}`;
}

/** How far the runner's process got. */
export type RunnerPod = { readonly enrolled: true } | { readonly enrolled: false; readonly reason: string };

/** Why a request was refused. */
export type RefusalReason = "NotFound" | "AlreadyExists" | "Invalid";

/** A request that a cluster refuses. */
export class ClusterRefusal extends Error {
  override readonly name = "ClusterRefusal";
  constructor(
    readonly reason: RefusalReason,
    message: string,
  ) {
    super(message);
  }
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const PATH_SEGMENT = /^(?!\.{1,2}$)[^/%]+$/;
const RELEASE_NAME = /^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Refuses a name that an API server would refuse.
 * @throws {ClusterRefusal}
 */
export function requireObjectName({ kind, name }: ObjectKey): void {
  const [fine, rule] =
    kind === "Namespace"
      ? [LABEL.test(name), "a lowercase RFC 1123 label of at most 63 characters"]
      : kind === "Role" || kind === "RoleBinding"
        ? [PATH_SEGMENT.test(name), 'a path segment name, without "/" and "%"']
        : [SUBDOMAIN.test(name), "a lowercase RFC 1123 subdomain of at most 253 characters"];
  if (fine) return;
  const quoted = JSON.stringify(name);
  throw new ClusterRefusal(
    "Invalid",
    `${kind} ${quoted} is invalid: metadata.name: Invalid value: ${quoted}: must be ${rule}`,
  );
}

/**
 * Refuses a name that Helm would refuse.
 * @throws {ClusterRefusal}
 */
export function requireReleaseName(name: string): void {
  if (RELEASE_NAME.test(name)) return;
  throw new ClusterRefusal(
    "Invalid",
    `invalid release name ${JSON.stringify(name)}: must be lower-case letters, digits, "-" and ".", at most 53 characters`,
  );
}
