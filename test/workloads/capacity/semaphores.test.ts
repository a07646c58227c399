// How many calls at a time each process may have: what is true of every set of pools.
import fc from "fast-check";
import { type Allowance, askedOf, meanCalls } from "../../../src/workloads/capacity/budget";
import { semaphoresOf } from "../../../src/workloads/capacity/semaphores";
import type { WorkloadDescription } from "../../../src/workloads/description/workload";

interface Pool {
  readonly pods: number;
  /** While a rollout exchanges them. */
  readonly rolling: number;
  readonly processes: number;
  readonly inFlight: number;
  readonly requests: number;
  readonly tokens: number;
}

/** Pools that ask of one model, as the platform would count them. */
function allowance(pools: readonly Pool[], room: Partial<Allowance>): Allowance {
  return {
    name: "gpt",
    by: "openai",
    path: "budgets",
    raise: "",
    letThrough: [],
    laterShares: [],
    requestsPerMinute: Infinity,
    tokensPerMinute: Infinity,
    concurrency: undefined,
    ...room,
    shares: pools.map(({ pods, rolling, processes, inFlight, requests, tokens }) => ({
      workload: {
        scale: { inFlightPerPod: inFlight, processesPerPod: processes },
      } as WorkloadDescription,
      use: {
        model: "gpt",
        requestsPerMinute: requests,
        tokensPerMinute: tokens,
      },
      pods,
      podsInRollout: rolling,
      inFlight: pods * inFlight,
      requestsPerMinute: pods * inFlight * requests,
      tokensPerMinute: pods * inFlight * tokens,
    })),
  };
}

/** A pool that nothing exchanges, of pods with one process. */
const still = (one: Omit<Pool, "rolling" | "processes">): Pool => ({
  ...one,
  rolling: one.pods,
  processes: 1,
});
const pool = fc
  .record({
    pods: fc.integer({ min: 1, max: 50 }),
    more: fc.double({ min: 0, max: 1, noNaN: true }),
    processes: fc.integer({ min: 1, max: 8 }),
    inFlight: fc.integer({ min: 8, max: 200 }),
    requests: fc.integer({ min: 0, max: 60 }),
    tokens: fc.integer({ min: 0, max: 50_000 }),
  })
  .map(
    ({ more, ...one }): Pool => ({
      ...one,
      rolling: one.pods + Math.floor(one.pods * more),
    }),
  );
const pools = fc.array(pool, { minLength: 1, maxLength: 6 });
/** What all processes together have at a time, or ask by that. */
const calls = (all: readonly Pool[], sizes: readonly number[], each: (one: Pool) => number) =>
  all.reduce((total, one, index) => total + one.processes * (sizes[index] ?? NaN) * each(one), 0);

describe("the calls at a time that each pod is handed", () => {
  it("are together never more than is allowed, in a rollout too, wherever one call for each process is not too many already", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 5_000 }), (all, concurrency) => {
        const { sizes, fits } = semaphoresOf(allowance(all, { concurrency }));
        const processes = all.reduce((total, { rolling, processes: each }) => total + rolling * each, 0);
        expect(fits).toBe(processes <= concurrency);
        if (fits) expect(calls(all, sizes, ({ rolling }) => rolling)).toBeLessThanOrEqual(concurrency);
      }),
    );
  });

  it("ask for no more requests and tokens a minute than are allowed, or it is said that they can't", () => {
    fc.assert(
      fc.property(pools, fc.nat(100_000), fc.nat(50_000_000), (all, requestsPerMinute, tokensPerMinute) => {
        const { sizes, fits } = semaphoresOf(allowance(all, { requestsPerMinute, tokensPerMinute }));
        const keeps =
          calls(all, sizes, ({ pods, requests }) => pods * requests) <= requestsPerMinute &&
          calls(all, sizes, ({ pods, tokens }) => pods * tokens) <= tokensPerMinute;
        expect(fits).toBe(keeps);
      }),
    );
  });

  it("are at least one, at most a process' part of what its pod has in flight, and all of that where everything is allowed", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 5_000 }), (all, concurrency) => {
        const { sizes } = semaphoresOf(allowance(all, { concurrency }));
        const most = all.map(({ inFlight, processes }) => Math.floor(inFlight / processes));
        expect(sizes.every((size, index) => size >= 1 && size <= (most[index] ?? 0))).toBe(true);
        expect(semaphoresOf(allowance(all, {})).sizes).toEqual(most);
      }),
    );
  });

  it("never fall when more is allowed", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 4_000 }), fc.nat(1_000), (all, concurrency, more) => {
        const before = semaphoresOf(allowance(all, { concurrency })).sizes;
        const after = semaphoresOf(allowance(all, { concurrency: concurrency + more })).sizes;
        expect(after.every((size, index) => size >= (before[index] ?? 0))).toBe(true);
      }),
    );
  });

  it("give up one pool's calls for those of another whose pods have one each", () => {
    // ten pods that can't have less than one, and two that share the rest
    const all = [
      still({ pods: 10, inFlight: 1, requests: 1, tokens: 1 }),
      still({ pods: 2, inFlight: 45, requests: 1, tokens: 1 }),
    ];
    expect(semaphoresOf(allowance(all, { concurrency: 20 })).sizes).toEqual([1, 5]);
  });
});

test("calls at a time are, on average, the calls a minute times the minutes that each takes", () => {
  const { shares } = allowance([still({ pods: 5, inFlight: 4, requests: 3, tokens: 0 })], {});
  const [share] = shares;
  expect(share && meanCalls({ ...share, use: { ...share.use, callSeconds: 15 } })).toBe((5 * 4 * 3 * 15) / 60);
  expect(share && meanCalls(share)).toBeUndefined();
});

test("what is asked in all has deployments of gateways in it", () => {
  const letThrough = [{ path: "gateway.models[0]", requestsPerMinute: 7, tokensPerMinute: 8 }];
  const asked = askedOf(
    allowance([still({ pods: 2, inFlight: 3, requests: 1, tokens: 2 })], {
      letThrough,
    }),
  );
  expect(asked).toEqual({
    requestsPerMinute: 13,
    tokensPerMinute: 20,
    concurrency: 6,
  });
});
