// Paused pools as they were: which of them would take some work if they got their labels back.
import type { ResolvedFleet, ResolvedPool } from "../resolved.js";
import { PoolIndex } from "./pool-index.js";
import type { RequiredBy } from "./explain.js";

/** Finds the paused pools that would take some work. */
export type PausedPools = (work: RequiredBy) => readonly ResolvedPool[];

/** The paused pools of a fleet. */
export function pausedPools({ pools }: ResolvedFleet): PausedPools {
  const paused = pools.flatMap((pool) => (pool.paused === undefined ? [] : [{ ...pool, labels: pool.paused.labels }]));
  if (paused.length === 0) return () => [];
  const index = new PoolIndex(paused);
  return ({ organization, labels, capabilities }) =>
    [index.shared, index.ownOf(organization)].flatMap(
      (scope) => scope.matching(organization, { labels, capabilities }).pools,
    );
}
