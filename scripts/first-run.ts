// The first run of the product, after scripts/start.mjs has installed and built: embedded gateway, synthesis of
// examples/acme-fleet, apply with the real terraform, an empty second plan, and what came of it. `--destroy` takes it down.
//
// Everything it keeps is in .cdktf-agyn/ (or the folder of `--work`): state of the gateway, tokens, copies of the stacks with their Terraform states.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { GatewayClient, redact } from "../src/gateway/index.js";
import {
  type Credentials,
  findTerraform,
  keptCredentials,
  layOutMirror,
  type Note,
  pendingReasons,
  type Platform,
  readSynthesizedStacks,
  Rehearsal,
  rehearsalProviders,
  removeStaleStacks,
  RunnersStuckError,
  type StackResult,
  startPlatform,
  StepError,
  Steps,
  type SynthesizedStack,
  TerraformFailedError,
  withoutStuckRunners,
} from "../src/rehearsal/index.js";

const ROOT = resolve(__dirname, "..");
const { destroy = false, work } = parseArgs({
  options: { destroy: { type: "boolean" }, work: { type: "string" } },
}).values;
const KEPT = work === undefined ? join(ROOT, ".cdktf-agyn") : resolve(work);
const OUT = work === undefined ? join(ROOT, "cdktf.out") : join(KEPT, "cdktf.out");
const DATA_FILE = join(KEPT, "gateway.json");
/** Is there while terraform changes something; a run that was killed leaves it behind. */
const CHANGING = join(KEPT, "changing");

/** Where the runners of examples/acme-fleet/regions.ts reach the gateway: in its own cluster, and behind TLS for the other. */
const GATEWAY_ADDRESSES = ["gateway.platform.svc.cluster.local:8080", "gateway.acme.example:443"];
/** Steps in all; the first is done by scripts/start.mjs. */
const STEPS = { apply: 6, destroy: 5 };
/** How long a runner may stay pending for one and the same reason before the apply is given up. */
const PATIENCE_MS = 20_000;
const TAIL_LINES = 40;

const interrupted = new AbortController();
/** What may not be shown, beside what has the form of a token. */
const secrets: string[] = [];

interface Scene {
  readonly platform: Platform;
  readonly rehearsal: Rehearsal;
  readonly stacks: readonly SynthesizedStack[];
  readonly tokens: readonly string[];
}

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
    const { variables } = credentials([...new Set(stacks.flatMap((stack) => stack.variables))]);
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
    });
    const scene = { platform, rehearsal, stacks, tokens: [admin, ...Object.values(variables)] };
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
  const { platform, rehearsal, stacks } = scene;
  await steps.run(
    `Apply with ${product}`,
    (note) =>
      inOrder(stacks, (stack) =>
        withoutStuckRunners(platform.clusters, PATIENCE_MS, (stuck) =>
          rehearsal.apply(stack, {
            signal: AbortSignal.any([stuck, interrupted.signal]),
            onEvent: progress(stack, note),
          }),
        ),
      ),
    counted,
  );
  await steps.run(
    "Plan again",
    async (note) => {
      const plans = await inOrder(stacks, (stack) =>
        rehearsal.plan(stack, { signal: interrupted.signal, onEvent: progress(stack, note) }),
      );
      const restless = plans.filter((plan) => plan.hasChanges).map((plan) => plan.stack);
      if (restless.length > 0) throw new Error(`a second plan is not empty: ${restless.join(", ")}`);
    },
    () => "no changes",
  );
  const rows = await steps.run(
    "Ask the gateway",
    async () => {
      const found = await runnersOf(platform, scene.tokens);
      const pending = found.filter((row) => row.status !== "enrolled").map((row) => row.runner);
      if (pending.length > 0) {
        throw new Error([`not enrolled: ${pending.join(", ")}`, ...pendingReasons(platform.clusters)].join("\n"));
      }
      return found;
    },
    (found) => `${found.length} runners, all enrolled`,
  );
  console.log(`\n${table(rows)}\n`);
  console.log(
    `Terraform JSON     ${stacks.map((stack) => relative(ROOT, join(stack.directory, "cdk.tf.json"))).join("\n                   ")}`,
  );
  console.log(
    `What was real      ${product}, the agyn provider, the gateway's API (embedded); helm and kubernetes were stand-ins`,
  );
  console.log(`The gateway again  npx cdktf-agyn gateway --data ${relative(ROOT, DATA_FILE)}`);
  console.log(
    "Next               change examples/acme-fleet/pools.ts and run npm start; npm start -- --destroy takes all down\n",
  );
}

