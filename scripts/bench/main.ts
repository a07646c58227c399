// `npm run bench`: what things cost, as ratios to what can not be done without, so that figures hold on any machine. Ends with
// exit code 1 when a figure is above its mark. Needs `npm run build`.
//
// `-- start`, `-- wire`, `-- values` measure one of them; `-- --profile` prints what the plugin loads at its start instead.
// BENCH_ROUNDS sets how many samples a median is taken of.
import type { Figure } from "./figure.js";
import { printProfile } from "./profile.js";
import { benchStart, RESIDENT_MARK_MB, residentWithSchema } from "./start.js";
import { benchValues } from "./values.js";
import { benchWire } from "./wire.js";

const BENCHES: Readonly<Record<string, { readonly rounds: number; run(rounds: number): Promise<readonly Figure[]> }>> =
  {
    start: { rounds: 21, run: benchStart },
    wire: { rounds: 5, run: benchWire },
    values: { rounds: 7, run: benchValues },
  };

function print({ what, ms, floorMs, mark }: Figure): void {
  const ratio = ms / floorMs;
  const verdict = ratio <= mark ? "" : "  ABOVE ITS MARK";
  console.log(
    `${what.padEnd(62)} ${ms.toFixed(1).padStart(9)} ${floorMs.toFixed(1).padStart(9)} ${ratio.toFixed(2).padStart(6)} ${mark.toFixed(2).padStart(5)}${verdict}`,
  );
}

/** NaN, where it can not be read, is never above the mark. */
function printResident(megabytes: number): void {
  const isAbove = process.version.startsWith("v20.") && megabytes > RESIDENT_MARK_MB;
  console.log(
    `resident with the schema served, node 20: at most ${RESIDENT_MARK_MB} MB${"".padEnd(11)}${megabytes.toFixed(1).padStart(9)}${isAbove ? "  ABOVE ITS MARK" : ""}`,
  );
  if (isAbove) process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--profile")) {
    await printProfile();
    return;
  }
  const names = args.length > 0 ? args : Object.keys(BENCHES);
  console.log(`node ${process.version}, medians`);
  console.log(
    `${"what / floor".padEnd(62)} ${"ms".padStart(9)} ${"floor ms".padStart(9)} ${"ratio".padStart(6)} ${"mark".padStart(5)}`,
  );
  for (const name of names) {
    const bench = BENCHES[name];
    if (!bench) throw new Error(`there is no bench ${name}; there are ${Object.keys(BENCHES).join(", ")}`);
    const figures = await bench.run(Number(process.env["BENCH_ROUNDS"] ?? bench.rounds));
    figures.forEach(print);
    if (figures.some(({ ms, floorMs, mark }) => ms / floorMs > mark)) process.exitCode = 1;
    if (name === "start") printResident(await residentWithSchema());
  }
}

void main(process.argv.slice(2));
