// `npm run fuzz`: feeds what comes from outside with random and damaged input, for a bounded time.
//
//   npm run fuzz -- --seconds 60 --seed 1           all targets in turn, batch after batch
//   npm run fuzz -- --target json --seed 7 --path 3:1   one case again, as a failure prints it
//
// Only the errors a target names may come out, and no case may take long or much memory. Ends with exit code 1 and the smallest
// failing case; a batch whose line is the last one printed is the one in which the process died.
import { parseArgs } from "node:util";
import fc from "fast-check";
import { targets } from "./fuzz/targets.js";

const BATCH = 500;
/** Of processor time, so that a busy machine changes nothing; a case of some hundred bytes takes far below a millisecond. */
const MAX_CASE_SECONDS = 5;
/** What a batch may leave behind before garbage is collected: inputs are small, so more means that lengths are believed. */
const MAX_HEAP_BYTES = 1.5 * 1024 ** 3;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string" },
    target: { type: "string" },
    path: { type: "string" },
  },
});

/** Runs a batch on a target; text that says what failed, if anything did. */
function failure(name: string, seed: number, path: string | undefined): string | undefined {
  const target = targets[name];
  if (!target) throw new Error(`no target ${name}; there are ${Object.keys(targets).join(", ")}`);
  const property = fc.property(target.input, (input) => {
    const before = process.cpuUsage();
    target.run(input);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1e6 > MAX_CASE_SECONDS)
      throw new Error(`took more than ${MAX_CASE_SECONDS} s of processor time`);
  });
  const details = fc.check(property, { seed, numRuns: BATCH, ...(path !== undefined && { path }) });
  if (details.failed) {
    const again = `npm run fuzz -- --target ${name} --seed ${seed} --path ${details.counterexamplePath ?? "0"}`;
    const cause = details.errorInstance;
    const error = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return `${fc.defaultReportMessage(details) ?? ""}\n\n${error}\n\nto repeat: ${again}`;
  }
  const heap = process.memoryUsage().heapUsed;
  return heap > MAX_HEAP_BYTES ? `the batch left ${Math.round(heap / 1e6)} MB behind; seed ${seed}` : undefined;
}

function number(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${option} takes a whole number, not ${text}`);
  return value;
}

function main(): void {
  const seconds = number(options.seconds, "seconds");
  const first = options.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : number(options.seed, "seed");
  const names = options.target === undefined ? Object.keys(targets) : [options.target];
  const ends = performance.now() + seconds * 1000;
  const batches = new Map<string, number>();

  console.log(`fuzzing ${names.join(", ")} for ${seconds} s from seed ${first}`);
  let seed = first;
  do {
    for (const name of names) {
      const count = batches.get(name) ?? 0;
      batches.set(name, count + 1);
      if (count % 20 === 0) console.log(`${name.padEnd(18)} seed ${seed}, ${count * BATCH} cases so far`);
      const what = failure(name, seed, options.path);
      if (what !== undefined) {
        console.error(`${name} failed\n${what}`);
        process.exitCode = 1;
        return;
      }
      if (performance.now() >= ends && seed !== first) break;
    }
    seed++;
  } while (performance.now() < ends && options.path === undefined);
  const cases = [...batches.values()].reduce((sum, count) => sum + count * BATCH, 0);
  console.log(options.path === undefined ? `no failure in ${cases} cases` : "that case passes");
}

main();
