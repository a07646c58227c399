import { TerraformVariable } from "cdktf";
import {
  AgentFlowService,
  Drain,
  HttpService,
  type HttpServiceProps,
  type ModelBudget,
  Probe,
  Scaling,
} from "../../../src/workloads/index";
import { agentFlowProps } from "../agentflow/support";
import { found, rightProps, type Setting, synthWorkloads } from "../support";
import { gatewayAndAgent, named, providerBudgets } from "../model-gateway/support";
import { inside } from "../synthesized";

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
    expect(inside(named(output, "kubernetes_config_map_v1", "pool-1"), "data")).toMatchObject({
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
    return inside(named(output, "kubernetes_config_map_v1", "answers"), "data", "AGENT_MODEL_LIMIT");
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
    expect(inside(named(output, "kubernetes_config_map_v1", "flow"), "data")).toMatchObject({
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
    expect(inside(named(output, "kubernetes_config_map_v1", "later"), "data")).toMatchObject({
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
    expect(inside(named(output, "kubernetes_config_map_v1", "later"), "data")).toMatchObject({
      AGENT_MODEL_LIMIT: "4",
    });
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
    expect(inside(budget, "spec", "max_unavailable")).toBe("1");
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
    | gpt             | openai      | all                   |      | 1000 / 2000  | 1000000 / 2000000 |           | 16 / unbounded |                   |
    | claude          | anthropic   | test/models.models[1] |      | 1000         | 1000000           |           | 16             |                   |
    | claude          | anthropic   | all                   |      | 1000 / 1000  | 1000000 / 1000000 |           | 16 / unbounded |                   |
    | smart           | test/models | test/answers          | 2    | 24           | 72000             | 8         | 16             | 4                 |
    | smart           | test/models | all                   | 2    | 24 / 1000    | 72000 / 1000000   | 8         | 16 / unbounded |                   |
    | smart-elsewhere | test/models | all                   |      | 0 / 1000     | 0 / 1000000       |           | 0 / unbounded  |                   |
    "
  `);
});
