// When a creation is tried a second time after its answer was lost: as soon as the platform answers a read again. It answers 503
// for some seconds after a roll-out, and what is sent in that time is lost as well.
//
// Source: agynio/e2e, go-terraform helpers (503 after a roll-out). Times are ours.
import { GatewayError } from "../gateway/index.js";
import { isTransient } from "./failures.js";
import { log } from "./log.js";
import { wait } from "./waiting.js";

/** Between two questions whether it is there again. */
const PAUSE_MS = 1_000;
/** Who asks for more patience than this gets none: a user waits. */
const MAX_PAUSE_MS = 30_000;

/** What a creation knows of the user's patience. */
export interface Patience {
  /** `request_timeout`: how long one call may take over all its tries. */
  readonly requestTimeoutMs: number;
  /** Ends waits, never a creation under way. */
  readonly signal: AbortSignal;
}

/**
 * Waits until the platform answers a read, for `request_timeout` at most. A refusal is an answer, and so is one of something that
 * stands in the platform's place and will go on to.
 *
 * @param lost why the answer to the creation is not known
 * @param action begins a sentence: `register runner "a"`
 * @param ask a read that the same service of the platform answers
 * @returns what was read; undefined for another answer
 * @throws {GatewayError} `lost` itself, when the platform asks for too much patience or does not come back
 * @throws {DiagnosticError} when the user interrupts
 */
export async function untilAnswered<T>(
  lost: GatewayError,
  action: string,
  ask: (signal: AbortSignal) => Promise<T>,
  { requestTimeoutMs, signal }: Patience,
): Promise<T | undefined> {
  const pauseMs = lost.retryAfterMs ?? PAUSE_MS;
  if (pauseMs > MAX_PAUSE_MS) throw lost;
  log(`${action}: the answer was lost (${lost.code}); waiting until the platform answers again`);
  await wait(pauseMs, signal);
  const deadline = performance.now() + requestTimeoutMs;
  for (;;) {
    try {
      return await ask(signal);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (!signal.aborted && !isTransient(error)) return undefined;
      if (performance.now() + PAUSE_MS >= deadline) throw lost;
    }
    await wait(PAUSE_MS, signal);
  }
}
