// The namespace of agent workloads: the strictest Pod Security level, because nothing here needs more, and no way in by default.
//
// Source: hashicorp/kubernetes deletes a Deployment, and everything else that runs pods but a Job, without waiting for its pods, which
// end by themselves; what waits for them is the deletion of their namespace, for five minutes if nothing is said.
import type { Cluster } from "../constructs/index.js";
import { clusterKey } from "./cluster-key.js";
import { Construct, type ITerraformDependable, Lazy } from "./core.js";
import { AgentPlatform } from "./platform.js";
import { prebuilt } from "./prebuilt.js";
import { requireReadable } from "./given/readable.js";

/** What the API server takes to clear a namespace once its pods have ended, seconds: the provider's own default. */
const CLEARING_SECONDS = 300;

/** Settings of an AgentNamespace. */
export interface AgentNamespaceProps {
  /** The cluster that it is in. */
  readonly cluster: Cluster;

  /**
   * Its name.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The Pod Security level that it enforces.
   *
   * @default "restricted"
   */
  readonly podSecurity?: "restricted" | "baseline" | "privileged";

  /**
   * Addresses that answer DNS, at port 53: the service of the cluster's DNS where a cache on each node answers at that, a resolver of the
   * cloud, one of your own.
   *
   * @default - none beside the pods of the cluster's DNS and NodeLocal DNSCache at 169.254.20.10; on GKE also its own pods and Cloud DNS
   */
  readonly dns?: readonly string[];

  /**
   * Whether Terraform refuses to destroy it.
   *
   * @default false
   */
  readonly protect?: boolean;
}

/**
 * A namespace for agent workloads.
 *
 * Children: `Resource` (kubernetes_namespace_v1), `DenyAll` (kubernetes_network_policy_v1): what no policy opens is closed.
 */
export class AgentNamespace extends Construct {
  /** Its name. */
  readonly name: string;
  readonly cluster: Cluster;
  /** Addresses that answer DNS, beside those that its cluster's kind tells. */
  readonly dns: readonly string[];
  /** What has to be there before anything is in it. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AgentNamespaceProps) {
    requireReadable(scope, id, "AgentNamespaceProps", props);
    super(scope, id);
    const { cluster, name = id, podSecurity = "restricted", protect = false } = props;
    this.name = name;
    this.cluster = cluster;
    this.dns = props.dns ?? [];
    const provider = cluster.providers(this).kubernetes;
    const levels = ["enforce", "warn", "audit"].map(
      (mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity] as const,
    );
    const namespace = new prebuilt.NamespaceV1(this, "Resource", {
      metadata: { name, labels: Object.fromEntries(levels) },
      lifecycle: protect ? { preventDestroy: true } : undefined,
      // which workloads are in it is known when all are made
      timeouts: { delete: Lazy.stringValue({ produce: () => `${this.#deleteSeconds}s` }) },
      provider,
    });
    const closed = new prebuilt.NetworkPolicyV1(this, "DenyAll", {
      metadata: { name: "deny-all", namespace: name },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      provider,
      dependsOn: [namespace],
    });
    this.dependencies = [namespace, closed];
  }

  /** How long its deletion may take: its pods end first. */
  get #deleteSeconds(): number {
    const there = AgentPlatform.workloadsOf(this).filter(
      ({ namespace, cluster }) => namespace === this.name && cluster === clusterKey(this.cluster),
    );
    return CLEARING_SECONDS + Math.max(0, ...there.map(({ end }) => end.gracePeriodSeconds));
  }
}
