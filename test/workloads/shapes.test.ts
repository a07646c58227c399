// Which shape a step may have, and what is made of it.
import { TerraformVariable } from "cdktf";
import {
  AgentJob,
  AgentService,
  type AgentWorkload,
  DialOutService,
  Drain,
  HttpService,
  JobTrigger,
  Queue,
  QueueWorker,
  shapeFor,
  StreamService,
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
    [301, "a QueueWorker"],
    [3_601, "an AgentJob"],
  ])("refuses an answer over HTTP after %i s, and names %s", (longestStepSeconds, construct) => {
    const findings = found((setting) => {
      AgentService.forStep(setting.stack, "agent", { ...rightProps(setting), drain: Drain.of({ longestStepSeconds }) });
    });
    expect(findings).toMatchObject([
      {
        rule: "SHP-01",
        path: "test/agent.drain.longestStepSeconds",
        fix: `make it ${construct}, and answer with an id at once`,
      },
    ]);
  });
});

it("asks nobody to answer with an id where nobody asks", () => {
  const findings = found((setting) => {
    const drain = Drain.of({ longestStepSeconds: 3_601 });
    new QueueWorker(setting.stack, "agent", { ...pulled(setting), drain, queue: redisQueue });
  });
  expect(findings).toMatchObject([{ rule: "SHP-01", fix: "make it an AgentJob" }]);
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
    const rules = (length: number) => rulesOf((setting) => RIGHT[shape]?.(setting, "n".repeat(length)));
    expect(rules(most)).toEqual([]);
    expect(new Set(rules(most + 1))).toEqual(new Set(["POL-03"]));
  });
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
