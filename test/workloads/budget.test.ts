import fc from "fast-check";
import { HttpService, ModelGateway, type ModelBudget, Probe, Scaling } from "../../src/workloads/index";
import { type Allowance, askedOf, meanCalls, semaphoresOf } from "../../src/workloads/budget";
import type { WorkloadDescription } from "../../src/workloads/description";
import { found, rightProps, type Setting, synthWorkloads } from "./support";
import { below, gatewayAndAgent, named, providerBudgets, rightGateway } from "./model-gateway-support";

interface Pool {
  readonly pods: number;
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
    requestsPerMinute: Infinity,
    tokensPerMinute: Infinity,
    concurrency: undefined,
    ...room,
    shares: pools.map(({ pods, inFlight, requests, tokens }) => ({
      workload: { scale: { inFlightPerPod: inFlight } } as WorkloadDescription,
      use: {
        model: "gpt",
        requestsPerMinute: requests,
        tokensPerMinute: tokens,
      },
      pods,
      inFlight: pods * inFlight,
      requestsPerMinute: pods * inFlight * requests,
      tokensPerMinute: pods * inFlight * tokens,
    })),
  };
}

const pool = fc.record({
  pods: fc.integer({ min: 1, max: 50 }),
  inFlight: fc.integer({ min: 1, max: 200 }),
  requests: fc.integer({ min: 0, max: 60 }),
  tokens: fc.integer({ min: 0, max: 50_000 }),
});
const pools = fc.array(pool, { minLength: 1, maxLength: 6 });
const calls = (all: readonly Pool[], sizes: readonly number[], each: (one: Pool) => number = () => 1) =>
  all.reduce((total, one, index) => total + one.pods * (sizes[index] ?? NaN) * each(one), 0);

describe("the calls at a time that each pod is handed", () => {
  it("are together never more than is allowed, wherever one call for each pod is not too many already", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 5_000 }), (all, concurrency) => {
        const { sizes, fits } = semaphoresOf(allowance(all, { concurrency }));
        const pods = all.reduce((total, one) => total + one.pods, 0);
        expect(fits).toBe(pods <= concurrency);
        if (fits) expect(calls(all, sizes)).toBeLessThanOrEqual(concurrency);
      }),
    );
  });

  it("ask for no more requests and tokens a minute than are allowed, or it is said that they can't", () => {
    fc.assert(
      fc.property(pools, fc.nat(100_000), fc.nat(50_000_000), (all, requestsPerMinute, tokensPerMinute) => {
        const { sizes, fits } = semaphoresOf(allowance(all, { requestsPerMinute, tokensPerMinute }));
        const keeps =
          calls(all, sizes, ({ requests }) => requests) <= requestsPerMinute &&
          calls(all, sizes, ({ tokens }) => tokens) <= tokensPerMinute;
        expect(fits).toBe(keeps);
      }),
    );
  });

  it("are at least one, at most what a pod has in flight, and all of that where everything is allowed", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 5_000 }), (all, concurrency) => {
        const { sizes } = semaphoresOf(allowance(all, { concurrency }));
        const most = all.map(({ inFlight }) => inFlight);
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
      { pods: 10, inFlight: 1, requests: 1, tokens: 1 },
      { pods: 2, inFlight: 45, requests: 1, tokens: 1 },
    ];
    expect(semaphoresOf(allowance(all, { concurrency: 20 })).sizes).toEqual([1, 5]);
  });
});

test("calls at a time are, on average, the calls a minute times the minutes that each takes", () => {
  const { shares } = allowance([{ pods: 5, inFlight: 4, requests: 3, tokens: 0 }], {});
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
      new HttpService(setting.stack, `pool-${index + 1}`, { ...rightProps(setting), scaling, probes });
    });

describe("the sum over all pools, each at its maximum", () => {
  it.each([
    ["requests a minute", { requestsPerMinute: 84 }, { requestsPerMinute: 83 }, "84 requests a minute"],
    ["tokens a minute", { tokensPerMinute: 252_000 }, { tokensPerMinute: 251_999 }, "252000 tokens a minute"],
    ["calls at a time", { concurrency: 28 }, { concurrency: 27 }, "28 in flight"],
  ])("may ask all %s that a provider allows, and not one more", (_what, just, less, value) => {
    expect(found(services(5, 2), budgetOf(just))).toEqual([]);
    expect(found(services(5, 2), budgetOf(less))).toMatchObject([
      { rule: "SCL-04", path: 'agents.budgets["gpt"]', value },
    ]);
  });

  it("is said apart where one call for each pod is too much already", () => {
    const values = found(services(5, 2), budgetOf({ concurrency: 6 })).map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining(["28 in flight", "7 pods"]));
    expect(found(services(5, 2), budgetOf({ concurrency: 7 })).map(({ value }) => value)).toEqual(["28 in flight"]);
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
      ...budgetOf({ concurrency: 14 }),
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

describe("behind a gateway", () => {
  it("agents are held against what the deployments of the name allow together", () => {
    const limited = (requestsPerMinute: number) => (setting: Setting) => {
      const [first, second] = rightGateway(setting).models;
      if (first === undefined || second === undefined) throw new Error("two models");
      const half = { ...first, tokensPerMinute: 500_000 };
      const models = [{ ...half, requestsPerMinute }, { ...half, target: "openai/b", requestsPerMinute: 10 }, second];
      gatewayAndAgent(setting, { models });
    };
    // 2 pods x 4 in flight x 3 requests
    expect(found(limited(14), { budgets: providerBudgets })).toEqual([]);
    expect(found(limited(13), { budgets: providerBudgets })).toMatchObject([
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
    | model           | allowed by  | asked by              | pods | requests/min | tokens/min        | in flight     | calls per pod |
    |-----------------|-------------|-----------------------|------|--------------|-------------------|---------------|---------------|
    | gpt             | openai      | test/models.models[0] |      | 1000         | 1000000           |               |               |
    | gpt             | openai      | all                   | 0    | 1000 / 2000  | 1000000 / 2000000 | 0 / unbounded |               |
    | claude          | anthropic   | test/models.models[1] |      | 1000         | 1000000           |               |               |
    | claude          | anthropic   | all                   | 0    | 1000 / 1000  | 1000000 / 1000000 | 0 / unbounded |               |
    | smart           | test/models | test/answers          | 2    | 24           | 72000             | 8             | 4             |
    | smart           | test/models | all                   | 2    | 24 / 1000    | 72000 / 1000000   | 8 / unbounded |               |
    | smart-elsewhere | test/models | all                   | 0    | 0 / 1000     | 0 / 1000000       | 0 / unbounded |               |
    "
  `);
});

test("what is asked in all has deployments of gateways in it", () => {
  const letThrough = [{ path: "gateway.models[0]", requestsPerMinute: 7, tokensPerMinute: 8 }];
  const asked = askedOf(
    allowance([{ pods: 2, inFlight: 3, requests: 1, tokens: 2 }], {
      letThrough,
    }),
  );
  expect(asked).toEqual({
    requestsPerMinute: 13,
    tokensPerMinute: 20,
    concurrency: 6,
  });
});
