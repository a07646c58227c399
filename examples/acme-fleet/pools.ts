// The pools of Acme, 8 runners: a shared one and one per team in each region, and two GPU runners for the ml team.
import { type Region, type RunnerPoolOptions, RunnerTier } from "cdktf-agyn";
import { euWest1, usEast1 } from "./regions.js";
import { ml, web } from "./teams.js";

/** A pool and where it is. */
export interface PoolData extends RunnerPoolOptions {
  /** Name of the pool, unique in its region. */
  readonly name: string;
  /** Region of the pool. */
  readonly region: Region;
}

const standard = RunnerTier.standard();
const a100 = RunnerTier.gpu({ model: "nvidia-a100", perNode: 8 });

/** What every region has: a pool for all organizations, and one for each team's own. */
const everywhere = (region: Region): readonly PoolData[] => [
  { name: "shared", region, tier: standard, labels: { team: "platform" }, capabilities: ["docker"] },
  { name: "ml-standard", region, team: ml, tier: standard, capabilities: ["docker"] },
  { name: "web-standard", region, team: web, tier: standard, capabilities: ["docker"] },
];

export const pools: readonly PoolData[] = [
  ...everywhere(usEast1),
  { name: "ml-gpu", region: usEast1, team: ml, tier: a100, capabilities: ["docker"], runners: 2 },
  ...everywhere(euWest1),
];
