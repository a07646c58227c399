// What importing the package costs: its root, as it is built, against cdktf alone. Each import in a process of its own, in turn. It is
// the processor's time of `require` alone: the start of node hides nothing, and a busy neighbour lengthens nothing.
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { type Bound, type Figure, median } from "./figure.js";
import { cleanEnv } from "./start.js";

const ROOT = resolve(__dirname, "../..");
const MARK = 1.25;

interface Cost {
  readonly ms: number;
  readonly modules: number;
}

/** @param rounds of which medians are taken */
export function benchImport(rounds: number): Promise<readonly (Figure | Bound)[]> {
  const paths = { floor: require.resolve("cdktf"), ours: join(ROOT, "dist/constructs/index.js") };
  const samples = { floor: [] as Cost[], ours: [] as Cost[] };
  for (let round = 0; round < rounds; round++) {
    samples.floor.push(imported(paths.floor));
    samples.ours.push(imported(paths.ours));
  }
  const ms = (costs: readonly Cost[]): number => median(costs.map((cost) => cost.ms));
  return Promise.resolve([
    { what: "importing cdktf-agyn / cdktf", ms: ms(samples.ours), floorMs: ms(samples.floor), mark: MARK },
    { what: "modules of cdktf", value: samples.floor[0]?.modules ?? NaN, atMost: Infinity },
    { what: "modules of cdktf-agyn, cdktf's among them", value: samples.ours[0]?.modules ?? NaN, atMost: Infinity },
  ]);
}

function imported(path: string): Cost {
  const script =
    `const start = process.cpuUsage(); require(${JSON.stringify(path)}); const { user, system } = process.cpuUsage(start);` +
    "const ms = (user + system) / 1000;" +
    "console.log(JSON.stringify({ ms, modules: Object.keys(require.cache).length }));";
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { env: cleanEnv, encoding: "utf8" })) as Cost;
}
