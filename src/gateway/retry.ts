// When a call is tried again, how often and how long apart, within one deadline.
//
// Source: the platform answers 503 for some seconds after a roll-out (agynio/e2e, go-terraform helpers). Times are ours.
import type { Clock } from "./clock.js";
import { GatewayError } from "./errors.js";
import type { Repeatable } from "./methods.js";

const BASE_DELAY_MS = 250;
/** Growing further would only miss the moment the platform is back. */
const MAX_DELAY_MS = 30_000;
/** A server that asks for more patience than this gets none: the caller hears of it at once. */
const MAX_RETRY_AFTER_MS = 30_000;

/** What a try has to know of the ones before. */
export interface Try {
  /** 1 for the first. */
  readonly number: number;
  /** Whether the platform may have acted on an earlier one. */
  readonly sentBefore: "no" | "maybe";
  /** Milliseconds until the deadline of the call. */
  readonly remainingMs: number;
}

/** The bounds of all tries together. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
}

/**
 * Tries a call until it succeeds, fails for good, or the next try would come after the deadline. Between two tries it waits
 * between half of and the whole of 250 ms, 500 ms, 1 s and so on up to 30 s, by chance, so that the callers of a platform that
 * comes back do not come all at once; or longer, up to 30 s, where the server's `Retry-After` says so.
 *
 * @throws {GatewayError} of the last try, or `aborted_locally` when the signal ends the waiting
 */
export async function withRetries<T>(
  attempt: (attempt: Try) => Promise<T>,
  repeatable: Repeatable,
  { maxRetries, requestTimeoutMs, clock }: RetryPolicy,
  signal: AbortSignal | undefined,
): Promise<T> {
  const started = clock.elapsedMs();
  const remaining = (): number => requestTimeoutMs - (clock.elapsedMs() - started);
  let sentBefore: "no" | "maybe" = "no";
  for (let number = 1; ; number++) {
    try {
      return await attempt({ number, sentBefore, remainingMs: remaining() });
    } catch (error) {
      if (!(error instanceof GatewayError) || number > maxRetries) throw error;
      if (!error.transient || (repeatable === "once" && error.sent === "maybe")) throw error;
      const { retryAfterMs } = error;
      const backOffMs = Math.min(BASE_DELAY_MS * 2 ** (number - 1), MAX_DELAY_MS) * (0.5 + clock.random() / 2);
      const delayMs = Math.max(retryAfterMs ?? 0, backOffMs);
      if ((retryAfterMs ?? 0) > MAX_RETRY_AFTER_MS || delayMs >= remaining()) throw error;
      sentBefore = error.sent;
      try {
        await clock.sleep(delayMs, signal);
      } catch {
        throw abortedWaiting(error);
      }
    }
  }
}

function abortedWaiting({ code, detail, rpc, sent, status, requestId, tries }: GatewayError): GatewayError {
  return new GatewayError({
    code: "aborted_locally",
    reason: "aborted while waiting",
    detail: `aborted while waiting after ${code}: ${detail}`,
    rpc,
    sent,
    status,
    requestId,
    tries,
    fromServer: false,
  });
}
