// `npm run bench`: what things cost, as ratios to what can not be done without, so that figures hold on any machine. Ends with
// exit code 1 when a figure is above its mark. Needs `npm run build`.
//
// `-- start`, `-- wire`, `-- values`, `-- runners`, `-- fleet`, `-- review`, `-- review-page`, `-- import`, `-- synth`, `-- packaged` measure one of them (the page, which needs Chromium, and the last one only then); `-- --profile` prints what the plugin loads at its start
// instead. BENCH_ROUNDS sets how many samples a median is taken of; `runners.ts` says what else it reads.
import type { Bound, Figure } from "./figure.js";
import { benchFleet } from "./fleet.js";
import { benchImport } from "./import.js";
import { benchPackaged } from "./packaged.js";
import { printProfile } from "./profile.js";
import { benchReview } from "./review.js";
import { benchReviewPage } from "./review-page.js";
import { benchRunners } from "./runners.js";
import { benchStart, RESIDENT_MARK_MB, residentWithSchema } from "./start.js";
import { benchSynth } from "./synth.js";
import { benchValues } from "./values.js";
import { benchWire } from "./wire.js";

interface Bench {
  readonly rounds: number;
  /** Needs more than a build: Chromium, or node as it is packaged, by the npm client. */
  readonly onlyWhenNamed?: true;
  run(rounds: number): Promise<readonly (Figure | Bound)[]>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  start: { rounds: 21, run: async (rounds) => [...(await benchStart(rounds)), await resident()] },
  wire: { rounds: 5, run: benchWire },
  values: { rounds: 7, run: benchValues },
  runners: { rounds: 5, run: benchRunners },
  fleet: { rounds: 3, run: benchFleet },
  review: { rounds: 3, run: benchReview },
  "review-page": { rounds: 1, onlyWhenNamed: true, run: benchReviewPage },
  import: { rounds: 21, run: benchImport },
  synth: { rounds: 7, run: benchSynth },
  packaged: { rounds: 21, onlyWhenNamed: true, run: benchPackaged },
};

/** Other versions of node need more for themselves. */
async function resident(): Promise<Bound> {
  return {
    what: "MB resident with the schema served, node 20",
    value: await residentWithSchema(),
    atMost: process.version.startsWith("v20.") ? RESIDENT_MARK_MB : Infinity,
  };
}

/** @returns whether it is within its mark */
function print(measured: Figure | Bound): boolean {
  const what = measured.what.padEnd(62);
  if ("value" in measured) {
    const { value, atMost } = measured;
    const isAbove = value > atMost;
    console.log(`${what} ${value.toFixed(0).padStart(9)} ${column(atMost, 0, 22)}${verdict(isAbove)}`);
    return !isAbove;
  }
  const { ms, floorMs, mark } = measured;
  const ratio = ms / floorMs;
  console.log(
    `${what} ${ms.toFixed(1).padStart(9)} ${floorMs.toFixed(1).padStart(9)} ${ratio.toFixed(2).padStart(6)} ${column(mark, 2, 5)}${verdict(ratio > mark)}`,
  );
  return ratio <= mark;
}

function column(mark: number, digits: number, width: number): string {
  return (mark === Infinity ? "-" : mark.toFixed(digits)).padStart(width);
}

function verdict(isAbove: boolean): string {
  return isAbove ? "  ABOVE ITS MARK" : "";
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--profile")) {
    await printProfile();
    return;
  }
  const names = args.length > 0 ? args : Object.keys(BENCHES).filter((name) => !BENCHES[name]?.onlyWhenNamed);
  const unknown = names.filter((name) => BENCHES[name] === undefined);
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}.`);
    process.exitCode = 1;
    return;
  }
  console.log(`node ${process.version}, medians`);
  console.log(
    `${"what / floor".padEnd(62)} ${"ms".padStart(9)} ${"floor ms".padStart(9)} ${"ratio".padStart(6)} ${"mark".padStart(5)}`,
  );
  for (const name of names) {
    const bench = BENCHES[name];
    if (!bench) continue;
    const measured = await bench.run(Number(process.env["BENCH_ROUNDS"] ?? bench.rounds));
    if (!measured.map(print).every(Boolean)) process.exitCode = 1;
  }
}

void main(process.argv.slice(2));
