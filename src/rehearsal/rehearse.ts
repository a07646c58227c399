// A whole rehearsal of an app: is it fit for one, then apply, enroll, plan again, destroy, look for what is left. The platform is
// empty at first, or holds what states tell of. Everything it makes is in one work folder, which goes with it unless it is kept.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLUSTER_ADMIN_IDENTITY_ID } from "../emulator/index.js";
import { redact } from "../gateway/index.js";
import { keptCredentials } from "./credentials.js";
import { type Failure, failureOf } from "./failure.js";
import { protectedResources, unfitness } from "./fit.js";
import { layOutMirror, type MirroredProvider } from "./mirror.js";
import { type Platform, startPlatform } from "./platform.js";
import {
  applyStacks,
  countsInWords,
  destroyStacks,
  enrolledRunners,
  planStacks,
  requireNothingLeft,
  type Scene,
} from "./proof.js";
import { Rehearsal } from "./rehearsal.js";
import type { RunnerSeen } from "./runners-seen.js";
import { makeSeed } from "./seed/seed.js";
import { type PulledState, readStates } from "./seed/state-file.js";
import { planVariables } from "./stack-variables.js";
import { type StepOutput, Steps } from "./steps.js";
import { type SynthesizableApp, synthesizeApp } from "./synthesize.js";
import { readSynthesizedStacks, type SynthesizedStack } from "../synthesized/index.js";
import type { TerraformBinary } from "./terraform-binary.js";

const OWNER_ONLY_FILE = 0o600;
/** Start the gateway, apply, enroll, plan again, destroy, look for what is left. */
const STEPS = 6;

/** What is rehearsed, and how. */
export interface RehearseOptions {
  readonly binary: TerraformBinary;
  readonly providers: readonly MirroredProvider[];
  /** An app to synthesize, or the folder of one that was synthesized. */
  readonly app: SynthesizableApp | { readonly outDirectory: string };
  /** States to begin from, each as FILE or STACK=FILE. */
  readonly states: readonly string[];
  /** Values of variables, by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** @default - whatever the runners dial is taken for the gateway */
  readonly gatewayAddresses?: readonly string[];
  /** How long a runner may stay pending for one and the same reason, milliseconds. */
  readonly patienceMs: number;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Where progress is shown. */
  readonly output: StepOutput;
  readonly colour: boolean;
  /**
   * Looks at what is there, before anything is destroyed; then nothing is, and the work folder stays.
   * @default - everything is destroyed
   */
  readonly look?: (result: RehearsalResult, kept: Kept) => Promise<void>;
}

/** What is left open for a look. */
export interface Kept {
  readonly folder: string;
  readonly gatewayUrl: string;
}

/** What a rehearsal came to. Tokens, and what was given for sensitive variables, are left out of every text. */
export interface RehearsalResult {
  /** `kept`: nothing failed, and nothing was destroyed. */
  readonly outcome: "proved" | "kept" | "failed";
  readonly terraform: { readonly product: string; readonly version: string };
  /** In the order they are applied. */
  readonly stacks: readonly string[];
  readonly applied: Counts | undefined;
  readonly destroyed: Counts | undefined;
  /** Those that the rehearsal's tokens see, of states of other apps too. */
  readonly runners: readonly Omit<RunnerSeen, "labels">[];
  /** What was assumed, and what this does not prove; sentences. */
  readonly notes: readonly string[];
  readonly failure: Failure | undefined;
}

/** Counted changes of resources. */
interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

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
interface Prepared {
  readonly stacks: readonly SynthesizedStack[];
  readonly states: readonly PulledState[];
  /** Tokens by variable, and the values the user gave. */
  readonly variables: Readonly<Record<string, string>>;
  readonly tokens: readonly string[];
  readonly admin: string;
  /** What no text may hold. */
  readonly secrets: readonly string[];
}

