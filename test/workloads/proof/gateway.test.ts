// The configuration of a gateway, read by a proxy of ours that stands for LiteLLM: what a caller gets when the first model fails, and when
// a pod of the gateway ends.
import { join } from "node:path";
import { Drain, type ModelGatewayProps, PreStop } from "../../../src/workloads/index";
import { ModelProvider, type ProviderOptions } from "../../support/pod-runner/model-provider";
import type { Answer, PodRunner, Service } from "../../support/pod-runner/index";
import { gatewayAndAgent, providerBudgets, rightGateway } from "../model-gateway/support";
import type { Setting } from "../support";
import { onPods, one, proof, synthesized } from "./support";

const programs = {
  litellm: join(__dirname, "../programs/gateway.mjs"),
  python: join(__dirname, "../programs/drain-hook.mjs"),
};
const IMAGE = { folders: {}, hasShell: false, programs };
const SECRETS = {
  litellm: { "master-key": "sk-master", "salt-key": "salt" },
  openai: { "api-key": "sk-first" },
  anthropic: { "api-key": "sk-second" },
  redis: { password: "none" },
  postgres: { url: "none" },
};
const ask = {
  port: 4000,
  method: "POST",
  headers: { authorization: "Bearer sk-master" },
  body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: "hello" }] }),
};
const PATH = "/v1/chat/completions";

interface Gateway {
  readonly service: Service;
  readonly runner: PodRunner;
  readonly refusedBy: readonly string[];
}

/** Runs a gateway between two providers. */
async function running(
  first: Partial<ProviderOptions>,
  change: Partial<ModelGatewayProps> | ((setting: Setting) => Partial<ModelGatewayProps>),
  act: (gateway: Gateway) => Promise<void>,
): Promise<void> {
  await onPods(async (runner) => {
    const allowed = { requestsPerMinute: 100 };
    const keys = ["sk-first", "sk-second"].map((key, index) => ({ ...allowed, key, ...(index === 0 ? first : {}) }));
    const providers = await Promise.all(keys.map((options) => runner.with(ModelProvider.start(runner.clock, options))));
    const { stack, refusedBy } = synthesized(
      (setting) => {
        const changed = typeof change === "function" ? change(setting) : change;
        const models = (changed.models ?? rightGateway(setting).models).map((model, index) => ({
          ...model,
          apiBase: `${one(providers, index).address}/v1`,
        }));
        gatewayAndAgent(setting, { ...changed, models });
      },
      { budgets: providerBudgets },
    );
    const service = await runner.run({ stack, name: "models", image: IMAGE, replicas: 1, secrets: SECRETS });
    await act({ service, runner, refusedBy });
  });
}

proof("a call of a model whose provider answers 429", () => {
  test.each<[string, Partial<ModelGatewayProps>, { refusedBy: string[]; second: Partial<Answer> }]>([
    [
      "is answered by the fallback",
      {},
      { refusedBy: [], second: { outcome: 200, body: JSON.stringify({ model: "smart-elsewhere" }) } },
    ],
    [
      "is answered 429 where there is no fallback",
      { fallbacks: {}, drill: undefined },
      { refusedBy: ["GWY-03"], second: { outcome: 429 } },
    ],
  ])("%s", async (_name, change, { refusedBy: rules, second }) => {
    await running({ requestsPerMinute: 1 }, change, async ({ service, refusedBy }) => {
      expect(refusedBy).toEqual(rules);
      expect(await service.ask(PATH, ask)).toMatchObject({ outcome: 200, body: JSON.stringify({ model: "smart" }) });
      expect(await service.ask(PATH, ask)).toMatchObject(second);
    });
  });
});

proof("a call of a model that does not answer", () => {
  const untimed = (setting: Setting) =>
    rightGateway(setting).models.map(({ timeoutSeconds: _none, ...model }) => model);

  test.each<
    [
      string,
      ((setting: Setting) => Partial<ModelGatewayProps>) | undefined,
      { rules: string[]; outcome: Answer["outcome"] },
    ]
  >([
    ["is answered by the fallback after the model's timeout", undefined, { rules: [], outcome: 200 }],
    [
      "is given up by its caller where the model has no timeout",
      (setting) => ({ models: untimed(setting), drain: Drain.of({ longestStepSeconds: 300 }) }),
      { rules: ["GWY-02"], outcome: "timed out" },
    ],
  ])("%s", async (_name, change, { rules, outcome }) => {
    await running({ answerSeconds: 100_000 }, change ?? {}, async ({ service, refusedBy }) => {
      expect(refusedBy).toEqual(rules);
      const answer = await service.ask(PATH, { ...ask, timeoutSeconds: 2_000 });
      expect(answer.outcome).toBe(outcome);
    });
  });
});

proof("a pod of the gateway that is deleted while it tries a model that hangs, three times", () => {
  const ended = ["deleted", "preStop"];
  const slow = (setting: Setting) => rightGateway(setting).models.map((model) => ({ ...model, timeoutSeconds: 35 }));

  test.each<[string, Partial<ModelGatewayProps>, { rules: string[]; outcome: Answer["outcome"]; story: string[] }]>([
    [
      "waits at its drain endpoint before SIGTERM until the fallback has answered",
      {},
      { rules: [], outcome: 200, story: [...ended, "SIGTERM", "exit 0"] },
    ],
    [
      "cuts it where the drain is made for one try",
      { drain: Drain.of({ longestStepSeconds: 35 }) },
      { rules: ["LLM-04"], outcome: "cut", story: [...ended, "SIGTERM", "SIGKILL"] },
    ],
    [
      "cuts it under the grace period of LiteLLM's chart",
      { gracePeriodSeconds: 90 },
      {
        rules: ["DRN-01", "DRN-02"],
        outcome: "cut",
        story: [...ended, "preStop failed", "SIGTERM", "SIGKILL"],
      },
    ],
  ])("%s", async (_name, change, { rules, outcome, story }) => {
    const changed = (setting: Setting) => ({ models: slow(setting), retries: 2, ...change });
    await running({ answerSeconds: 100_000 }, changed, async ({ service, runner, refusedBy }) => {
      expect(refusedBy).toEqual(rules);
      const answer = service.ask(PATH, ask);
      await runner.clock.sleep(1);
      await one(service.pods).delete();
      expect((await answer).outcome).toBe(outcome);
      expect(one(service.pods).story.slice(-story.length)).toEqual(story);
    });
  });
});

proof("a call that comes two seconds after a pod with nothing in flight was deleted", () => {
  test.each<[string, Partial<ModelGatewayProps>, Answer["outcome"]]>([
    ["is answered: the pod goes on before it asks its drain endpoint", {}, 200],
    ["is refused where only the endpoint is asked", { preStop: PreStop.http("/health/drain", 4000) }, "refused"],
  ])("%s", async (_name, change, outcome) => {
    await running({}, change, async ({ service, runner }) => {
      const gone = one(service.pods).delete();
      await runner.clock.sleep(2);
      expect((await service.ask(PATH, ask)).outcome).toBe(outcome);
      await gone;
    });
  });
});
