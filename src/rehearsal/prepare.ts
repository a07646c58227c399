// Whether an app can be rehearsed at all: synthesizes it, looks for everything that stands against it, and works out what its run needs.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { keptCredentials } from "./credentials.js";
import { unfitness } from "./fit.js";
import type { RehearseOptions } from "./rehearse-options.js";
import { type PulledState, readStates, withoutState } from "./seed/state-file.js";
import { planVariables } from "./stack-variables.js";
import type { Steps } from "./steps.js";
import { readFleetAgents, withoutAgents } from "./timeline/fleet-agents.js";
import { unstartedRunners } from "./waited-runners.js";
import { synthesizeApp } from "./synthesize.js";
import { readSynthesizedStacks, type SynthesizedStack, text } from "../synthesized/index.js";

/** Why an app or its command line can not be rehearsed at all: every reason, a line each. */
export class NotRehearsableError extends Error {
  override readonly name = "NotRehearsableError";
  constructor(
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(problems.join("\n"), options);
  }
}

/** An app that passed the checks, with what its run needs. */
export interface Prepared {
  /** What was synthesized. */
  readonly outDirectory: string;
  readonly stacks: readonly SynthesizedStack[];
  readonly states: readonly PulledState[];
  /** Tokens by variable, and the values the user gave. */
  readonly variables: Readonly<Record<string, string>>;
  readonly tokens: readonly string[];
  readonly admin: string;
  /** What no text may hold. */
  readonly secrets: readonly string[];
}

/**
 * Synthesizes and checks.
 * @throws {NotRehearsableError} with everything that is wrong at once
 */
export async function prepare(
  { app, states, variables, standIns = [], gatesAgents = false, env, signal }: RehearseOptions,
  folder: string,
  steps: Steps,
): Promise<Prepared> {
  let stacks: readonly SynthesizedStack[];
  const outDirectory = "outDirectory" in app ? app.outDirectory : join(folder, "cdktf.out");
  if ("outDirectory" in app) {
    try {
      stacks = readSynthesizedStacks(app.outDirectory);
    } catch (error) {
      throw new NotRehearsableError([error instanceof Error ? error.message : String(error)], { cause: error });
    }
  } else {
    stacks = await steps.run(
      "Synthesize the app",
      async () => {
        mkdirSync(outDirectory);
        await synthesizeApp(app, outDirectory, env, signal);
        return readSynthesizedStacks(outDirectory);
      },
      (made) => made.map(({ name }) => name).join(", "),
    );
  }
  const plan = planVariables(stacks, Object.keys(variables));
  const problems: string[] = [
    ...(stacks.length === 0 ? ["the app has no stack: there is nothing to rehearse"] : []),
    ...stacks.flatMap(({ name, configuration }) => unfitness(name, configuration)),
    ...plan.problems,
  ];
  let read: PulledState[] = [];
  try {
    read = readStates(states, stacks);
    if (gatesAgents) problems.push(...withoutState(read, stacks));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  try {
    const fleet = await readFleetAgents(outDirectory);
    if (gatesAgents) problems.push(...withoutAgents(fleet, outDirectory));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  const known = read.flatMap(({ objects }) =>
    objects.flatMap(({ type, attributes }) => (type === "agyn_runner" ? [text(attributes["name"])] : [])),
  );
  problems.push(...unstartedRunners(stacks, standIns, known));
  if (problems.length > 0) throw new NotRehearsableError(problems);
  const credentials = keptCredentials(join(folder, "credentials.json"), plan.tokens);
  const tokens = Object.values(credentials.variables);
  const sensitive = new Set(
    stacks.flatMap((stack) => stack.variables.flatMap((one) => (one.sensitive ? [one.name] : []))),
  );
  const given = Object.entries(variables).flatMap(([name, value]) => (sensitive.has(name) ? [value] : []));
  return {
    outDirectory,
    stacks,
    states: read,
    variables: { ...credentials.variables, ...variables },
    tokens,
    admin: credentials.admin,
    secrets: [credentials.admin, ...tokens, ...given],
  };
}
