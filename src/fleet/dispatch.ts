// The life of a pool's runners, spelled out: which generations there are, what a removal does to their work, and which labels runners
// carry that get no new work. Names of a rotation that is wrong are made all the same: rules name what is wrong (rules/rotation.ts).
import { runnerName } from "../kubernetes/index.js";
import { PAUSED_LABELS } from "../placement/index.js";
import type { PoolSettings } from "./definition.js";
import { defined } from "./plain.js";
import type { ResolvedPool, Texts } from "./resolved.js";

const FIRST_GENERATION = 1;
const WAIT_MINUTES = 60;

type Dispatch = Pick<ResolvedPool, "rotation" | "paused" | "onActiveWorkloads" | "activeWorkloadsWaitMinutes">;

/** Names of the runners: generation by generation, in each by number. */
export function runnerNamesOf(
  pool: string,
  region: string,
  { runners = 1, rotation }: PoolSettings,
): readonly string[] {
  const generations = rotation?.generations ?? [FIRST_GENERATION];
  return generations.flatMap((generation) =>
    Array.from({ length: runners }, (_, index) => runnerName(pool, region, index, generation)),
  );
}

/** What a pool says of it; nothing where it says nothing. */
export function dispatchOf({ rotation, paused, ...settings }: PoolSettings, labels: Texts): Dispatch {
  const { onActiveWorkloads = rotation && "wait", activeWorkloadsWaitMinutes } = settings;
  return defined({
    rotation: rotation && { generations: rotation.generations, draining: rotation.draining ?? false },
    paused: paused === true ? { labels } : undefined,
    onActiveWorkloads,
    activeWorkloadsWaitMinutes: activeWorkloadsWaitMinutes ?? (onActiveWorkloads === "wait" ? WAIT_MINUTES : undefined),
  });
}

/** Labels of the runners that get work as the pool says. */
export function labelsNow({ paused }: PoolSettings, labels: Texts): Texts {
  return paused === true ? PAUSED_LABELS : labels;
}

/** How many runners one generation has. */
export function runnersPerGeneration({ runners, rotation }: Pick<ResolvedPool, "runners" | "rotation">): number {
  return runners.length / (rotation?.generations.length ?? 1);
}

/** How many runners get the work that requires the pool's labels: an older generation that is drained gets none. */
export function runnersWithWork(pool: Pick<ResolvedPool, "runners" | "rotation">): number {
  return pool.rotation?.draining === true ? runnersPerGeneration(pool) : pool.runners.length;
}
