import fc from "fast-check";
import { TerraformVariable } from "cdktf";
import {
  AgentFlowService,
  Drain,
  HttpService,
  type HttpServiceProps,
  type ModelBudget,
  ModelGateway,
  type ModelGatewayProps,
  Probe,
  Scaling,
  SecretKey,
} from "../../src/workloads/index";
import { type Allowance, askedOf, meanCalls } from "../../src/workloads/budget";
import { semaphoresOf } from "../../src/workloads/semaphores";
import type { WorkloadDescription } from "../../src/workloads/description";
import { agentFlowProps } from "./agentflow/support";
import { everyGateway } from "./rules/examples/example";
import { found, rightProps, type Setting, synthWorkloads } from "./support";
import { below, gatewayAndAgent, named, providerBudgets, rightGateway } from "./model-gateway-support";

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

/** The right service with another budget. */
const budgetOf = (change: Partial<ModelBudget>) => ({
  budgets: [
    {
      name: "gpt",
      provider: "openai",
      requestsPerMinute: 1_000,
      tokensPerMinute: 1_000_000,
      ...change,
    },
  ],
});
/** Pools of the right service, 4 in flight in each pod, each asking 3 requests and 9,000 tokens a minute. */
const services =
  (...maxima: readonly number[]) =>
  (setting: Setting) =>
    maxima.forEach((maximum, index) => {
      const scaling = Scaling.podMetric({
        metric: "in_flight",
        minimum: 2,
        maximum,
      });
      const probes = { readiness: Probe.http("/readyz") };
      new HttpService(setting.stack, `pool-${index + 1}`, {
        ...rightProps(setting),
        scaling,
        probes,
      });
    });

describe("the sum over all pools, each at its maximum", () => {
  it.each([
    ["requests a minute", { requestsPerMinute: 84 }, { requestsPerMinute: 83 }, "84 requests a minute"],
    ["tokens a minute", { tokensPerMinute: 252_000 }, { tokensPerMinute: 251_999 }, "252000 tokens a minute"],
    ["calls at a time", { concurrency: 56 }, { concurrency: 55 }, "56 in flight in a rollout"],
  ])("may ask all %s that a provider allows, and not one more", (_what, just, less, value) => {
    expect(found(services(5, 2), budgetOf(just))).toEqual([]);
    expect(found(services(5, 2), budgetOf(less))).toMatchObject([
      { rule: "SCL-04", path: 'agents.budgets["gpt"]', value },
    ]);
  });

  it("is said apart where one call for each pod is too much already", () => {
    const asked = "56 in flight in a rollout";
    const values = found(services(5, 2), budgetOf({ concurrency: 13 })).map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining([asked, "7 pods"]));
    expect(found(services(5, 2), budgetOf({ concurrency: 14 })).map(({ value }) => value)).toEqual([asked]);
  });

  it("hands each pod its part, where somebody accepts that more is asked", () => {
    const acknowledge = [
      {
        rule: "SCL-04",
        path: 'agents.budgets["gpt"]',
        reason: "the pods hold to their limit",
      },
    ];
    const output = synthWorkloads(services(5, 2), {
      ...budgetOf({ concurrency: 28 }),
      acknowledge,
    });
    expect(below(named(output, "kubernetes_config_map_v1", "pool-1"), "data")).toMatchObject({
      AGENT_MODEL_LIMIT: "2",
      AGENT_MODEL_LIMIT_GPT: "2",
    });
  });

  it("is not asked by what one thing in flight can't do in a minute", () => {
    const withCalls = (callSeconds: number) => (setting: Setting) => {
      const models = [
        {
          model: "gpt",
          requestsPerMinute: 3,
          tokensPerMinute: 9_000,
          callSeconds,
        },
      ];
      new HttpService(setting.stack, "answers", {
        ...rightProps(setting),
        models,
      });
    };
    expect(found(withCalls(20))).toEqual([]);
    expect(found(withCalls(21))).toMatchObject([
      {
        rule: "SCL-04",
        severity: "warning",
        path: "test/answers.models[0].requestsPerMinute",
        value: 3,
      },
    ]);
  });
});

