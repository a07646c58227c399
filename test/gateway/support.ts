// What tests of the client share: how to get at the error of a call, and a clock that jumps.
import { inspect } from "node:util";
import { type Clock, GatewayError } from "../../src/gateway/index.js";

export const ID = "11111111-2222-4333-8444-555555555555";

/** The error of a call that is expected to fail. */
export async function failureOf(call: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw new Error(`expected a GatewayError, got ${inspect(error)}`);
  return error;
}

/** A clock whose sleeps take no time, but are remembered and count. */
export function jumpingClock(random = 0): { clock: Clock; slept: number[] } {
  const slept: number[] = [];
  let now = 0;
  return {
    slept,
    clock: {
      epochMs: () => Date.UTC(2026, 10, 21) + now,
      elapsedMs: () => now,
      random: () => random,
      sleep: (ms) => {
        now += ms;
        return Promise.resolve(slept.push(ms));
      },
    },
  };
}
