// What the fix of a finding says to somebody who made a usual mistake: an option that they have, and what to write there.
import "../../constructs/support";
import type { Finding } from "../../../src/rules/index";
import {
  AgentFlowService,
  type AgentPlatformProps,
  Checkpointer,
  Drain,
  HttpService,
  ModelGateway,
  SecretKey,
  UnpodRunnerPool,
} from "../../../src/workloads/index";
import { agentFlowProps } from "../agentflow/support";
import { diallingProps } from "../unpod/pools";
import { elsewhere, type Given, smart } from "./examples/example";
import { judge } from "./judge";

const found = (rule: string, build: (given: Given) => unknown, props: AgentPlatformProps = {}): readonly Finding[] =>
  judge(build, props).filter((finding) => finding.rule === rule);

describe("the fix of a finding", () => {
  it("names the option of a pool of Unpod whose policy opens the internet, where its user wrote no network", () => {
    const findings = found("NET-07", ({ stack, namespace, gateway }) => {
      const models = new ModelGateway(stack, "models", gateway);
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        gateway: models,
        models: [{ model: "smart", requestsPerMinute: 1, tokensPerMinute: 1_000 }],
      });
    });

    expect(findings).toMatchObject([
      {
        path: "europe/voice.orchestratorCidrs",
        fix: expect.stringMatching(/^name the addresses of the orchestrator there/) as string,
      },
    ]);
    expect(findings[0]).not.toHaveProperty("value");
  });

  it.each([
    [20_000, "write 20 if milliseconds were meant, else make it an AgentJob, and answer with an id at once"],
    [240, "make it a StreamService"],
  ])("of a longest step of %d s says what it is as milliseconds where that would fit", (longestStepSeconds, fix) => {
    const findings = found("SHP-01", ({ stack, props }) => {
      new HttpService(stack, "answers", { ...props, drain: Drain.of({ longestStepSeconds }) });
    });

    expect(findings).toMatchObject([{ fix }]);
  });

  it.each([
    ["512", "write it with its unit, as 512Mi"],
    ["0.5", "write it with its unit, as 512Mi"],
    ["500m", "write it with its unit, as 500Mi"],
    ["900Ki", "give more, as 512Mi"],
  ])("of %s of memory says what is missing", (memory, fix) => {
    const findings = found("POD-08", ({ stack, props }) => {
      new HttpService(stack, "answers", { ...props, resources: { requests: { memory }, limits: { memory } } });
    });

    expect(findings).toMatchObject([{ fix }]);
  });

  it("of a timeout of a model says what it is as milliseconds", () => {
    const findings = found("GWY-02", ({ stack, gateway }) => {
      new ModelGateway(stack, "models", { ...gateway, models: [smart, { ...elsewhere, timeoutSeconds: 30_000 }] });
    });

    expect(findings).toMatchObject([{ fix: "write 30 if milliseconds were meant, else give seconds, 600 or less" }]);
  });

  it("of a model that takes over for itself names the others", () => {
    const findings = found("GWY-01", ({ stack, gateway }) => {
      new ModelGateway(stack, "models", { ...gateway, fallbacks: { smart: ["smart"] } });
    });

    expect(findings).toMatchObject([{ fix: "name another model, as smart-elsewhere" }]);
  });

  it("of a model that is no budget names the gateway that has it", () => {
    const findings = found("SCL-04", ({ stack, props, gateway }) => {
      new ModelGateway(stack, "models", gateway);
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "smart", requestsPerMinute: 1, tokensPerMinute: 1_000 }],
      });
    });

    expect(findings).toMatchObject([
      {
        path: "europe/answers.models[0].model",
        fix: "give europe/models as gateway, which has it, or declare what the provider allows under agents.budgets",
      },
    ]);
  });

  it("of a memory of AgentFlow says what its user wrote, and what to write", () => {
    const findings = found("STA-01", ({ stack, namespace }) => {
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), checkpointer: Checkpointer.memory() });
    });

    expect(findings).toMatchObject([
      {
        path: "europe/flow.checkpointer",
        value: "Checkpointer.memory()",
        fix: "write Checkpointer.postgres({ ... }), or have one pod with one process",
      },
    ]);
  });

  it("of the key of a Secret does not say to leave it out", () => {
    const findings = found("POD-10", ({ stack, props }) => {
      new HttpService(stack, "answers", { ...props, secrets: { API_KEY: SecretKey.of("answers", "api key") } });
    });

    expect(findings).toMatchObject([{ fix: "respell it as kubectl shows it" }]);
  });
});

describe("a budget that is spelt otherwise than the target of a deployment", () => {
  const platform = (model: string): AgentPlatformProps => ({
    budgets: [{ name: "gpt", provider: "openai", model, requestsPerMinute: 2_000, tokensPerMinute: 2_000_000 }],
  });
  const build = ({ stack, gateway }: Given) => new ModelGateway(stack, "models", gateway);

  it("is found, because nothing would be held against it", () => {
    expect(found("SCL-04", build, platform("gpt5"))).toMatchObject([
      {
        path: 'agents.budgets["gpt"].model',
        value: "gpt5",
        why: "nobody asks of it, and europe/models.models[0] of openai/gpt-5 is held against nothing",
        fix: "write gpt-5, or leave the budget out",
      },
    ]);
  });

  it.each(["gpt-5", "embedding-large"])("is not found as %s", (model) => {
    expect(found("SCL-04", build, platform(model))).toEqual([]);
  });
});
