// A gateway in which no rule finds anything, and what tests of gateways read of a synthesized one.
import { Drain, HttpService, ModelGateway, type ModelGatewayProps, StreamService } from "../../../src/workloads/index";
import { type Block, type Output, resources } from "../../constructs/support";
import { everyGateway } from "../rules/examples/example";
import { rightProps, type Setting } from "../support";

/** What the providers allow, as the gateway's models ask of it. */
export const providerBudgets = [
  { name: "gpt", provider: "openai", model: "gpt-5", requestsPerMinute: 2_000, tokensPerMinute: 2_000_000 },
  { name: "claude", provider: "anthropic", model: "claude-5", requestsPerMinute: 1_000, tokensPerMinute: 1_000_000 },
] as const;

/** Settings of a gateway in which no rule finds anything. */
export function rightGateway({ namespace }: Setting): Extract<ModelGatewayProps, { chart?: undefined }> {
  return { ...everyGateway, namespace };
}

/** The right gateway, and an agent that goes through it, with time for the longest call. */
export function gatewayAndAgent(setting: Setting, change: Partial<ModelGatewayProps> = {}): ModelGateway {
  const gateway = new ModelGateway(setting.stack, "models", {
    ...rightGateway(setting),
    ...change,
  } as ModelGatewayProps);
  const { network: _direct, ...props } = rightProps(setting);
  const calls = gateway.description.liteLlm?.longestCallSeconds ?? {};
  const longestStepSeconds = Math.max(props.drain.longestStepSeconds, ...Object.values(calls));
  const Shape = longestStepSeconds < 30 ? HttpService : StreamService;
  new Shape(setting.stack, "answers", {
    ...props,
    drain: Drain.of({ longestStepSeconds }),
    gateway,
    models: [{ model: "smart", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
  });
  return gateway;
}

/** One object by the name of its metadata. */
export function named({ stacks }: Output, type: string, name: string): Block {
  const found = resources(stacks["test"] ?? { terraform: {} }, type).filter(
    ({ metadata }) => (metadata as { name: string }).name === name,
  );
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}
