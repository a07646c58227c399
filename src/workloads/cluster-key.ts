// What tells the cluster of a workload from others, wherever both are known.
import type { Cluster } from "../constructs/index.js";

/** What tells a cluster from others. */
export function clusterKey({ path, context }: Cluster): string {
  return `${path}#${context}`;
}
