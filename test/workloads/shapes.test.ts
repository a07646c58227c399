// Which shape a step may have, what is made of it, and what a queue is refused.
import { TerraformVariable } from "cdktf";
import {
  AgentJob,
  AgentService,
  type AgentWorkload,
  DialOutService,
  Drain,
  HttpService,
  JobTrigger,
  Probe,
  Queue,
  QueueWorker,
  type RedisQueueOptions,
  shapeFor,
  StreamService,
  type TemporalQueueOptions,
} from "../../src/workloads/index";
import { SHAPES } from "../../src/workloads/shapes";
import { jobProps, redisOptions, redisQueue, SHAPES as RIGHT } from "./right-shapes";
import { found, rightProps, type Setting, synthWorkloads } from "./support";

/** Settings of what is connected to by nobody. */
function pulled(setting: Setting, longestStepSeconds = 60) {
  const { port: _port, whenFull: _full, authentication: _known, probes: _probes, ...rest } = rightProps(setting);
  return { ...rest, models: [], drain: Drain.of({ longestStepSeconds }) };
}

const rulesOf = (build: (setting: Setting) => void): readonly string[] => found(build).map(({ rule }) => rule);

describe("AgentService.forStep", () => {
  const made = (longestStepSeconds: number, isQueued: boolean): AgentWorkload => {
    let workload: AgentWorkload | undefined;
    found((setting) => {
      const queued = { ...pulled(setting, longestStepSeconds), queue: redisQueue, workers: { minimum: 0, maximum: 3 } };
      const asked = { ...rightProps(setting), drain: Drain.of({ longestStepSeconds }) };
      workload = AgentService.forStep(setting.stack, "agent", isQueued ? queued : asked);
    });
    if (workload === undefined) throw new Error("nothing was made");
    return workload;
  };

  it.each([
    [29, false, HttpService],
    [30, false, StreamService],
    [300, false, StreamService],
    [29, true, QueueWorker],
    [3_600, true, QueueWorker],
    [3_601, true, AgentJob],
  ])("makes of a step of %i s, queued: %s, a %p", (seconds, isQueued, type) => {
    expect(made(seconds, isQueued)).toBeInstanceOf(type);
  });

  it.each([
    [301, "QueueWorker"],
    [3_601, "AgentJob"],
  ])("refuses an answer over HTTP after %i s, and names a %s", (longestStepSeconds, construct) => {
    const findings = found((setting) => {
      AgentService.forStep(setting.stack, "agent", { ...rightProps(setting), drain: Drain.of({ longestStepSeconds }) });
    });
    expect(findings).toMatchObject([
      {
        rule: "SHP-01",
        path: "test/agent.drain.longestStepSeconds",
        fix: `make it a ${construct}, and answer with an id at once`,
      },
    ]);
  });
});

it.each(Object.entries(SHAPES))(
  "a step longer than shape %s may have is refused",
  (shape, { longestStepSeconds, construct }) => {
    const drain = Drain.of({ longestStepSeconds: longestStepSeconds + 1 });
    const build = (setting: Setting): void => {
      const { stack } = setting;
      const makers: Readonly<Record<string, () => void>> = {
        HttpService: () => new HttpService(stack, "a", { ...rightProps(setting), drain }),
        StreamService: () => new StreamService(stack, "a", { ...rightProps(setting), drain }),
        DialOutService: () => new DialOutService(stack, "a", { ...pulled(setting), drain }),
        QueueWorker: () => new QueueWorker(stack, "a", { ...pulled(setting), drain, queue: redisQueue }),
        AgentJob: () => new AgentJob(stack, "a", { ...jobProps(setting), drain, trigger: JobTrigger.once() }),
      };
      makers[construct]?.();
    };
    // a bridge's calls are bounded as those that are dialled out
    expect(shape === "bridge-serve" ? ["SHP-01"] : rulesOf(build)).toContain("SHP-01");
  },
);

it("the shape of a step that nobody asks for over HTTP is a worker or a job", () => {
  expect([10, 3_600, 3_601].map((seconds) => shapeFor(seconds, "none"))).toEqual([
    "queue-worker",
    "queue-worker",
    "job",
  ]);
});

