// Runners that a rehearsal enrolls itself, because what runs them or brings their tokens is not in it: each as soon as it is registered.
import type { Platform } from "./platform.js";

const LOOK_EVERY_MS = 250;

/** Runners that the rehearsal plays itself. */
export interface StandIns {
  /** Their names. */
  readonly names: ReadonlySet<string>;
  /** Releases whose pods they take the place of, as `namespace/name`. */
  readonly releases: ReadonlySet<string>;
}

/** No runner is played. */
export const NO_STAND_INS: StandIns = { names: new Set(), releases: new Set() };

/** Does work, and enrolls the runners while it goes on. */
export async function withStandInRunners<T>(
  { gateway }: Platform,
  { names }: StandIns,
  work: () => Promise<T>,
): Promise<T> {
  if (names.size === 0) return await work();
  const timer = setInterval(() => gateway.enrollByName(names), LOOK_EVERY_MS);
  try {
    const result = await work();
    gateway.enrollByName(names);
    return result;
  } finally {
    clearInterval(timer);
  }
}
