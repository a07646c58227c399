// What stands around the releases of a pool, as far as it is asked for: network policies, a budget for drains,
// certificates, alerts and a dashboard.
// Two releases of the local chart, because the alerts need a custom kind: where the cluster has not got it, policies still come.
import { gatewayPolicyFaults, networkPolicyFaults, observabilityFaults } from "../../kubernetes/index.js";
import { Construct, type ITerraformDependable } from "../core.js";
import { checkReleaseName } from "../names.js";
import { releaseObjects } from "../objects-release.js";
import { type Problem, problemsOf } from "../problems.js";
import type { Region } from "../region.js";
import type { RunnerPodOptions } from "../runner-release/index.js";
import { prometheusRule, type Watched } from "./alerts.js";
import { dashboardConfigMap } from "./dashboard.js";
import { drainObjects } from "./drain.js";
import { networkPolicies } from "./network-policy.js";
import { hasPolicies, type OperationsOptions, type PoolSurroundings } from "./options.js";
import { authorityObjects } from "./private-authority.js";

/** Settings of PoolOperations. */
export interface PoolOperationsProps extends OperationsOptions, Watched {
  readonly region: Region;
  readonly runnerPod: RunnerPodOptions | undefined;
  /** Most workload pods at a time. */
  readonly mostPods: number;
  /** What must exist first. */
  readonly prerequisites: readonly ITerraformDependable[];
}

/**
 * What stands around a pool's releases.
 *
 * Children: `Policies` (helm_release), `Observability` (helm_release), each only when there is anything in it.
 */
export class PoolOperations extends Construct {
  /** What a runner needs before it starts: the policies that bound it. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: PoolOperationsProps) {
    super(scope, id);
    const { networkPolicy, nodeDrain, observability } = props;
    const { cluster, gateway } = props.region;
    this.dependencies = this.#release("Policies", policiesName(props.poolName), props, [
      ...(networkPolicy === undefined ? [] : networkPolicies({ ...props, cluster, gateway }, networkPolicy)),
      ...(nodeDrain === "wait" ? drainObjects(props.workloadNamespace, props.mostPods) : []),
      ...authorityObjects(props.runnerNamespace, props.runnerPod),
    ]);
    if (observability === undefined) return;
    const { alerts = true, dashboard = true, dashboardLabels } = observability;
    this.#release("Observability", alertsName(props.poolName), props, [
      ...(alerts ? [prometheusRule(props, observability)] : []),
      ...(dashboard ? [dashboardConfigMap(props, props.region.name, dashboardLabels)] : []),
    ]);
  }

  #release(
    id: string,
    name: string,
    { region, runnerNamespace, prerequisites }: PoolOperationsProps,
    objects: readonly object[],
  ): readonly ITerraformDependable[] {
    if (objects.length === 0) return [];
    const { cluster } = region;
    return [releaseObjects(this, id, { name, namespace: runnerNamespace, cluster, objects, dependsOn: prerequisites })];
  }
}

export { podWithAuthority } from "./private-authority.js";

const policiesName = (poolName: string): string => `${poolName}-policies`;
const alertsName = (poolName: string): string => `${poolName}-alerts`;

/** What is wrong with the settings, if anything. */
export function checkOperations(poolName: string, options: PoolSurroundings, { gateway }: Region): readonly Problem[] {
  const { networkPolicy, observability } = options;
  return [
    ...(hasPolicies(options) ? checkReleaseName("policies release name", policiesName(poolName)) : []),
    ...(networkPolicy === undefined
      ? []
      : problemsOf([
          ...networkPolicyFaults("networkPolicy", networkPolicy),
          ...gatewayPolicyFaults("networkPolicy", networkPolicy, "region.gateway", gateway),
        ])),
    ...(observability === undefined
      ? []
      : [
          ...checkReleaseName("alerts release name", alertsName(poolName)),
          ...problemsOf(observabilityFaults("observability", observability)),
        ]),
  ];
}