describe("what is allowed at a time is divided among the pods of a rollout", () => {
  const limitOf = (change: Partial<HttpServiceProps>, concurrency: number) => {
    const platform = {
      ...budgetOf({ concurrency }),
      acknowledge: [
        {
          rule: "SCL-04",
          path: 'agents.budgets["gpt"]',
          reason: "the processes hold to their limit",
        },
      ],
    };
    const output = synthWorkloads((setting) => {
      new HttpService(setting.stack, "answers", {
        ...rightProps(setting),
        inFlightPerPod: 8,
        ...change,
      });
    }, platform);
    return below(named(output, "kubernetes_config_map_v1", "answers"), "data", "AGENT_MODEL_LIMIT");
  };
  const short = (preStopSeconds: number) => ({
    drain: Drain.of({ longestStepSeconds: 1, preStopSeconds }),
  });

  it.each<[string, Partial<HttpServiceProps>, string]>([
    ["twice as many where drains outlast the rollout", { replicas: 4 }, "5"],
    ["three quarters more where a drain is over before the wave after the next", { replicas: 4, ...short(7) }, "6"],
    ["half as many more where it is over before the next wave", { replicas: 4, ...short(4) }, "7"],
    ["one more of one pod, whatever the drain", { replicas: 1, ...short(1) }, "8"],
    ["as many as ever where the one goes before the next starts", { replicas: 1, state: { sessions: "process" } }, "8"],
  ])("%s", (_what, change, size) => {
    expect(limitOf(change, 42)).toBe(size);
  });

  it("and none more where there is never a second", () => {
    expect(limitOf({ replicas: 1 }, 12)).toBe("6");
    expect(limitOf({ replicas: 1, state: { sessions: "process" } }, 12)).toBe("8");
  });
});

describe("each of several processes of a pod", () => {
  it("is told its part of what the pod may have in flight, at the model and in all", () => {
    const output = synthWorkloads(
      ({ stack, namespace }) => {
        new AgentFlowService(stack, "flow", {
          ...agentFlowProps(namespace),
          inFlightPerPod: 11,
          workers: 4,
        });
      },
      budgetOf({ requestsPerMinute: 10_000 }),
    );
    expect(below(named(output, "kubernetes_config_map_v1", "flow"), "data")).toMatchObject({
      AGENT_IN_FLIGHT_LIMIT: "2",
      AGENT_MODEL_LIMIT: "2",
      AGENT_MODEL_LIMIT_GPT: "2",
    });
  });
});

describe("pods that can't be counted before Terraform runs", () => {
  const later = ({ stack }: Setting) => new TerraformVariable(stack, "pods", { type: "number" }).numberValue;

  it("are handed a part of what the others leave, reckoned by Terraform", () => {
    const output = synthWorkloads(
      (setting) => {
        new HttpService(setting.stack, "known", rightProps(setting));
        new HttpService(setting.stack, "later", {
          ...rightProps(setting),
          replicas: later(setting),
        });
      },
      budgetOf({ concurrency: 100 }),
    );
    // 100 less 4 pods of a rollout x 4, of which half are for pods that end
    expect(below(named(output, "kubernetes_config_map_v1", "later"), "data")).toMatchObject({
      AGENT_MODEL_LIMIT: "${min(max(1, min(4, floor((42 / max(1, var.pods))))))}",
      AGENT_MODEL_LIMIT_GPT: "${max(1, min(4, floor((42 / max(1, var.pods)))))}",
    });
  });

  it("are handed all that they have in flight where nothing is bounded", () => {
    const output = synthWorkloads((setting) => {
      const models = [{ model: "gpt", requestsPerMinute: 0, tokensPerMinute: 0 }];
      new HttpService(setting.stack, "later", {
        ...rightProps(setting),
        replicas: later(setting),
        models,
      });
    }, budgetOf({}));
    expect(below(named(output, "kubernetes_config_map_v1", "later"), "data")).toMatchObject({ AGENT_MODEL_LIMIT: "4" });
  });

  it("are named in the report, and may lose one pod to a drain of nodes", () => {
    let report = "";
    const output = synthWorkloads((setting) => {
      new HttpService(setting.stack, "later", {
        ...rightProps(setting),
        replicas: later(setting),
      });
      report = setting.platform.budgetReport;
    });
    expect(report).toMatch(/\| test\/later +\| known later \|/);
    const budget = named(output, "kubernetes_pod_disruption_budget_v1", "later");
    expect(below(budget, "spec", "max_unavailable")).toBe("1");
  });
});