async function destroyAll(steps: Steps, scene: Scene): Promise<void> {
  const { platform, rehearsal, stacks } = scene;
  await steps.run(
    "Destroy, regions first",
    (note) =>
      inOrder(
        [...stacks].reverse().filter((stack) => rehearsal.hasState(stack)),
        (stack) => rehearsal.destroy(stack, { signal: interrupted.signal, onEvent: progress(stack, note) }),
      ),
    counted,
  );
  await steps.run(
    "Look for what is left",
    () => {
      const { organizations, runners } = platform.gateway.snapshot();
      const left = [
        ...(organizations > 0 ? [`${organizations} organizations at the gateway`] : []),
        ...(runners > 0 ? [`${runners} runners at the gateway`] : []),
        ...platform.clusters.inventory(),
      ];
      if (left.length > 0) throw new Error(`not everything is gone:\n${left.map((item) => `  ${item}`).join("\n")}`);
      return Promise.resolve();
    },
    () => "nothing: no organization, no runner, no cluster object",
  );
}

async function synthesize(): Promise<SynthesizedStack[]> {
  const { app } = JSON.parse(readFileSync(join(ROOT, "cdktf.json"), "utf8")) as { app: string };
  const lines: string[] = [];
  await new Promise<void>((done, fail) => {
    const child = spawn(app, {
      cwd: ROOT,
      shell: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CDKTF_OUTDIR: OUT },
    });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => lines.push(line));
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) done();
      else fail(new Error([`${app} ended with exit code ${code ?? "none"}`, ...lines.slice(-TAIL_LINES)].join("\n")));
    });
  });
  removeStaleStacks(OUT);
  return readSynthesizedStacks(OUT);
}

async function inOrder<A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

function progress(
  stack: SynthesizedStack,
  note: Note,
): (event: { type: string; resource: string | undefined }) => void {
  let done = 0;
  return ({ type, resource }) => {
    if (type === "apply_complete") done += 1;
    if (resource !== undefined) note(`${stack.name}: ${done} done, ${resource}`);
  };
}

function counted(results: readonly StackResult[]): string {
  const sum = (count: (result: StackResult) => number) => results.reduce((total, result) => total + count(result), 0);
  const [add, change, remove] = [sum((r) => r.add), sum((r) => r.change), sum((r) => r.remove)];
  return add + change + remove === 0 ? "no changes" : `${add} added, ${change} changed, ${remove} destroyed`;
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

/** Every runner that any of the tokens may see, as the gateway's API tells of it. */
async function runnersOf(platform: Platform, tokens: readonly string[]): Promise<Row[]> {
  const rows = new Map<string, Row>();
  for (const token of tokens) {
    const gateway = new GatewayClient({ url: platform.gateway.url, token });
    const slugs = new Map<string, string>();
    for (const { id, slug } of await gateway.organizations.listAccessible()) slugs.set(id, slug);
    for await (const { id, name, labels, organizationId, status } of gateway.runners.listAll()) {
      const { region = "-", team = "-", tier = "-" } = labels;
      const pool = name.replace(new RegExp(`-${region}-\\d+$`), ""); // names are <pool>-<region>-<number>
      const scope = organizationId === undefined ? "cluster" : slugs.get(organizationId);
      if (scope !== undefined) rows.set(id, { runner: name, pool, region, team, tier, scope, status });
    }
    await gateway.close();
  }
  return [...rows.values()].sort((a, b) => (`${a.region} ${a.runner}` < `${b.region} ${b.runner}` ? -1 : 1));
}

function table(rows: readonly Row[]): string {
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
  if (!(error instanceof StepError)) return error instanceof Error ? error.message : String(error);
  const { cause, step } = error;
  if (cause instanceof RunnersStuckError) return `The step "${step}" failed: ${cause.message}`;
  if (cause instanceof TerraformFailedError) {
    const tail = cause.tail.split("\n").slice(-TAIL_LINES).join("\n");
    return `The step "${step}" failed: ${cause.message}. The end of its output:\n\n${tail}${killedHint()}`;
  }
  return `The step "${step}" failed: ${cause instanceof Error ? cause.message : String(cause)}`;
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