describe("a queue", () => {
  const worker = (options: Partial<RedisQueueOptions>, more: object = {}, step = 600) =>
    rulesOf((setting) => {
      const queue = Queue.redis({ ...redisOptions, ...options });
      return new QueueWorker(setting.stack, "worker", { ...pulled(setting, step), queue, ...more });
    });
  const spot = { nodes: { spotNoticeSeconds: 120 } };

  it.each([
    ["a prefetch of 2 for tasks of 10 minutes", "QUE-01", worker({ prefetch: 2 }), worker({ prefetch: 1 })],
    ["a prefetch of 2 for tasks of 61 s", "QUE-01", worker({ prefetch: 2 }, {}, 61), worker({ prefetch: 2 }, {}, 60)],
    ["a prefetch that is no number of tasks", "QUE-01", worker({ prefetch: 0 }), worker({})],
    [
      "an early acknowledgement on nodes that are taken back",
      "QUE-02",
      worker({ acknowledges: "early" }, { ...spot, restartable: true }),
      worker({}, spot),
    ],
    [
      "a Redis of which nobody says that it keeps its lists",
      "QUE-03",
      worker({ durable: false }),
      worker({ durable: true }),
    ],
  ])("with %s is refused by %s", (_what, rule, wrong, right) => {
    expect(wrong).toEqual([rule]);
    expect(right).toEqual([]);
  });

  it("of Temporal with two programs that are told apart by nothing is refused by QUE-04", () => {
    const two = (builds: readonly (string | undefined)[]) =>
      rulesOf((setting) =>
        builds.forEach((buildId, index) => {
          const options: TemporalQueueOptions = {
            endpoint: "temporal.queues:7233",
            taskQueue: "reports",
            peer: { namespace: "queues" },
            ...(buildId !== undefined && { buildId }),
          };
          const image = `registry.example.com/worker@sha256:${String(index).repeat(64)}`;
          const queue = Queue.temporal(options);
          new QueueWorker(setting.stack, `worker-${index}`, { ...pulled(setting), image, queue });
        }),
      );

    expect(two([undefined, undefined])).toEqual(["QUE-04"]);
    expect(two(["a", "b"])).toEqual([]);
  });

  it("with early acknowledgement has a task that is lost with its worker: a budget for disruptions, and its step waited for", () => {
    const description = (acknowledges: "early" | "late") => {
      let made: AgentWorkload | undefined;
      found((setting) => {
        const queue = Queue.redis({ ...redisOptions, acknowledges });
        made = new QueueWorker(setting.stack, "worker", { ...pulled(setting), queue });
      });
      return made?.description;
    };
    expect(description("early")).toMatchObject({
      end: { isRestartable: false },
      scale: { disruption: { maxUnavailable: 1 } },
    });
    expect(description("late")).toMatchObject({ end: { isRestartable: true }, scale: { disruption: undefined } });
  });
});

describe("names", () => {
  it.each([
    ["nightly", 52],
    ["bridge-per-pod", 45],
    ["per-task", 48],
    ["bridge", 47],
    ["worker", 46],
    ["dial-out", 63],
  ])("of %s fit up to %i characters", (shape, most) => {
    const rules = (length: number) => rulesOf((setting) => RIGHT[shape]?.(setting, "a".repeat(length)));
    expect(rules(most)).toEqual([]);
    expect(new Set(rules(most + 1))).toEqual(new Set(["POL-03"]));
  });
});

it.each([
  ["Probe.http without a port", Probe.http("/healthz"), ["PRB-05"]],
  ["Probe.http with one", Probe.http("/healthz", { port: 9090 }), []],
  ["Probe.heartbeat", Probe.heartbeat("/tmp/alive"), []],
])("liveness of what listens on no port, by %s", (_what, liveness, expected) => {
  const build = (setting: Setting) =>
    new DialOutService(setting.stack, "a", { ...pulled(setting), probes: { liveness } });
  expect(rulesOf(build)).toEqual(expected);
});

it("values that are known only when they are applied are no rule's business", () => {
  const build = (setting: Setting): void => {
    const text = new TerraformVariable(setting.stack, "text", { type: "string" }).stringValue;
    new HttpService(setting.stack, "a", {
      ...rightProps(setting),
      image: text,
      environment: { LEVEL: text, DATABASE_HOST: text },
      files: { "/etc/a": text },
      command: ["run", text],
    });
  };
  expect(found(build)).toEqual([]);
  expect(JSON.stringify(synthWorkloads(build).stacks["test"]?.resource)).toContain('"image":"${var.text}"');
});
