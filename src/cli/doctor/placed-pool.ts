// What is known of a pool in its cluster, from a fleet or from stacks: as much as its probe is judged by.
import type { ResolvedCluster, ResolvedPool, ResolvedTier } from "../../fleet/index.js";

/** A cluster, and how tiers reach their nodes in it. */
export type PlacedCluster = Pick<ResolvedCluster, "context" | "path" | "version"> & {
  readonly steering: Pick<ResolvedCluster["steering"], "way" | "handler">;
};

/** What a tier promises to a pod. */
interface TierFacts {
  readonly nodes?: Pick<NonNullable<ResolvedTier["nodes"]>, "selector" | "taint">;
  readonly gpu?: Pick<NonNullable<ResolvedTier["gpu"]>, "resource" | "perWorkload">;
  readonly priority?: number;
  readonly quota: Pick<ResolvedTier["quota"], "accelerators">;
}

/** A pool, its tier, and those of the whole app. */
export interface PlacedPool {
  readonly pool: Pick<ResolvedPool, "id" | "name" | "runnerNamespace" | "workloadNamespace" | "runners">;
  readonly tier: TierFacts;
  readonly cluster: PlacedCluster;
  readonly tiers: readonly TierFacts[];
}
