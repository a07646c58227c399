// A whole rehearsal of an app: is it fit for one, then apply, enroll, plan again, destroy, look for what is left. The platform is
// empty at first, or holds what states tell of. Everything it makes is in one work folder, which goes with it unless it is kept.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redact } from "../gateway/index.js";
import { type Begun, begin } from "./begin.js";
import { failureOf } from "./failure.js";
import { protectedResources } from "./fit.js";
import type { Platform } from "./platform.js";
import { NotRehearsableError, prepare, type Prepared } from "./prepare.js";
import { applyStacks, countsInWords, destroyStacks, enrolledRunners, planStacks } from "./proof.js";
import { type Counts, POD_START_MS, type RehearsalResult, type RehearseOptions } from "./rehearse-options.js";
import { Steps } from "./steps.js";
import { appFingerprint } from "../synthesized/index.js";
import { watchAgents } from "./timeline/agents.js";
import { readWrittenFindings } from "./written-findings.js";

/** Start the gateway, apply, enroll, plan again, destroy, look for what is left. */
const STEPS = 6;

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
    app: undefined,
    states: [],
    applied: undefined,
    destroyed: undefined,
    runners: [],
    timeline: [],
    agents: [],
    podStartSeconds: (options.podStartMs ?? POD_START_MS) / 1000,
    agentWorkloads: 0,
    warnings: [],
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
      result.app = appFingerprint(prepared.outDirectory, prepared.stacks);
      Object.assign(result, readWrittenFindings(prepared.outDirectory));
      result.states = prepared.states.flatMap(({ stack, text, lineage, serial }) =>
        stack === undefined || text === "" ? [] : [{ stack: stack.name, lineage, serial }],
      );
      const begun = await begin(options, prepared, { folder, steps, notes: result.notes }, (started) => {
        platform = started;
      });
      await prove(options, prepared, begun, steps, result);
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

/** The steps of the proof. */
async function prove(
  { binary, patienceMs, podStartMs = POD_START_MS, gatewayAddresses, standIns = [], look }: RehearseOptions,
  { outDirectory }: Prepared,
  { scene, nothingLeft }: Begun,
  steps: Steps,
  result: Draft,
): Promise<void> {
  const applied = await steps.run(
    `Apply with ${binary.product}`,
    async (note) => {
      const watched = await watchAgents(scene, outDirectory, podStartMs, (watch) =>
        applyStacks({ ...scene, watch }, note, patienceMs),
      );
      result.timeline = watched.timeline;
      result.agents = watched.agents;
      result.notes.push(...watched.notes);
      return watched.done;
    },
    countsInWords,
  );
  result.applied = sum(applied);
  const runners = await steps.run(
    "Ask the gateway for runners",
    () => enrolledRunners(scene),
    (found) =>
      found.length === 0
        ? "the app has none"
        : `${found.filter(({ status }) => status === "enrolled").length} of ${found.length} enrolled`,
  );
  result.runners = runners.map(({ id, name, scope, status }) => ({ id, name, scope, status }));
  const pending = runners.filter(({ status }) => status !== "enrolled").map(({ name }) => name);
  if (pending.length > 0) {
    result.notes.push(
      `nothing in the app starts these runners, so that they enroll is not proved: ${pending.join(", ")}`,
    );
  }
  if (standIns.length > 0) {
    result.notes.push(
      `the rehearsal enrolled these runners itself, so that they enroll is not proved: ${[...standIns].sort().join(", ")}`,
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

function sum(results: readonly { add: number; change: number; remove: number }[]): Counts {
  const total = (count: (result: { add: number; change: number; remove: number }) => number) =>
    results.reduce((all, result) => all + count(result), 0);
  return {
    added: total(({ add }) => add),
    changed: total(({ change }) => change),
    destroyed: total(({ remove }) => remove),
  };
}
