// The arithmetic of a drain: what is derived outlasts what it has to, for every drain that can be written; and what is overridden is
// refused at equality.
import fc from "fast-check";
import {
  Drain,
  Exposure,
  type HttpServiceProps,
  HttpService,
  Queue,
  QueueWorker,
  Scaling,
} from "../../src/workloads/index";
import { LONGEST_START_SECONDS, LONGEST_WINDOW_SECONDS } from "../../src/workloads/drain";
import { failsAfterSeconds, Probe, probeTimes } from "../../src/workloads/probes";
import { redisOptions } from "./right-shapes";
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

  it("a queue lends a task for longer than the pod that has it can live on", () => {
    holds(({ visibilityTimeoutSeconds, gracePeriodSeconds }) => visibilityTimeoutSeconds > gracePeriodSeconds);
  });

  it("liveness kills later than a pod can take to end", () => {
    holds((drain) => {
      const times = probeTimes("liveness", Probe.http("/healthz"), drain.livenessSeconds);
      return failsAfterSeconds(times) > drain.gracePeriodSeconds;
    });
  });

  it("a rollout is waited for longer than each wave can take to start and to end, and Helm longer still", () => {
    fc.assert(
      fc.property(drains, fc.integer({ min: 1, max: 50 }), (drain, waves) => {
        const most = waves * (drain.gracePeriodSeconds + LONGEST_START_SECONDS);
        return drain.rolloutSeconds(waves) > most && drain.helmTimeoutSeconds(waves) > drain.rolloutSeconds(waves);
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
    lease: drain.visibilityTimeoutSeconds,
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

const exposure = (timeoutSeconds: number) =>
  Exposure.route({ host: "a.example.com", gateway: "public", fromNamespace: "edge", timeoutSeconds });
const scaling = (scaleDownWindowSeconds: number) =>
  Scaling.podMetric({ metric: "m", minimum: 2, maximum: 2, scaleDownWindowSeconds });

describe("what is overridden", () => {
  it.each([
    ["DRN-01", "a grace period of preStop and drain", { gracePeriodSeconds: 30 }, { gracePeriodSeconds: 45 }],
    ["DRN-01", "a grace period with a margin of 14 s", { gracePeriodSeconds: 44 }, { gracePeriodSeconds: 45 }],
    [
      "DRN-02",
      "a grace period of the longest step",
      { drain: Drain.of({ longestStepSeconds: 29, drainSeconds: 0, preStopSeconds: 0 }), gracePeriodSeconds: 29 },
      { drain: Drain.of({ longestStepSeconds: 29, drainSeconds: 0, preStopSeconds: 0 }), gracePeriodSeconds: 30 },
    ],
    ["DRN-03", "a program that handles no SIGTERM", { handlesSigterm: false }, { handlesSigterm: true }],
    ["DRN-04", "a budget of all pods", { disruption: { minAvailable: 2 } }, { disruption: { minAvailable: 1 } }],
    [
      "DRN-05",
      "a preStop that nothing waits for",
      { image: { ...{ reference: `a.example.com/b@sha256:${"c3".repeat(32)}` }, hasShell: false } },
      { drain: Drain.of({ longestStepSeconds: 20, preStopSeconds: 0 }) },
    ],
    ["DRN-06", "a wait of the grace period", { waitSeconds: 45 }, { waitSeconds: 46 }],
    ["NET-05", "a proxy that waits a step", { exposure: exposure(20) }, { exposure: exposure(21) }],
    ["SCL-07", "a window of a step", { scaling: scaling(20) }, { scaling: scaling(21) }],
    ["PRB-02", "a liveness that kills within a step", { probes: probes(1, 21) }, { probes: probes(1, 22) }],
  ] as const)("is refused by %s: %s", (rule, _what, wrong, right) => {
    expect(rulesOf(wrong as Partial<HttpServiceProps>)).toEqual([rule]);
    expect(rulesOf(right as Partial<HttpServiceProps>)).not.toContain(rule);
  });

  it.each([
    [600, ["SHP-02"]],
    [601, []],
  ])("a queue that lends a task of 600 s for %i s is refused by %j", (visibilityTimeoutSeconds, expected) => {
    const rules = found((setting) => {
      const { port: _port, whenFull: _full, authentication: _known, probes: _probes, ...rest } = rightProps(setting);
      const drain = Drain.of({ longestStepSeconds: 600 });
      const queue = Queue.redis({ ...redisOptions, visibilityTimeoutSeconds });
      return new QueueWorker(setting.stack, "worker", { ...rest, drain, queue });
    }).map(({ rule }) => rule);
    expect(rules).toEqual(expected);
  });
});

function probes(periodSeconds: number, failureThreshold: number): HttpServiceProps["probes"] {
  const readiness = Probe.http("/readyz", { periodSeconds: 1, failureThreshold: 2 });
  return { liveness: Probe.http("/healthz", { periodSeconds, failureThreshold }), readiness };
}
