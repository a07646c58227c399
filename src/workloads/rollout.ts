// How the pods of a Deployment are exchanged, as numbers.
//
// Source: a Deployment rounds maxSurge up and maxUnavailable down.
import { isLater } from "./later.js";
import type { Rollout } from "./pod-description.js";

/** Waves of a rollout that exchanges a quarter of the pods at a time. */
const ROLLOUT_WAVES = 4;

/** Pods beyond and below their number; none goes before another is there, unless it is said. */
export function partsOf({ maxSurge = "25%", maxUnavailable = 0 }: Exclude<Rollout, string>) {
  return { maxSurge, maxUnavailable };
}

/** How often pods are exchanged until all are new. */
export function rolloutWaves(rollout: Rollout | undefined, mostPods: number): number {
  if (rollout === undefined || isLater(mostPods)) return ROLLOUT_WAVES;
  if (rollout === "recreate") return 1;
  const { maxSurge, maxUnavailable } = partsOf(rollout);
  // as Kubernetes rounds them
  const atOnce = podsOf(maxSurge, mostPods, Math.ceil) + podsOf(maxUnavailable, mostPods, Math.floor);
  return Math.max(1, Math.ceil(mostPods / Math.max(1, atOnce)));
}

/** A number of pods, or a part of them, as a number. */
export function podsOf(part: number | string, pods: number, round: (pods: number) => number): number {
  return typeof part === "number" ? part : round((Number.parseFloat(part) / 100) * pods);
}
