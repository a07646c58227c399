// The end of an operation's time (`timeouts`), also for calls to a gateway that hangs: each has its own patience, of up to an hour
// (`request_timeout`), and must not outlast the operation it belongs to.
import { parseDuration } from "../../../framework/index.js";

/** What a call gets at least: the last one begins when the time is over, and says what became of the waiting. */
const LAST_CALL_MS = 2_000;
/** Node's timers take no more (24 days). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time an operation has, from now on. */
export class Deadline {
  readonly #endMs: number;

  /** @param timeout a Go duration, as the user wrote it */
  constructor(readonly timeout: string) {
    this.#endMs = performance.now() + (parseDuration(timeout) ?? 0);
  }

  /** Milliseconds; negative when the time is over. */
  get leftMs(): number {
    return this.#endMs - performance.now();
  }

  /**
   * Makes a call that reads, and gives it up when the time is over.
   *
   * @param signal the user's interrupt, which ends the call as ever
   * @returns `"unavailable"` when it was given up
   */
  async ask<T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T | "unavailable"> {
    const patienceMs = Math.min(Math.max(this.leftMs, LAST_CALL_MS), LONGEST_TIMER_MS);
    const timeIsOver = AbortSignal.timeout(Math.ceil(patienceMs));
    try {
      return await call(AbortSignal.any([signal, timeIsOver]));
    } catch (error) {
      if (timeIsOver.aborted && !signal.aborted) return "unavailable";
      throw error;
    }
  }
}