describe("accounts", () => {
  const gpt = {
    provider: "openai",
    model: "gpt-5",
    requestsPerMinute: 1_000,
    tokensPerMinute: 1_000_000,
  };
  const two = (first: number, second: number) => (setting: Setting) => {
    const { models } = rightGateway(setting);
    const [smart, elsewhere] = models;
    if (smart === undefined || elsewhere === undefined) throw new Error("two models");
    const half = { ...smart, tokensPerMinute: 500_000 };
    gatewayAndAgent(setting, {
      models: [
        { ...half, account: "first", requestsPerMinute: first },
        {
          ...half,
          account: "second",
          apiKey: SecretKey.of("second", "key"),
          requestsPerMinute: second,
        },
        { ...elsewhere, requestsPerMinute: 2_000 },
      ],
    });
  };
  const budgets = [
    { ...gpt, name: "first", account: "first" },
    { ...gpt, name: "second", account: "second" },
  ];

  it("have each their own budget of one model", () => {
    expect(found(two(1_000, 1_000), { budgets })).toEqual([]);
    expect(found(two(900, 1_001), { budgets })).toMatchObject([
      {
        rule: "SCL-04",
        path: 'agents.budgets["second"]',
        value: "1001 requests a minute",
      },
    ]);
  });

  it.each([
    [
      "name",
      [
        { ...gpt, name: "first" },
        { ...gpt, name: "first", model: "other" },
      ],
      "first",
    ],
    [
      "model and account",
      [
        { ...gpt, name: "first" },
        { ...gpt, name: "again" },
      ],
      "again",
    ],
  ])("have no two budgets of one %s", (_what, given, value) => {
    expect(found(() => undefined, { budgets: given })).toMatchObject([
      { rule: "SCL-04", path: `agents.budgets["${value}"]`, value },
    ]);
  });
});

