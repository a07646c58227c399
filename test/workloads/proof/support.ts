// What the proofs share: a right service that runs a small program of ours, what changes it for the worse, and the rules that refuse that.
import { join } from "node:path";
import { HttpService, type HttpServiceProps, StreamService } from "../../../src/workloads/index";
import type { StackJson } from "../../constructs/support";
import type { Image } from "../../support/pod-runner/image";
import { ModelProvider, type ProviderOptions } from "../../support/pod-runner/model-provider";
import {
  canTellStillness,
  type PodClock,
  PodRunner,
  type RunOptions,
  type Service,
} from "../../support/pod-runner/index";
import { budgets, found, rightProps, type Setting, synthWorkloads } from "../support";

/** Proofs run where the system says what its processes do: on Linux. */
export const proof = canTellStillness ? describe : describe.skip;
/** Port of the programs; each pod has an address of its own. */
export const PORT = 18_417;
/** An image with the programs of this folder. */
export const IMAGE: Image = { folders: { "/app": join(__dirname, "../programs") } };
/** Name of the service. */
const NAME = "answers";

/** A synthesized stack. */
export interface Synthesized {
  readonly stack: StackJson;
  /** Rules that refuse it; they were accepted, so that it can be seen why. */
  readonly refusedBy: readonly string[];
}

/** Settings that are right, and how they were changed. */
export interface Change extends Partial<Omit<HttpServiceProps, "environment">> {
  readonly program?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Synthesizes whatever the rules find in it. */
export function synthesized(
  build: (setting: Setting) => void,
  platform: Parameters<typeof synthWorkloads>[1] = { budgets },
): Synthesized {
  const refusedBy = [...new Set(found(build, platform).map(({ rule }) => rule))].sort();
  const acknowledge = refusedBy.map((rule) => ({ rule, path: "", reason: "to see what comes of it" }));
  const stack = synthWorkloads(build, { ...platform, acknowledge }).stacks["test"];
  if (stack === undefined) throw new Error("There is no stack.");
  return { stack, refusedBy };
}

/** A service that runs a program. */
export function serviceOf(
  { program = "agent-service.mjs", environment = {}, ...change }: Change = {},
  platform?: Parameters<typeof synthWorkloads>[1],
): Synthesized {
  return synthesized((setting) => {
    const props: HttpServiceProps = {
      ...rightProps(setting),
      port: PORT,
      command: ["node", `/app/${program}`],
      ...change,
      environment: { PORT: String(PORT), ...environment },
    };
    const Shape = props.drain.longestStepSeconds < 30 ? HttpService : StreamService;
    new Shape(setting.stack, NAME, props);
  }, platform);
}

/** What runs. */
export interface Running {
  readonly service: Service;
  readonly clock: PodClock;
  readonly runner: PodRunner;
  /** The model that the service calls. */
  readonly provider: ModelProvider;
}

/** Runs a service, and ends all that it has started. */
export async function running(
  { stack }: Synthesized,
  { override, ...options }: Partial<RunOptions>,
  act: (running: Running) => Promise<void>,
  allowed: ProviderOptions = { requestsPerMinute: 1_000 },
): Promise<void> {
  await onPods(async (runner) => {
    const { clock } = runner;
    const provider = await runner.with(ModelProvider.start(clock, allowed));
    const variables = { MODEL_URL: provider.address, ...override };
    const service = await runner.run({ stack, name: NAME, image: IMAGE, override: variables, ...options });
    await act({ service, clock, runner, provider });
  });
}

/** Runs something on pods, and ends all that it has started. */
export async function onPods(act: (runner: PodRunner) => Promise<void>): Promise<void> {
  const runner = await PodRunner.start();
  try {
    await act(runner);
  } finally {
    await runner.end();
  }
}

/** One of a list that has it. */
export function one<T>(list: readonly T[], index = 0): T {
  const found = list[index];
  if (found === undefined) throw new Error(`There are ${list.length}, and none at ${index}.`);
  return found;
}
