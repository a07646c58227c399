// Time and chance, replaceable: how a client waits, measures and spreads its tries.
import { setTimeout as delay } from "node:timers/promises";

/** Where a client takes time and randomness from. */
export interface Clock {
  /** Milliseconds since 1970, to read dates of the server by. */
  readonly epochMs: () => number;
  /** Milliseconds that only grow, to measure by. */
  readonly elapsedMs: () => number;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Resolves after the milliseconds, rejects as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** The clock of this machine. */
export const SYSTEM_CLOCK: Clock = {
  epochMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};
