// All pools of one region: one cluster, one state. Shared pools use the platform's credential, a team's pools the team's own;
// organizations are found by their slug, so this stack reads no other stack's state.
import type { Construct } from "constructs";
import { AgynStack, type Region, RunnerPool } from "cdktf-agyn";
import type { PoolData } from "./inventory/index.js";

/** Settings of a RegionStack. */
export interface RegionStackProps {
  /** The region; its name is the stack's id. */
  readonly region: Region;
  /** Pools of the fleet; those of other regions are left out. */
  readonly pools: readonly PoolData[];
}

/** Stack `<region>`. Children: one RunnerPool per pool of the region, named by the pool. */
export class RegionStack extends AgynStack {
  constructor(scope: Construct, { region, pools }: RegionStackProps) {
    super(scope, region.name, { cluster: region.cluster });
    for (const { name, ...pool } of pools.filter((candidate) => candidate.region === region)) {
      new RunnerPool(this, name, pool);
    }
  }
}
