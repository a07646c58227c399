// Which namespaces the pools of a fleet make, and in which cluster: no other may be there.
import { warmName } from "../kubernetes/index.js";
import type { ResolvedFleet, ResolvedPool } from "./resolved.js";

/** The namespaces that a pool makes: of its runners, of its workloads, and of its placeholders when they are given none. */
export function madeNamespaces({ tiers }: ResolvedFleet, pool: ResolvedPool): readonly string[] {
  const own = [pool.runnerNamespace, pool.workloadNamespace];
  const warm = tiers[pool.tier]?.warm;
  return warm === undefined || warm.namespace !== undefined ? own : [...own, warmName(pool.name)];
}

/** A key of a namespace in the cluster of a region. */
export function namespaceKey({ regions }: ResolvedFleet, region: string, namespace: string): string {
  const { path, context } = regions[region]?.cluster ?? { path: "", context: region };
  return JSON.stringify([path, context, namespace]);
}
