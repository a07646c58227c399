// When a read is tried again, how often and how long apart. Writes never are: a second registration is a second runner.
//
// Source: the platform answers 503 for some seconds after a roll-out (agynio/e2e, go-terraform helpers). Times are ours.
import { setTimeout as delay } from "node:timers/promises";
import { GatewayError } from "./errors.js";

const MAX_TRIES = 3;
const BASE_DELAY_MS = 200;
/** A server that asks for more patience than this gets none: the caller hears of it at once. */
const MAX_RETRY_AFTER_MS = 30_000;

/** Randomness and waiting, replaceable in tests. */
export interface RetryClock {
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Resolves after the milliseconds, rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

const SYSTEM: RetryClock = {
  random: Math.random,
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};

/**
 * Runs a read up to three times, waiting 200 ms, then 400 ms, each with up to as much again by chance, or as long as the
 * server's `Retry-After` says.
 * @throws {GatewayError} of the last try, or `aborted_locally` when the signal ends the waiting
 */
export async function retryRead<T>(
  read: () => Promise<T>,
  signal: AbortSignal | undefined,
  clock: RetryClock = SYSTEM,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GatewayError) || tried === MAX_TRIES || !isPassing(error)) {
        throw error;
      }
      const backOff = BASE_DELAY_MS * 2 ** (tried - 1) * (1 + clock.random());
      try {
        await clock.sleep(error.retryAfterMs ?? backOff, signal);
      } catch {
        throw new GatewayError({
          ...initOf(error),
          code: "aborted_locally",
          detail: `aborted while waiting after ${error.code}: ${error.detail}`,
        });
      }
    }
  }
}

function isPassing(error: GatewayError): boolean {
  const passing =
    error.code === "unavailable" || error.code === "connection_lost" || error.status === 503 || error.status === 429;
  return passing && (error.retryAfterMs ?? 0) <= MAX_RETRY_AFTER_MS;
}

function initOf({ rpc, sent, status, requestId }: GatewayError) {
  return { rpc, sent, status, requestId, fromServer: false };
}
