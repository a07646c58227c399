// The namespace that a pool's workloads run in, with what must bound them: the Pod Security level workloads need, ceilings,
// defaults that make the ceilings bearable, and the runner's rights in just this namespace.
//
// Source: rbac.rules of the k8s-runner chart; Pod Security measured (the overlay side-car adds NET_ADMIN, so anything below
// `privileged` refuses every workload); quota and LimitRange measured on Kubernetes 1.35.
import { prebuilt } from "./prebuilt.js";
import { Construct, type ITerraformDependable, type TerraformProvider } from "./core.js";
import type { Cluster } from "./cluster.js";
import { acceleratorDefaults, type RunnerTier, steeringAnnotations, TIER_LABEL } from "./tiers/index.js";

/** What the runner may do in its workload namespace, all in the core API group. */
const RUNNER_RULES = [
  { resources: ["pods"], verbs: ["get", "list", "watch", "create", "delete", "patch"] },
  { resources: ["pods/exec"], verbs: ["create"] },
  { resources: ["pods/log"], verbs: ["get"] },
  { resources: ["persistentvolumeclaims"], verbs: ["get", "list", "create", "delete"] },
  { resources: ["secrets"], verbs: ["create", "delete"] },
  { resources: ["events"], verbs: ["get", "list", "watch"] },
];

/** Name of the objects in the namespace; it holds one of each. */
const OBJECT_NAME = "agyn-runner";

/** Settings of a WorkloadNamespace. */
export interface WorkloadNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /** Tier whose ceilings hold in it. */
  readonly tier: RunnerTier;
  /** Namespace of the runners. */
  readonly runnerNamespace: string;
  /** Service accounts of the runners that work in it. */
  readonly serviceAccounts: readonly string[];
  /** Whether Terraform refuses to destroy it. */
  readonly protect: boolean;
  /** Cluster, which decides what has to stand in the namespace for pods to reach the tier's nodes. */
  readonly cluster: Cluster;
  /** Provider block of the cluster. */
  readonly provider: TerraformProvider;
}

/**
 * The workload namespace of one pool.
 *
 * Children: `Resource` (kubernetes_namespace_v1), `Quota` (kubernetes_resource_quota_v1), `Defaults` (kubernetes_limit_range_v1),
 * `Role` (kubernetes_role_v1), `RoleBinding` (kubernetes_role_binding_v1).
 */
export class WorkloadNamespace extends Construct {
  /** What a runner needs before it starts. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: WorkloadNamespaceProps) {
    super(scope, id);
    const { tier, cluster, provider } = props;
    const annotations = { ...tier.workloadNamespace.annotations, ...steeringAnnotations(cluster, tier) };
    const namespace = new prebuilt.NamespaceV1(this, "Resource", {
      metadata: {
        name: props.name,
        labels: { ...tier.workloadNamespace.labels, ...namespaceLabels(tier) },
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      },
      lifecycle: props.protect ? { preventDestroy: true } : undefined,
      provider,
    });
    const inside = { metadata: { name: OBJECT_NAME, namespace: props.name }, provider, dependsOn: [namespace] };
    const quota = new prebuilt.ResourceQuotaV1(this, "Quota", { ...inside, spec: { hard: { ...tier.hard } } });
    const defaults = new prebuilt.LimitRangeV1(this, "Defaults", {
      ...inside,
      spec: { limit: [containerLimit(tier, cluster)] },
    });
    const role = new prebuilt.RoleV1(this, "Role", {
      ...inside,
      rule: RUNNER_RULES.map((rule) => ({ apiGroups: [""], ...rule })),
    });
    const binding = new prebuilt.RoleBindingV1(this, "RoleBinding", {
      ...inside,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: OBJECT_NAME },
      subject: props.serviceAccounts.map((name) => ({
        kind: "ServiceAccount",
        name,
        namespace: props.runnerNamespace,
      })),
      dependsOn: [role],
    });
    this.dependencies = [namespace, quota, defaults, binding];
  }
}

function namespaceLabels(tier: RunnerTier): Record<string, string> {
  return {
    [TIER_LABEL]: tier.name,
    "pod-security.kubernetes.io/enforce": "privileged",
    "pod-security.kubernetes.io/warn": "baseline",
    "pod-security.kubernetes.io/audit": "baseline",
  };
}

function containerLimit(tier: RunnerTier, cluster: Cluster) {
  const { requestCpu, requestMemory, limitMemory } = tier.containerDefaults;
  const limits = {
    ...(limitMemory === undefined ? {} : { memory: limitMemory }),
    ...acceleratorDefaults(cluster, tier),
  };
  return {
    type: "Container",
    defaultRequest: { cpu: requestCpu, memory: requestMemory },
    default: Object.keys(limits).length === 0 ? undefined : limits,
  };
}
