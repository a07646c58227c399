// Runners that will not enroll. Terraform would wait for them until its timeout of minutes; the clusters know the reason at once,
// so a rehearsal gives up as soon as nothing has changed for a while.
import type { ClusterStore } from "./cluster-store/index.js";
import { NO_STAND_INS, type StandIns } from "./stand-in-runners.js";

const LOOK_EVERY_MS = 500;

/** Runners that stay pending, each with its reason. */
export class RunnersStuckError extends Error {
  override readonly name = "RunnersStuckError";
  constructor(readonly reasons: readonly string[]) {
    super(
      `these runners do not enroll, so waiting is of no use:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`,
    );
  }
}

/** Every runner that is pending for a known reason, one line each; those that the rehearsal enrolls itself left out. */
export function pendingReasons(clusters: ClusterStore, { releases }: StandIns = NO_STAND_INS): string[] {
  return clusters
    .explain()
    .flatMap(({ cluster, namespace, release, pod }) =>
      pod.enrolled || releases.has(`${namespace}/${release}`)
        ? []
        : [`${namespace}/${release} in ${cluster}: ${pod.reason}`],
    )
    .sort();
}

/**
 * Does work that waits for runners, and interrupts it when they are stuck.
 *
 * @param options `patienceMs`: how long the same reasons may stand; what is missing may still be on its way
 * @throws {RunnersStuckError} in place of the work's own failure when it was interrupted for that
 */
export async function withoutStuckRunners<T>(
  clusters: ClusterStore,
  { patienceMs, standIns }: { readonly patienceMs: number; readonly standIns: StandIns },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let seen = "";
  let since = Date.now();
  const timer = setInterval(() => {
    const now = pendingReasons(clusters, standIns).join("\n");
    if (now !== seen) {
      seen = now;
      since = Date.now();
    } else if (now !== "" && Date.now() - since > patienceMs) {
      controller.abort(new RunnersStuckError(pendingReasons(clusters, standIns)));
    }
  }, LOOK_EVERY_MS);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.reason instanceof RunnersStuckError ? controller.signal.reason : error;
  } finally {
    clearInterval(timer);
  }
}
