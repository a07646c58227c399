// What a pool's tier puts into the cluster beside the workload namespace: the objects that steer its pods, by a small local chart.
// kubernetes_manifest would need the API of each object at plan time, and a cluster that is just being upgraded has not got it yet.
//
// Source: helm_release of hashicorp/helm 3.1 (a chart without repository is a path, relative to where terraform runs, which is the
// stack's own directory); TerraformAsset of cdktf 0.21, which copies the chart there at synth.
import { prebuilt } from "../prebuilt.js";
import { join } from "node:path";
import { type Cluster, clusterProviders } from "../cluster.js";
import { Construct, type ITerraformDependable, TerraformAsset, TerraformStack } from "../core.js";
import { valuesText } from "../runner-release/values.js";
import { warn } from "../warnings.js";
import type { PolicySubject } from "./mutating-policy.js";
import { labelsOfRunningNodes } from "./nodes.js";
import { steeringObjects } from "./objects.js";
import { warmObjects } from "./warm-objects.js";
import { wayOf } from "./way.js";

/** Settings of a TierSteering. */
export interface TierSteeringProps extends Omit<PolicySubject, "name"> {
  /** Name of the pool. */
  readonly poolName: string;
  /** Cluster of the pool. */
  readonly cluster: Cluster;
  /** What must exist first. */
  readonly prerequisites: readonly ITerraformDependable[];
}

/** Name of the release of a pool's objects. */
export function steeringReleaseName(poolName: string): string {
  return `${poolName}-tier`;
}

/**
 * The objects that steer one pool's pods.
 *
 * Children: `Resource` (helm_release), when there is any object; the chart is an asset of the stack, `agyn-objects`, or
 * `agyn-scheduled-objects` for warm places with a schedule.
 */
export class TierSteering extends Construct {
  /** What a runner needs before it starts. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: TierSteeringProps) {
    super(scope, id);
    const { cluster, poolName, tier } = props;
    this.#warn(cluster, props);
    const objects = [
      ...steeringObjects(cluster, { ...props, name: `agyn-tier-${poolName}` }),
      ...(tier.warm === undefined ? [] : warmObjects(poolName, tier, tier.warm)),
    ];
    if (objects.length === 0) {
      this.dependencies = [];
      return;
    }
    const release = new prebuilt.Release(this, "Resource", {
      name: steeringReleaseName(poolName),
      namespace: props.runnerNamespace,
      chart: `./${(tier.warm?.schedule === undefined ? objectsChart(this) : scheduledChart(this)).path}`,
      values: [valuesText({ objects })],
      // placeholders may be pending for as long as work has their places; nothing else here is ever waited for
      wait: false,
      provider: clusterProviders(this, cluster).helm,
      dependsOn: [...props.prerequisites],
    });
    this.dependencies = [release];
  }

  #warn(cluster: Cluster, { tier, workloadNamespace }: TierSteeringProps): void {
    const { nodes } = tier;
    if (nodes === undefined) return;
    const chosen = wayOf(cluster);
    if ("failurePolicy" in chosen && chosen.failurePolicy === "Ignore") {
      const message =
        "With failurePolicy Ignore a pod that the policy could not change goes on to the guard, which refuses it, or to any node where there is none.";
      warn(this, "cdktf-agyn:tier-failure-ignored", message);
    }
    if (chosen.way === "runtimeClass") {
      const message = `RuntimeClass ${chosen.handler} is cluster-wide: every pod that names it goes to the nodes of tier ${tier.name}, whoever made it.`;
      warn(this, "cdktf-agyn:tier-runtime-class", message);
    }
    const late = labelsOfRunningNodes(nodes);
    if (late.length > 0) {
      const message = `No node has ${late.join(", ")} before it runs, so nothing scales up from zero for tier ${tier.name} unless the node pool declares it.`;
      warn(this, "cdktf-agyn:tier-late-labels", message);
    }
    if (cluster.facts.tierLabelsProtected !== true) {
      const message = `Whoever may edit admission policies, or labels of namespace ${workloadNamespace}, can lift tier ${tier.name}. Once only those who apply this stack may, state tierLabelsProtected: true on the cluster.`;
      warn(this, "cdktf-agyn:tier-can-be-lifted", message);
    }
  }
}

/** The chart that writes out the objects given to it, once for each stack. */
export function objectsChart(scope: Construct): TerraformAsset {
  return chartOf(scope, "agyn-objects", "chart");
}

/** The same, but Deployments keep the number of replicas that a schedule has set. */
function scheduledChart(scope: Construct): TerraformAsset {
  return chartOf(scope, "agyn-scheduled-objects", "scheduled-chart");
}

function chartOf(scope: Construct, id: string, folder: string): TerraformAsset {
  const stack = TerraformStack.of(scope);
  const known = stack.node.tryFindChild(id);
  return known instanceof TerraformAsset ? known : new TerraformAsset(stack, id, { path: join(__dirname, folder) });
}
