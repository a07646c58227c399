// What pools cost at synth: RunnerPool and a fleet against the same resources written with the generated classes alone
// (`synth-plain.ts`). Each runs in a process of its own, in turn; what they write must be the same but for paths and logical ids.
import { deepStrictEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { type Bound, type Figure, median } from "./figure.js";
import { cleanEnv } from "./start.js";
import type { Cost, Program } from "./synth-program.js";
import { REGION } from "./synth-size.js";

const ROOT = resolve(__dirname, "../..");
const POOLS = 1_000;
/** What a pool makes: two namespaces, quota, limits, role, binding, runner, Secret, release, enrollment. */
const RESOURCES_OF_A_POOL = 10;
const TIME_MARK = 1.25;
const MEMORY_MARK = 1.3;
const PROGRAMS: readonly Program[] = ["plain", "pools", "fleet"];

/** @param rounds of which medians are taken */
export function benchSynth(rounds: number): Promise<readonly (Figure | Bound)[]> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-bench-"));
  try {
    const program = bundled(folder);
    assertSame(program, folder);
    const costs: Readonly<Record<Program, Cost[]>> = { plain: [], pools: [], fleet: [] };
    for (let round = 0; round < rounds; round++) {
      for (const name of PROGRAMS) costs[name].push(run(program, name, join(folder, `${name}-out`)));
    }
    const middle = (name: Program, part: keyof Cost): number => median(costs[name].map((cost) => cost[part]));
    const floorMs = middle("plain", "ms");
    const memory = (what: string, part: "peakMb" | "heapMb"): readonly Bound[] => [
      { what: `MB ${what}, without RunnerPool`, value: middle("plain", part), atMost: Infinity },
      { what: `MB ${what}, by RunnerPool`, value: middle("pools", part), atMost: MEMORY_MARK * middle("plain", part) },
      { what: `MB ${what}, by a fleet`, value: middle("fleet", part), atMost: Infinity },
    ];
    return Promise.resolve([
      { what: `synth of ${POOLS} pools / without RunnerPool`, ms: middle("pools", "ms"), floorMs, mark: TIME_MARK },
      { what: "synth of a fleet of them, judged / the same", ms: middle("fleet", "ms"), floorMs, mark: Infinity },
      ...memory("resident at most", "peakMb"),
      ...memory("of heap after synth", "heapMb"),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The programs as one file, beside which nothing of TypeScript is loaded; packages are those of this folder, ours as it is built. */
function bundled(folder: string): string {
  const outfile = join(folder, "program.cjs");
  const ours = { "cdktf-agyn/bindings": "bindings", "cdktf-agyn": "constructs" };
  buildSync({
    entryPoints: [join(__dirname, "synth-program.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    alias: Object.fromEntries(Object.entries(ours).map(([name, part]) => [name, join(ROOT, `dist/${part}/index.js`)])),
    external: [join(ROOT, "dist/*"), "cdktf", "constructs", "@cdktf/*"],
  });
  return outfile;
}

function run(program: string, name: Program, outdir: string, pools = POOLS): Cost {
  const env = { ...cleanEnv, NODE_PATH: join(ROOT, "node_modules"), CHECKPOINT_DISABLE: "1" };
  const args = ["--expose-gc", program, name, String(pools), outdir];
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: "utf8" })) as Cost;
}

/** Few pools tell as much as many, and a difference is printed whole. */
const COMPARED_POOLS = 3;

/** Both ways write the same resources: each type's blocks in their order, references by place, what CDKTF notes of itself left out. */
function assertSame(program: string, folder: string): void {
  const [plain = [], ...others] = PROGRAMS.map((name) => {
    run(program, name, join(folder, name), COMPARED_POOLS);
    return resourcesOf(join(folder, name, "stacks", REGION, "cdk.tf.json"));
  });
  if (plain.length !== COMPARED_POOLS * RESOURCES_OF_A_POOL) throw new Error(`${plain.length} resources were written`);
  for (const other of others) deepStrictEqual(other, plain);
}

function resourcesOf(path: string): readonly unknown[] {
  const text = readFileSync(path, "utf8");
  const { resource } = JSON.parse(text) as { resource: Record<string, Record<string, object>> };
  const blocks = Object.entries(resource).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, block], index) => ({ type, id, block, place: `${type}.#${index}` })),
  );
  const places = new Map(blocks.map(({ type, id, place }) => [`${type}.${id}`, place]));
  return blocks.map(({ place, block }) => {
    const body = JSON.stringify({ ...block, "//": undefined });
    const named = body.replace(/\b[a-z0-9_]+\.[A-Za-z0-9_-]+/g, (address) => places.get(address) ?? address);
    return [place, JSON.parse(named) as unknown];
  });
}
