// What reducing a plan to its digest costs, and the whole command with both apps and all forms, at three sizes, so that growth shows:
// processor time and the most memory of a process of its own, beside JSON.parse of the same file, which does less than half of the work. The largest plan has 10,000 objects and about 100 MB,
// as each value stands in a plan five times.
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Bound, type Figure, median } from "./figure.js";
import { cleanEnv } from "./start.js";

const ROOT = resolve(__dirname, "../..");
/** Objects in each plan. */
const SIZES = [1_000, 3_000, 10_000] as const;
const OBJECTS_OF_POOL = 5;
/** Characters of each release's values, so that the largest plan has 100 MB. */
const VALUES_CHARS = 9_000;
/** Most that the largest plan may cost, measured 4.1: two seconds, where JSON.parse takes half of one. */
const MARK = 6;
const RESIDENT_MARK_MB = 280;
/** Most that the whole command may take for the largest plan. */
const COMMAND_MARK_MS = 5_000;
const COMMAND_RESIDENT_MARK_MB = 300;
/** Most that the cost of a megabyte may grow, for three times the plan. */
const GROWTH_BOUND = 1.5;

interface Cost {
  readonly ms: number;
  readonly mb: number;
}

/** @param rounds of which medians are taken */
export function benchReview(rounds: number): Promise<readonly (Figure | Bound)[]> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-bench-"));
  try {
    const rows = SIZES.map((size) => measured(join(folder, `${size}.json`), size, rounds));
    const [, middle, largest] = rows;
    const perMb = (row: (typeof rows)[number] | undefined, part: "ours" | "command"): number =>
      row === undefined ? NaN : row[part].ms / row.mb;
    const isNode20 = process.version.startsWith("v20.");
    return Promise.resolve([
      ...rows.flatMap(({ size, mb, ours, floor, command }): (Figure | Bound)[] => [
        {
          what: `digest of ${size} objects, ${mb.toFixed(0)} MB / JSON.parse of the file`,
          ms: ours.ms,
          floorMs: floor.ms,
          // a small plan is mostly the start of node and what it loads
          mark: size === 10_000 ? MARK : Infinity,
        },
        {
          what: "MB resident, at most",
          value: ours.mb,
          atMost: isNode20 ? RESIDENT_MARK_MB : Infinity,
        },
        {
          what: `ms of the whole command, ${size} objects`,
          value: command.ms,
          atMost: COMMAND_MARK_MS,
        },
        {
          what: "MB resident with the whole command, at most",
          value: command.mb,
          atMost: isNode20 ? COMMAND_RESIDENT_MARK_MB : Infinity,
        },
        { what: "MB resident with JSON.parse", value: floor.mb, atMost: Infinity },
      ]),
      ...(["ours", "command"] as const).map((part) => ({
        what: `growth of a megabyte's cost in percent, ${part === "ours" ? "digest" : "whole command"}`,
        value: (perMb(largest, part) / perMb(middle, part)) * 100,
        atMost: GROWTH_BOUND * 100,
      })),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured(
  file: string,
  size: number,
  rounds: number,
): { readonly size: number; readonly mb: number; readonly ours: Cost; readonly floor: Cost; readonly command: Cost } {
  const mb = writePlan(file, size) / 1e6;
  const folders = (["before", "after"] as const).map((side) => writeApp(`${file}-${side}`, size, side));
  const samples = { ours: [] as Cost[], floor: [] as Cost[], command: [] as Cost[] };
  for (let round = 0; round < rounds; round += 1) {
    samples.floor.push(costOf(file, "JSON.parse(require('fs').readFileSync(file, 'utf8'));"));
    samples.ours.push(
      costOf(
        file,
        `const { digestPlan } = require(${JSON.stringify(join(ROOT, "dist/review/index.js"))});
        const digest = await digestPlan(require('fs').createReadStream(file, { highWaterMark: 1 << 20 }), { stack: 'bench' });
        if (digest.doubts.length > 0 || digest.unchanged + digest.changes.length !== ${size}) throw new Error('not read');`,
      ),
    );
    samples.command.push(costOf(file, wholeCommand(folders)));
  }
  const middle = (costs: readonly Cost[]): Cost => ({
    ms: median(costs.map(({ ms }) => ms)),
    mb: median(costs.map(({ mb: most }) => most)),
  });
  return {
    size,
    mb,
    ours: middle(samples.ours),
    floor: middle(samples.floor),
    command: middle(samples.command),
  };
}

/** The command as CI runs it: apps before and after, all forms to files. */
function wholeCommand([base = "", head = ""]: readonly string[]): string {
  const forms = ["md", "html", "json", "sarif", "codequality", "terraform"];
  const args = [...["--out", head, "--base", base], ...forms.flatMap((form) => [`--${form}`, `${head}/${form}`])];
  return `const { runReview } = require(${JSON.stringify(join(ROOT, "dist/cli/review.js"))});
    const code = await runReview([...${JSON.stringify(args)}, '--plan', file]);
    if (code !== 0) throw new Error('ended with ' + code);`;
}

/** What a process of its own needs, with the start of node and what it loads. */
function costOf(file: string, action: string): Cost {
  const script =
    `(async () => { const file = ${JSON.stringify(file)}; ${action} })().then(() => {` +
    "const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();" +
    "console.log(JSON.stringify({ ms: (userCPUTime + systemCPUTime) / 1000, mb: maxRSS / 1024 })); });";
  const lines = execFileSync(process.execPath, ["-e", script], {
    env: cleanEnv,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  })
    .trimEnd()
    .split("\n");
  return JSON.parse(lines.at(-1) ?? "") as Cost;
}

type Values = Readonly<Record<string, unknown>>;

interface Planned {
  readonly type: string;
  readonly name: string;
  readonly before: Values;
  readonly after: Values;
  readonly mask: Values;
}

/** The objects of a pool; the release of each tenth changes. */
function objectsOf(pool: number): Planned[] {
  const token = Buffer.from(`token-of-${pool}`.padEnd(32, "~")).toString("hex");
  const id = `00000000-0000-4000-8000-${String(pool).padStart(12, "0")}`;
  const runner = {
    id,
    name: `pool-${pool}`,
    labels: { region: `r${pool % 20}`, tier: "standard" },
    capabilities: ["docker"],
    service_token: token,
  };
  const env = Array.from({ length: VALUES_CHARS / 60 }, (_, index) => ({
    name: `VARIABLE_${index}`,
    value: `of pool ${pool}, ${index}`,
  }));
  const release = (level: string): Values => ({
    name: `pool-${pool}`,
    namespace: `agyn-${pool}`,
    chart: "k8s-runner",
    version: "0.10.15",
    values: [JSON.stringify({ env: [...env, { name: "LOG_LEVEL", value: level }] })],
  });
  const metadata = [{ name: `agyn-${pool}`, namespace: "x", uid: id }];
  const same = (type: string, values: Values, mask: Values = {}): Planned => ({
    type,
    name: `p${pool}`,
    before: values,
    after: values,
    mask,
  });
  return [
    same("agyn_runner", runner, { service_token: true }),
    same("kubernetes_secret_v1", { metadata, data: { token } }, { data: true }),
    same("kubernetes_namespace_v1", { metadata }),
    same("kubernetes_resource_quota_v1", { metadata, spec: [{ hard: { pods: "16" } }] }),
    { ...same("helm_release", release("info")), after: release(pool % 10 === 0 ? "debug" : "info") },
  ];
}

/** What the constructs of a pool are called. */
const CONSTRUCTS: Readonly<Record<string, string>> = {
  agyn_runner: "Runner0",
  kubernetes_secret_v1: "Token",
  kubernetes_namespace_v1: "Namespace",
  kubernetes_resource_quota_v1: "Quota",
  helm_release: "Release0",
};

/** Writes the output folder of the app before or after; answers it. */
function writeApp(folder: string, size: number, side: "before" | "after"): string {
  const resource: Record<string, Record<string, unknown>> = {};
  for (let pool = 0; pool < size / OBJECTS_OF_POOL; pool += 1) {
    for (const { type, name, [side]: body } of objectsOf(pool)) {
      const metadata = { path: `bench/pool-${pool}/${CONSTRUCTS[type] ?? type}/Resource`, uniqueId: name };
      (resource[type] ??= {})[name] = { "//": { metadata }, ...body };
    }
  }
  const workingDirectory = "stacks/bench";
  mkdirSync(join(folder, workingDirectory), { recursive: true });
  writeFileSync(join(folder, workingDirectory, "cdk.tf.json"), JSON.stringify({ resource }));
  const stacks = { bench: { name: "bench", workingDirectory, dependencies: [] } };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks }));
  return folder;
}