describe("behind a gateway", () => {
  it("agents are held against what the deployments of the name allow together", () => {
    const limited = (requestsPerMinute: number) => (setting: Setting) => {
      const [first, second] = rightGateway(setting).models;
      if (first === undefined || second === undefined) throw new Error("two models");
      const half = { ...first, tokensPerMinute: 500_000 };
      const models = [{ ...half, requestsPerMinute }, { ...half, target: "openai/b", requestsPerMinute: 10 }, second];
      gatewayAndAgent(setting, { models });
    };
    const overBudget = (requestsPerMinute: number) =>
      found(limited(requestsPerMinute), { budgets: providerBudgets }).filter(({ rule }) => rule === "SCL-04");
    // 2 pods x 4 in flight x 3 requests
    expect(overBudget(14)).toEqual([]);
    expect(overBudget(13)).toMatchObject([
      {
        rule: "SCL-04",
        path: 'test/models.models["smart"]',
        value: "24 requests a minute",
      },
    ]);
  });

  it("deployments of all gateways are held against the provider's budget, with who calls it directly", () => {
    const two = (setting: Setting) => {
      gatewayAndAgent(setting);
      new ModelGateway(setting.stack, "more", {
        ...rightGateway(setting),
        name: "more",
      });
    };
    const budgets = (requestsPerMinute: number) => ({
      budgets: [
        { ...providerBudgets[0], requestsPerMinute },
        {
          ...providerBudgets[1],
          requestsPerMinute: 2_000,
          tokensPerMinute: 2_000_000,
        },
      ],
    });
    expect(found(two, budgets(2_000))).toEqual([]);
    expect(found(two, budgets(1_999))).toMatchObject([
      {
        rule: "SCL-04",
        path: 'agents.budgets["gpt"]',
        value: "2000 requests a minute",
      },
    ]);
  });

  describe("calls at a time are held against the provider's, in a rollout of all", () => {
    const held = (concurrency: Partial<Record<"gpt" | "claude", number>>, change: Partial<ModelGatewayProps> = {}) =>
      found((setting) => void gatewayAndAgent(setting, change), {
        budgets: providerBudgets.map((budget) => ({
          ...budget,
          concurrency: concurrency[budget.name] ?? 1_000,
        })),
      }).flatMap(({ rule, path, value }) => (rule === "SCL-04" ? [[path, value]] : []));
    const bounded = everyGateway.models.map((model) => ({
      ...model,
      maxParallelRequests: 1,
    }));

    it("as many as agents have in flight at a deployment that bounds none", () => {
      expect(held({ gpt: 16 })).toEqual([]);
      expect(held({ gpt: 15 })).toEqual([['agents.budgets["gpt"]', "16 in flight in a rollout"]]);
    });

    it("as many as all processes of the gateway let through at one that does", () => {
      expect(held({ gpt: 10 }, { models: bounded })).toEqual([]);
      expect(held({ gpt: 9 }, { models: bounded })).toEqual([['agents.budgets["gpt"]', "10 in flight in a rollout"]]);
    });

    it("also those that come because another model fails", () => {
      expect(held({ claude: 15 })).toEqual([['agents.budgets["claude"]', "16 in flight in a rollout"]]);
      expect(held({ claude: 15 }, { fallbacks: {} })).toEqual([]);
    });
  });

  it("a name that is no model of the gateway is found, even where a provider has a budget of that name", () => {
    const asking = (setting: Setting) => {
      const gateway = gatewayAndAgent(setting);
      const { network: _direct, ...props } = rightProps(setting);
      new HttpService(setting.stack, "direct", { ...props, gateway });
    };
    expect(found(asking, { budgets: providerBudgets })).toMatchObject([
      { rule: "SCL-04", path: "test/direct.models[0].model", value: "gpt" },
    ]);
  });

  it("pods are handed their part of what the gateway's model allows", () => {
    const output = synthWorkloads((setting) => void gatewayAndAgent(setting), {
      budgets: providerBudgets,
    });
    expect(below(named(output, "kubernetes_config_map_v1", "answers"), "data")).toMatchObject({
      AGENT_MODEL_LIMIT_SMART: "4",
    });
  });
});

test("the report is a table of who asks what, and of what is allowed", () => {
  let report = "";
  synthWorkloads(
    (setting) => {
      gatewayAndAgent(setting);
      report = setting.platform.budgetReport;
    },
    { budgets: providerBudgets },
  );
  expect(`\n${report}`).toMatchInlineSnapshot(`
    "
    | model           | allowed by  | asked by              | pods | requests/min | tokens/min        | in flight | in a rollout   | calls per process |
    |-----------------|-------------|-----------------------|------|--------------|-------------------|-----------|----------------|-------------------|
    | gpt             | openai      | test/models.models[0] |      | 1000         | 1000000           |           | 16             |                   |
    | gpt             | openai      | all                   | 0    | 1000 / 2000  | 1000000 / 2000000 | 0         | 16 / unbounded |                   |
    | claude          | anthropic   | test/models.models[1] |      | 1000         | 1000000           |           | 16             |                   |
    | claude          | anthropic   | all                   | 0    | 1000 / 1000  | 1000000 / 1000000 | 0         | 16 / unbounded |                   |
    | smart           | test/models | test/answers          | 2    | 24           | 72000             | 8         | 16             | 4                 |
    | smart           | test/models | all                   | 2    | 24 / 1000    | 72000 / 1000000   | 8         | 16 / unbounded |                   |
    | smart-elsewhere | test/models | all                   | 0    | 0 / 1000     | 0 / 1000000       | 0         | 0 / unbounded  |                   |
    "
  `);
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
