// The configuration of a gateway, read by a proxy of ours that stands for LiteLLM: what a caller gets when the first model fails, and when
// a pod of the gateway ends.
import { join } from "node:path";
import type { ModelGatewayProps } from "../../../src/workloads/index";
import { ModelProvider, type ProviderOptions } from "../../support/pod-runner/model-provider";
import type { PodRunner, Service } from "../../support/pod-runner/index";
import { gatewayAndAgent, providerBudgets, rightGateway } from "../model-gateway-support";
import { onPods, one, proof, synthesized } from "./support";

const IMAGE = { folders: {}, hasShell: false, programs: { litellm: join(__dirname, "../programs/gateway.mjs") } };
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
  change: Partial<ModelGatewayProps>,
  act: (gateway: Gateway) => Promise<void>,
): Promise<void> {
  await onPods(async (runner) => {
    const allowed = { requestsPerMinute: 100 };
    const keys = ["sk-first", "sk-second"].map((key, index) => ({ ...allowed, key, ...(index === 0 ? first : {}) }));
    const providers = await Promise.all(keys.map((options) => runner.with(ModelProvider.start(runner.clock, options))));
    const { stack, refusedBy } = synthesized(
      (setting) => {
        const models = (change.models ?? rightGateway(setting).models).map((model, index) => ({
          ...model,
          apiBase: `${one(providers, index).address}/v1`,
        }));
        gatewayAndAgent(setting, {
          database: undefined,
          drill: undefined,
          ...change,
          models,
        } as Partial<ModelGatewayProps>);
      },
      { budgets: providerBudgets },
    );
    const service = await runner.run({ stack, name: "models", image: IMAGE, replicas: 1, secrets: SECRETS });
    await act({ service, runner, refusedBy });
  });
}

proof("a call of a model whose provider answers 429", () => {
  test.each<[string, Partial<ModelGatewayProps>, { refusedBy: string[]; second: unknown }]>([
    [
      "is answered by the fallback",
      {},
      { refusedBy: [], second: { outcome: 200, body: JSON.stringify({ model: "smart-elsewhere" }) } },
    ],
    [
      "is answered 429 where there is no fallback",
      { fallbacks: {} },
      { refusedBy: ["GWY-03"], second: { outcome: 429 } },
    ],
  ])("%s", async (_name, change, { refusedBy: rules, second }) => {
    await running({ requestsPerMinute: 1 }, change, async ({ service, refusedBy }) => {
      expect(refusedBy).toEqual(rules);
      expect(await service.ask(PATH, ask)).toMatchObject({ outcome: 200, body: JSON.stringify({ model: "smart" }) });
      expect(await service.ask(PATH, ask)).toMatchObject(second as object);
    });
  });
});
