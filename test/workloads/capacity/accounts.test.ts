// Budgets of several accounts, and of the gateways that stand before them.
import { HttpService, ModelGateway, type ModelGatewayProps, SecretKey } from "../../../src/workloads/index";
import { found, rightProps, type Setting, synthWorkloads } from "../support";
import { gatewayAndAgent, named, providerBudgets, rightGateway } from "../model-gateway/support";
import { everyGateway } from "../rules/examples/example";
import { inside } from "../synthesized";

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
    expect(inside(named(output, "kubernetes_config_map_v1", "answers"), "data")).toMatchObject({
      AGENT_MODEL_LIMIT_SMART: "4",
    });
  });
});
