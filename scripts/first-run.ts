// The first run of the product, after scripts/start.mjs has installed and built: embedded gateway, synthesis of
// examples/acme-fleet, apply with the real terraform, an empty second plan, and what came of it. `--destroy` takes it down.
//
// Everything it keeps is in .cdktf-agyn/ (or the folder of `--work`): state of the gateway, tokens, copies of the stacks with their Terraform states.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { redact } from "../src/gateway/index.js";
import {
  applyStacks,
  countsInWords,
  type Credentials,
  destroyStacks,
  enrolledRunners,
  failureOf,
  failureText,
  findTerraform,
  keptCredentials,
  layOutMirror,
  planStacks,
  planVariables,
  type Platform,
  Rehearsal,
  rehearsalProviders,
  requireNothingLeft,
  type RunnerSeen,
  type Scene,
  startPlatform,
  Steps,
  synthesizeApp,
} from "../src/rehearsal/index.js";
import { visible } from "../src/review/index.js";
import { readSynthesizedStacks, removeStaleStacks, type SynthesizedStack } from "../src/synthesized/index.js";

import { FirstRunReview } from "./first-run-review.js";

const ROOT = resolve(__dirname, "..");
const { destroy = false, work } = parseArgs({
  options: { destroy: { type: "boolean" }, work: { type: "string" } },
}).values;
const KEPT = work === undefined ? join(ROOT, ".cdktf-agyn") : resolve(work);
const OUT = work === undefined ? join(ROOT, "cdktf.out") : join(KEPT, "cdktf.out");
const DATA_FILE = join(KEPT, "gateway.json");
/** Is there while terraform changes something; a run that was killed leaves it behind. */
const CHANGING = join(KEPT, "changing");

/** Where the runners of examples/acme-fleet/fleet.ts reach the gateway: in its own cluster, and behind TLS for the other. */
const GATEWAY_ADDRESSES = ["gateway.platform.svc.cluster.local:8080", "gateway.acme.example:443"];
/** Steps in all; the first is done by scripts/start.mjs. */
const STEPS = { apply: 7, destroy: 5 };

const review = new FirstRunReview(KEPT, OUT);
const interrupted = new AbortController();
/** What may not be shown, beside what has the form of a token. */
const secrets: string[] = [];

async function main(): Promise<void> {
  const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  const steps = new Steps(process.stdout, destroy ? STEPS.destroy : STEPS.apply, {
    first: 2,
    colour,
  });
  const binary = await findTerraform(process.env);
  const { admin } = credentials([]);
  secrets.push(admin);

  let platform: Platform | undefined;
  try {
    platform = await steps.run(
      "Start the embedded gateway",
      () => startPlatform({ token: admin, dataFile: DATA_FILE, gatewayAddresses: GATEWAY_ADDRESSES }),
      ({ gateway }) => gateway.url,
    );
    const stacks = await steps.run("Synthesize examples/acme-fleet", synthesize, (made) =>
      made.map(({ name }) => name).join(", "),
    );
    const { variables } = credentials(planVariables(stacks, []).tokens);
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    const rehearsal = new Rehearsal({
      binary,
      workDirectory: join(KEPT, "stacks"),
      cliConfigFile: layOutMirror(KEPT, rehearsalProviders(join(ROOT, "dist"), version)),
      baseEnv: process.env,
      env: {
        ...platform.env,
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
      },
      attached: platform.standIns,
    });
    const tokens = [admin, ...Object.values(variables)];
    const scene: Scene = { platform, rehearsal, stacks, tokens, signal: interrupted.signal };
    await knownToChange(() => (destroy ? destroyAll(steps, scene) : applyAll(steps, scene, binary.product)));
  } finally {
    await platform?.close();
  }
}

/** The kept tokens. A folder that can't hold them can't hold the rest either. */
function credentials(variables: readonly string[]): Credentials {
  try {
    return keptCredentials(join(KEPT, "credentials.json"), variables);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new Error(`${KEPT} can not hold what a run keeps; name another folder with --work DIR (${error.message})`, {
      cause: error,
    });
  }
}

/** Does work of which a run that is killed leaves a mark, so that the next one can tell why it fails. */
async function knownToChange(work: () => Promise<void>): Promise<void> {
  const wasKilled = existsSync(CHANGING);
  writeFileSync(CHANGING, "");
  try {
    await work();
  } catch (error) {
    if (!wasKilled) rmSync(CHANGING, { force: true });
    throw error;
  }
  rmSync(CHANGING, { force: true });
}

