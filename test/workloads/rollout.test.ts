// How pods are exchanged, and how many of them there are meanwhile.
import fc from "fast-check";
import { AgentFlowService, BridgeService, Drain, Exposure, HttpService } from "../../src/workloads/index";
import { podsInRollout } from "../../src/workloads/lifecycle/rollout";
import type { WorkloadDescription } from "../../src/workloads/description/workload";
import { agentFlowProps } from "./agentflow/support";
import { named } from "./model-gateway/support";
import { SHAPES } from "./right-shapes";
import { found, rightProps, type Setting, synthWorkloads } from "./support";
import { inside } from "./synthesized";

/** A Deployment with a drain of so many seconds. */
const draining = (seconds: number) =>
  ({
    kind: "Deployment",
    pod: {},
    state: { sessions: "redis", processLocal: [] },
    end: { drain: Drain.of({ longestStepSeconds: seconds, preStopSeconds: 0 }) },
  }) as unknown as WorkloadDescription;

/** Most pods at a time when each wave takes five seconds and ends as many old ones, which take so long to be gone. */
function simulated(pods: number, drainSeconds: number): number {
  const surge = Math.ceil(pods / 4);
  const ends: number[] = [];
  let most = pods;
  let [old, made, now] = [pods, 0, 0];
  while (old > 0) {
    const wave = Math.min(surge, pods - made);
    made += wave;
    // those that end leave at the end of their drain, when the next are there already
    most = Math.max(most, old + made + ends.filter((end) => end > now).length);
    now += 5;
    old -= wave;
    ends.push(...Array.from({ length: wave }, () => now + drainSeconds));
    most = Math.max(most, old + made + ends.filter((end) => end > now).length);
  }
  return most;
}

describe("the pods of a rollout", () => {
  it("are as many as there are, and those that start and drain, wave by wave", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), (pods, drainSeconds) => {
        const most = podsInRollout(draining(drainSeconds), pods);
        expect(most).toBeGreaterThanOrEqual(simulated(pods, drainSeconds));
        expect(most).toBeLessThanOrEqual(2 * pods);
      }),
    );
  });

  it("are a quarter more where pods leave at once, and twice as many where drains outlast all waves", () => {
    expect([0, 1, 5, 6, 11, 600].map((seconds) => podsInRollout(draining(seconds), 8))).toEqual([
      10, 12, 12, 14, 16, 16,
    ]);
  });

  it.each([
    ["bridge-per-pod", 8, 8],
    ["worker", 8, 16],
    ["job", 1, 2],
    ["nightly", 1, 1],
    ["per-task", 8, 8],
  ])("of shape %s are, of %d, %d at most", (shape, pods, most) => {
    let description: WorkloadDescription | undefined;
    found((setting) => void ({ description } = SHAPES[shape]?.(setting, "one") ?? {}));
    expect(description && podsInRollout(description, pods)).toBe(most);
  });
});

const strategy = (build: (setting: Setting) => void, name: string) =>
  inside(named(synthWorkloads(build), "kubernetes_deployment_v1", name), "spec", "strategy");
const RECREATE = { type: "Recreate" };
const ROLLING = { type: "RollingUpdate", rolling_update: { max_surge: "25%", max_unavailable: "0" } };

describe("a second pod never starts beside the one", () => {
  const answers = (change: object) => (setting: Setting) => {
    new HttpService(setting.stack, "answers", { ...rightProps(setting), ...change });
  };
  const process = { sessions: "process" };

  it.each<[string, object, object]>([
    ["that keeps sessions in its memory", { replicas: 1, state: process }, RECREATE],
    ["but where sessions are in a store", { replicas: 1 }, ROLLING],
  ])("%s", (_what, change, expected) => {
    expect(strategy(answers(change), "answers")).toMatchObject(expected);
  });

  it("that counts its callers in its memory", () => {
    const flow = (backend: "memory" | undefined) => (setting: Setting) => {
      const props = agentFlowProps(setting.namespace);
      const config = { agent: "graph.react:app", ...(backend === undefined ? {} : { rateLimit: { backend } }) };
      new AgentFlowService(setting.stack, "flow", { ...props, config, replicas: 1 });
    };
    expect(strategy(flow("memory"), "flow")).toEqual(RECREATE);
    expect(strategy(flow(undefined), "flow")).toMatchObject(ROLLING);
  });
});

describe("an apply waits for pods with hosts of their own", () => {
  const calls = (change: object) => (setting: Setting) => {
    const { scaling: _, ...props } = rightProps(setting);
    const exposure = Exposure.route({
      host: "calls.example.com",
      gateway: "edge",
      fromNamespace: "gateways",
      url: "wss://{pod}.calls.example.com",
    });
    new BridgeService(setting.stack, "calls", {
      ...props,
      hosts: "perPod",
      replicas: 6,
      exposure,
      ...change,
    });
  };
  const update = (change: object) =>
    inside(named(synthWorkloads(calls(change)), "kubernetes_stateful_set_v1", "calls"), "timeouts", "update");

  it("for as long as all take to end and to start, one after the other", () => {
    expect(update({})).toBe(`${6 * (35 + 300) + 15}s`);
    expect(update({ gracePeriodSeconds: 100 })).toBe(`${6 * (100 + 300) + 15}s`);
  });

  it("for as long as it is told to", () => {
    expect(update({ waitSeconds: 400 })).toBe("400s");
  });
});
