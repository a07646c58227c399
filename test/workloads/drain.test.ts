// The arithmetic of a drain: what is derived outlasts what it has to, for every drain that can be written. What is overridden is judged by
// rules, whose examples try it at equality.
import fc from "fast-check";
import { Drain, HttpService, type HttpServiceProps } from "../../src/workloads/index";
import { LONGEST_START_SECONDS, LONGEST_WINDOW_SECONDS } from "../../src/workloads/lifecycle/drain";
import { failsAfterSeconds, Probe, probeTimes } from "../../src/workloads/lifecycle/probes";
import { found, rightProps, type Setting } from "./support";

const seconds = (max: number) => fc.integer({ min: 0, max });
const drains = fc
  .record({
    longestStepSeconds: fc.integer({ min: 1, max: 7 * 24 * 3_600 }),
    drainSeconds: fc.option(seconds(100_000), { nil: undefined }),
    preStopSeconds: fc.option(seconds(600), { nil: undefined }),
    marginSeconds: fc.option(fc.integer({ min: 15, max: 600 }), { nil: undefined }),
  })
  .map(({ longestStepSeconds, drainSeconds, preStopSeconds, marginSeconds }) =>
    Drain.of({
      longestStepSeconds,
      ...(drainSeconds !== undefined && { drainSeconds }),
      ...(preStopSeconds !== undefined && { preStopSeconds }),
      ...(marginSeconds !== undefined && { marginSeconds }),
    }),
  );

describe("whatever the drain,", () => {
  const holds = (what: (drain: Drain) => boolean) => fc.assert(fc.property(drains, what));

  it("the grace period leaves 15 s after preStop and the longer of drain and step", () => {
    holds(({ gracePeriodSeconds, preStopSeconds = 0, drainSeconds, longestStepSeconds }) => {
      return gracePeriodSeconds - preStopSeconds - Math.max(drainSeconds, longestStepSeconds) >= 15;
    });
  });

  it("a proxy waits longer than a step", () => {
    holds(({ ingressTimeoutSeconds, longestStepSeconds }) => ingressTimeoutSeconds > longestStepSeconds);
  });

  it("a scaler waits longer than a step, or as long as it can", () => {
    holds(
      ({ scaleDownWindowSeconds: window, longestStepSeconds }) =>
        window <= LONGEST_WINDOW_SECONDS && (window > longestStepSeconds || window === LONGEST_WINDOW_SECONDS),
    );
  });

  it("a queue lends a task for longer than it waits behind those fetched with it, and its pod can live on", () => {
    fc.assert(
      fc.property(drains, fc.integer({ min: 1, max: 16 }), (drain, prefetch) => {
        const waits = (prefetch - 1) * drain.longestStepSeconds;
        expect(drain.visibilityTimeoutSeconds(prefetch)).toBeGreaterThan(waits + drain.gracePeriodSeconds);
      }),
    );
  });

  it("liveness kills later than a pod can take to end", () => {
    holds((drain) => {
      const times = probeTimes("liveness", Probe.http("/healthz"), drain.livenessSeconds);
      return failsAfterSeconds(times) > drain.gracePeriodSeconds;
    });
  });

  it("a rollout is waited for longer than each wave can take to start and to end", () => {
    fc.assert(
      fc.property(drains, fc.integer({ min: 1, max: 50 }), (drain, waves) => {
        const most = waves * (drain.gracePeriodSeconds + LONGEST_START_SECONDS);
        return drain.rolloutSeconds(waves) > most;
      }),
    );
  });

  it("a Job may go on longer than all its tries take", () => {
    fc.assert(
      fc.property(drains, fc.integer({ min: 1, max: 10 }), (drain, tries) => {
        return drain.deadlineSeconds(tries) > tries * (drain.longestStepSeconds + LONGEST_START_SECONDS);
      }),
    );
  });

  it("every part is a whole number of seconds", () => {
    holds((drain) => drain.makesSense && Number.isInteger(drain.gracePeriodSeconds));
  });
});

it.each([
  [{ longestStepSeconds: 20 }, { grace: 35, proxy: 35, window: 35, lease: 50, liveness: 50 }],
  [
    { longestStepSeconds: 20, preStopSeconds: 10 },
    { grace: 45, proxy: 35, window: 35, lease: 60, liveness: 60 },
  ],
  [
    { longestStepSeconds: 20, drainSeconds: 60 },
    { grace: 75, proxy: 35, window: 35, lease: 90, liveness: 90 },
  ],
  [
    { longestStepSeconds: 60, drainSeconds: 5 },
    { grace: 75, proxy: 75, window: 75, lease: 90, liveness: 90 },
  ],
  [
    { longestStepSeconds: 60, marginSeconds: 30 },
    { grace: 90, proxy: 90, window: 90, lease: 120, liveness: 120 },
  ],
  [{ longestStepSeconds: 7_200 }, { grace: 7_215, proxy: 7_215, window: 3_600, lease: 7_230, liveness: 7_230 }],
])("of %j follow %j", (options, expected) => {
  const drain = Drain.of(options);
  expect({
    grace: drain.gracePeriodSeconds,
    proxy: drain.ingressTimeoutSeconds,
    window: drain.scaleDownWindowSeconds,
    lease: drain.visibilityTimeoutSeconds(),
    liveness: drain.livenessSeconds,
  }).toEqual(expected);
});

it.each([
  [{ longestStepSeconds: 1.5 }],
  [{ longestStepSeconds: 20, drainSeconds: -1 }],
  [{ longestStepSeconds: Number.NaN }],
])("%j is a finding, no exception", (options) => {
  expect(rulesOf({ drain: Drain.of(options) })).toContain("DRN-01");
});

/** A step of 20 s, after a preStop of 10 s. */
function rulesOf(more: Partial<HttpServiceProps>): readonly string[] {
  const build = (setting: Setting) => new HttpService(setting.stack, "answers", { ...rightProps(setting), ...more });
  return found(build).map(({ rule }) => rule);
}