async function applyAll(steps: Steps, scene: Scene, product: string): Promise<void> {
  const { stacks } = scene;
  await steps.run(
    "Review the change",
    (note) => review.write(scene, note),
    ({ sentence }) => visible(sentence).replace(/\.$/, ""),
  );
  await steps.run(`Apply with ${product}`, (note) => applyStacks(scene, note), countsInWords);
  review.keep();
  await steps.run(
    "Plan again",
    (note) => planStacks(scene, note),
    () => "no changes",
  );
  const runners = await steps.run(
    "Ask the gateway",
    async () => {
      const found = await enrolledRunners(scene);
      const pending = found.filter(({ status }) => status !== "enrolled").map(({ name }) => name);
      if (pending.length > 0) {
        throw new Error(`not enrolled: ${pending.join(", ")}; no release took their tokens`);
      }
      return found;
    },
    (found) => `${found.length} runners, all enrolled`,
  );
  console.log(`\n${table(runners.map(rowOf))}\n`);
  console.log(
    `Terraform JSON     ${stacks.map((stack) => relative(ROOT, join(stack.directory, "cdk.tf.json"))).join("\n                   ")}`,
  );
  console.log(`The change         ${relative(ROOT, review.markdown)}`);
  console.log(`The fleet map      ${relative(ROOT, review.html)}`);
  console.log(
    `What was real      ${product}, the agyn provider, the gateway's API (embedded); helm and kubernetes were stand-ins`,
  );
  console.log(`The gateway again  npx cdktf-agyn gateway --data ${relative(ROOT, DATA_FILE)}`);
  console.log(
    "Next               change examples/acme-fleet/fleet.ts and run npm start; npm start -- --destroy takes all down\n",
  );
}

async function destroyAll(steps: Steps, scene: Scene): Promise<void> {
  await steps.run("Destroy, regions first", (note) => destroyStacks(scene, note), countsInWords);
  review.forget();
  await steps.run(
    "Look for what is left",
    () => {
      requireNothingLeft(scene.platform);
      return Promise.resolve();
    },
    () => "nothing: no organization, no runner, no cluster object",
  );
}

async function synthesize(): Promise<SynthesizedStack[]> {
  const { app } = JSON.parse(readFileSync(join(ROOT, "cdktf.json"), "utf8")) as { app: string };
  await synthesizeApp({ command: app, directory: ROOT }, OUT, process.env);
  removeStaleStacks(OUT);
  return readSynthesizedStacks(OUT);
}

interface Row {
  readonly runner: string;
  readonly pool: string;
  readonly region: string;
  readonly team: string;
  readonly tier: string;
  readonly scope: string;
  readonly status: string;
}

/** Names of runners are <pool>-<region>-<number>. */
function rowOf({ name, labels, scope, status }: RunnerSeen): Row {
  const { region = "-", team = "-", tier = "-" } = labels;
  return { runner: name, pool: name.replace(new RegExp(`-${region}-\\d+$`), ""), region, team, tier, scope, status };
}

function table(unsorted: readonly Row[]): string {
  const rows = [...unsorted].sort((a, b) => (`${a.region} ${a.runner}` < `${b.region} ${b.runner}` ? -1 : 1));
  const columns = ["pool", "region", "team", "tier", "scope", "status"] as const;
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    line(columns),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map((row) => line(columns.map((c) => row[c]))),
  ].join("\n");
}

function explainFailure(error: unknown): string {
  if (interrupted.signal.aborted) return "Stopped. What was made is kept; npm start goes on from there.";
  const failure = failureOf(error);
  return failureText(failure) + (failure.command === undefined ? "" : killedHint());
}

/** A killed run may have made what its terraform could not write down: nothing but a new beginning puts that right. */
function killedHint(): string {
  return existsSync(CHANGING)
    ? `\n\nAn earlier run was killed while it changed things, so the gateway may hold what no Terraform state knows. To begin anew: remove ${DATA_FILE} and ${join(KEPT, "stacks")}.`
    : "";
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    console.error(`\nStopping: terraform finishes what it has begun and saves its state.`);
    interrupted.abort();
  });
}

// A reader that went away (`npm start | head`) is an interrupt too: terraform must not be left running alone.
process.stdout.on("error", () => interrupted.abort());

main().catch((error: unknown) => {
  console.error(`\n${redact(explainFailure(error), ...secrets)}`);
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
});