type Draft = { -readonly [Key in keyof RehearsalResult]: RehearsalResult[Key] } & { notes: string[] };

/**
 * Rehearses an app.
 *
 * @throws {NotRehearsableError} before anything is started; what fails later is in the result
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalResult> {
  const { binary, signal } = options;
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-rehearsal-")); // mode 0700
  const result: Draft = {
    outcome: "failed",
    terraform: { product: binary.product, version: binary.version },
    stacks: [],
    applied: undefined,
    destroyed: undefined,
    runners: [],
    notes: [],
    failure: undefined,
  };
  const secrets: string[] = [];
  let platform: Platform | undefined;
  let lookedAt = false;
  try {
    try {
      const total = STEPS + ("outDirectory" in options.app ? 0 : 1) - (options.look ? 2 : 0);
      const steps = new Steps(options.output, total, { colour: options.colour });
      const prepared = await prepare(options, folder, steps);
      secrets.push(...prepared.secrets);
      result.stacks = prepared.stacks.map(({ name }) => name);
      const begun = await begin(options, prepared, { folder, steps, result }, (started) => {
        platform = started;
      });
      await prove(options, begun, steps, result);
    } catch (error) {
      if (error instanceof NotRehearsableError || signal.aborted) throw error;
      result.failure = failureOf(error);
    }
    if (options.look && platform && !signal.aborted) {
      lookedAt = true;
      await options.look(withoutSecrets(result, secrets), { folder, gatewayUrl: platform.gateway.url });
    }
    return withoutSecrets(result, secrets);
  } finally {
    await platform?.close();
    if (!lookedAt) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Synthesizes and checks.
 * @throws {NotRehearsableError} with everything that is wrong at once
 */
async function prepare(
  { app, states, variables, env, signal }: RehearseOptions,
  folder: string,
  steps: Steps,
): Promise<Prepared> {
  let stacks: readonly SynthesizedStack[];
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
        const out = join(folder, "cdktf.out");
        mkdirSync(out);
        await synthesizeApp(app, out, env, signal);
        return readSynthesizedStacks(out);
      },
      (made) => made.map(({ name }) => name).join(", "),
    );
  }
  const plan = planVariables(stacks, Object.keys(variables));
  const problems = [
    ...(stacks.length === 0 ? ["the app has no stack: there is nothing to rehearse"] : []),
    ...stacks.flatMap(({ name, configuration }) => unfitness(name, configuration)),
    ...plan.problems,
  ];
  let read: PulledState[] = [];
  try {
    read = readStates(states, stacks);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  if (problems.length > 0) throw new NotRehearsableError(problems);
  const credentials = keptCredentials(join(folder, "credentials.json"), plan.tokens);
  const tokens = Object.values(credentials.variables);
  const sensitive = new Set(
    stacks.flatMap((stack) => stack.variables.flatMap((one) => (one.sensitive ? [one.name] : []))),
  );
  const given = Object.entries(variables).flatMap(([name, value]) => (sensitive.has(name) ? [value] : []));
  return {
    stacks,
    states: read,
    variables: { ...credentials.variables, ...variables },
    tokens,
    admin: credentials.admin,
    secrets: [credentials.admin, ...tokens, ...given],
  };
}