/** Writes a plan of some objects, one pool after the other; answers its bytes. */
function writePlan(file: string, size: number): number {
  const out = openSync(file, "w");
  let bytes = 0;
  const write = (text: string): void => void (bytes += writeSync(out, text));
  const list = (make: (object: Planned) => unknown): void => {
    for (let pool = 0; pool < size / OBJECTS_OF_POOL; pool += 1) {
      write(
        (pool === 0 ? "[" : ",") +
          objectsOf(pool)
            .map((object) => JSON.stringify(make(object)))
            .join(),
      );
    }
    write("]");
  };
  const named = ({ type, name }: Planned): Values => ({ address: `${type}.${name}`, mode: "managed", type, name });
  write('{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":');
  list((object) => ({ ...named(object), values: object.after, sensitive_values: object.mask }));
  write('}},"resource_changes":');
  list((object) => {
    const { before, after, mask } = object;
    const actions =
      before === after ? ["no-op"] : JSON.stringify(before) === JSON.stringify(after) ? ["no-op"] : ["update"];
    const change = { actions, before, after, after_unknown: {}, before_sensitive: mask, after_sensitive: mask };
    return { ...named(object), change };
  });
  write(',"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":');
  list((object) => ({ ...named(object), values: object.before, sensitive_values: object.mask }));
  write('}}},"configuration":{"root_module":{"resources":');
  list((object) => {
    const constants = Object.entries(object.after).map(([key, value]) => [key, { constant_value: value }]);
    return { ...named(object), expressions: Object.fromEntries(constants) as Values };
  });
  write('}},"timestamp":"2026-11-21T21:27:08Z","applyable":true,"complete":true,"errored":false}');
  closeSync(out);
  return bytes;
}
