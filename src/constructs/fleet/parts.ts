// What stacks of a fleet know of it. Their types are here so that a fleet can make its stacks and stacks can take a fleet.
import type { ResolvedFleet, ResolvedPool } from "../../fleet/index.js";
import type { Finding } from "../../rules/index.js";
import type { Region } from "../region.js";
import type { Team } from "../team.js";
import type { RunnerChart } from "../runner-release/index.js";
import type { RunnerTier } from "../tiers/index.js";

/** A fleet as its stacks see it. */
export interface IFleet {
  /** The fleet, spelled out. */
  readonly resolved: ResolvedFleet;
  /** What was found and stops nothing: warnings, and what is acknowledged. */
  readonly findings: readonly Finding[];
  /** A region by its name. */
  region(name: string): Region;
  /** A team by its name. */
  team(name: string): Team;
  /** The tier of a pool, with the pool's ceilings. */
  tierOf(pool: ResolvedPool): RunnerTier;
  /** The chart of a pool. */
  chartOf(pool: ResolvedPool): RunnerChart;
}