/** Starts the platform with what is there before; `onStart` is told of it at once, for it has to be closed whatever comes. */
async function begin(
  { binary, providers, gatewayAddresses, env, signal }: RehearseOptions,
  { stacks, states, variables, tokens, admin }: Prepared,
  { folder, steps, result }: { folder: string; steps: Steps; result: Draft },
  onStart: (platform: Platform) => void,
): Promise<{ scene: Scene; nothingLeft: () => void }> {
  const identities = tokens.map((token) => token.slice("agyn_".length));
  const seed = makeSeed({ states, stacks, owners: [CLUSTER_ADMIN_IDENTITY_ID, ...identities], variables });
  result.notes.push(...seed.notes);
  const dataFile = join(folder, "gateway.json");
  writeFileSync(dataFile, JSON.stringify(seed.gateway), { mode: OWNER_ONLY_FILE });
  const platform = await steps.run(
    "Start the embedded gateway",
    async () => {
      const started = await startPlatform({ token: admin, dataFile, ...(gatewayAddresses && { gatewayAddresses }) });
      onStart(started);
      await started.seedClusters(seed.clusters);
      return started;
    },
    ({ gateway }) => gateway.url,
  );
  const rehearsal = new Rehearsal({
    binary,
    workDirectory: join(folder, "stacks"),
    cliConfigFile: layOutMirror(folder, providers),
    baseEnv: env,
    env: { ...platform.env, ...terraformVariables(variables) },
  });
  for (const { stack, text } of states) if (stack) rehearsal.startFrom(stack, text);
  return {
    scene: { platform, rehearsal, stacks, tokens: [admin, ...tokens], signal },
    nothingLeft: () => requireNothingLeft(platform, seed.foreign),
  };
}

/** The steps of the proof. */
async function prove(
  { binary, patienceMs, gatewayAddresses, look }: RehearseOptions,
  { scene, nothingLeft }: { scene: Scene; nothingLeft: () => void },
  steps: Steps,
  result: Draft,
): Promise<void> {
  const applied = await steps.run(
    `Apply with ${binary.product}`,
    (note) => applyStacks(scene, note, patienceMs),
    countsInWords,
  );
  result.applied = sum(applied);
  const runners = await steps.run(
    "Ask the gateway for runners",
    () => enrolledRunners(scene),
    (found) => `${found.filter(({ status }) => status === "enrolled").length} of ${found.length} enrolled`,
  );
  result.runners = runners.map(({ id, name, scope, status }) => ({ id, name, scope, status }));
  const pending = runners.filter(({ status }) => status !== "enrolled").map(({ name }) => name);
  if (pending.length > 0) {
    result.notes.push(
      `nothing in the app starts these runners, so that they enroll is not proved: ${pending.join(", ")}`,
    );
  }
  const dialled = [...scene.platform.clusters.dialled].sort();
  if (gatewayAddresses === undefined && dialled.length > 0) {
    result.notes.push(
      `runners dialled ${dialled.join(", ")}, which was taken for the gateway; name the true addresses with --gateway-address to have them checked`,
    );
  }
  await steps.run(
    "Plan again",
    (note) => planStacks(scene, note),
    () => "no changes",
  );
  if (look) {
    result.outcome = "kept";
    return;
  }
  const lifted = scene.stacks.flatMap(({ name, configuration }) =>
    protectedResources(configuration).map((address) => `${name}: ${address}`),
  );
  if (lifted.length > 0) {
    result.notes.push(`prevent_destroy was lifted in the rehearsal's copy, for its destroy only: ${lifted.join(", ")}`);
  }
  const destroyed = await steps.run("Destroy, last stack first", (note) => destroyStacks(scene, note), countsInWords);
  result.destroyed = sum(destroyed);
  await steps.run(
    "Look for what is left",
    () => {
      nothingLeft();
      return Promise.resolve();
    },
    () => "nothing of the app's",
  );
  result.outcome = "proved";
}

function withoutSecrets(result: RehearsalResult, secrets: readonly string[]): RehearsalResult {
  const clean = (_: string, value: unknown): unknown => (typeof value === "string" ? redact(value, ...secrets) : value);
  return JSON.parse(JSON.stringify(result, clean)) as RehearsalResult;
}

function terraformVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]));
}

function sum(results: readonly { add: number; change: number; remove: number }[]): Counts {
  const total = (count: (result: { add: number; change: number; remove: number }) => number) =>
    results.reduce((all, result) => all + count(result), 0);
  return {
    added: total(({ add }) => add),
    changed: total(({ change }) => change),
    destroyed: total(({ remove }) => remove),
  };
}
