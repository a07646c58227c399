// Objects of any kind by a small local chart: what the kubernetes provider has no typed resource for, or what needs a kind that the
// cluster need not have when Terraform plans.
//
// Source: `kubernetes_manifest` needs the API, and the kind, at plan time (hashicorp/terraform-provider-kubernetes#1775).
import type { Release } from "@cdktf/provider-helm/lib/release";
import { type Cluster, clusterProviders } from "./cluster.js";
import type { Construct, ITerraformDependable } from "./core.js";
import { prebuilt } from "./prebuilt.js";
import { valuesText } from "./runner-release/values.js";
import { objectsChart } from "./tiers/index.js";

/** Objects that one release holds. */
export interface ObjectsReleaseProps {
  /** Name of the release, at most 53 characters. */
  readonly name: string;
  /** Namespace of the release; objects may name others. */
  readonly namespace: string;
  readonly cluster: Cluster;
  /** The objects, as Kubernetes has them. No secret: they stand in the state. */
  readonly objects: readonly object[];
  /** What must exist first. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Releases objects; nothing is waited for, because nothing in it is known to become ready. */
export function releaseObjects(scope: Construct, id: string, props: ObjectsReleaseProps): Release {
  const { name, namespace, cluster, objects, dependsOn } = props;
  return new prebuilt.Release(scope, id, {
    name,
    namespace,
    chart: `./${objectsChart(scope).path}`,
    values: [valuesText({ objects })],
    wait: false,
    provider: clusterProviders(scope, cluster).helm,
    dependsOn: [...dependsOn],
  });
}
