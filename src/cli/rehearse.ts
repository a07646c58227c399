// `cdktf-agyn rehearse`: proves a synthesized app on a platform in this process.
//
// Contract: exit code 0 proved, 1 not rehearsed, 2 the app failed, 130 interrupted; with --json the result is one JSON document on
// stdout. Progress goes to stderr. With --keep the result is printed when there is something to look at.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  findTerraform,
  type Kept,
  longGaps,
  NotRehearsableError,
  type RehearsalResult,
  rehearsalProviders,
  rehearse,
} from "../rehearsal/index.js";
import { PACKAGE_FOLDER, packageVersion } from "./package-folder.js";
import { inMarkdown } from "./rehearse-markdown.js";
import { readRehearseArguments, REHEARSE_HELP } from "./rehearse-options.js";
import { REHEARSAL_FORMAT } from "./rehearse-schema.js";
import { inWords } from "./rehearse-words.js";

const EXIT = { proved: 0, kept: 0, failed: 2, interrupted: 130 } as const;

/** Runs the subcommand. */
export async function runRehearse(args: readonly string[]): Promise<number> {
  const { help, keep, json, ...asked } = readRehearseArguments(args, process.cwd());
  if (help) {
    process.stdout.write(REHEARSE_HELP);
    return 0;
  }
  const dist = join(PACKAGE_FOLDER, "dist");
  if (!existsSync(join(dist, "provider", "agyn.cjs")) || !existsSync(join(dist, "stand-ins", "stand-ins.cjs"))) {
    throw new Error(`rehearse: there are no built providers in ${dist}. Run npm run build in ${PACKAGE_FOLDER} first.`);
  }
  const { gatewayAddresses, maxGap, markdown, ...options } = asked;
  const interrupted = interruption(keep);
  const shown = { already: false };
  const tooLong = (result: RehearsalResult) => (maxGap ? longGaps(result, maxGap.seconds, maxGap.text) : []);
  const print = (result: RehearsalResult, kept?: Kept) => {
    shown.already = true;
    const gaps = tooLong(result);
    const words = inWords(result, gaps);
    if (markdown !== undefined) writeFileSync(markdown, inMarkdown(words));
    const allowed = maxGap && { maxGapSeconds: maxGap.seconds };
    const document = { ...REHEARSAL_FORMAT, ...result, longGaps: gaps, ...allowed, ...(kept && { kept }) };
    process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${[...words, ...lookAt(kept)].join("\n")}\n`);
  };
  try {
    const result = await rehearse({
      ...options,
      ...(gatewayAddresses && { gatewayAddresses }),
      gatesAgents: maxGap !== undefined,
      binary: await findTerraform(process.env),
      providers: rehearsalProviders(dist, packageVersion()),
      env: process.env,
      signal: interrupted.signal,
      output: process.stderr,
      colour: process.stderr.isTTY && process.env["NO_COLOR"] === undefined,
      ...(keep && {
        look: async (found: RehearsalResult, kept: Kept) => {
          print(found, kept);
          await interrupted.look();
        },
      }),
    });
    if (!shown.already) print(result);
    return tooLong(result).length > 0 ? EXIT.failed : EXIT[result.outcome];
  } catch (error) {
    if (interrupted.signal.aborted) {
      process.stderr.write("Stopped. Nothing of the rehearsal is left.\n");
      return EXIT.interrupted;
    }
    if (error instanceof NotRehearsableError) {
      throw new Error(error.problems.map((problem) => `rehearse: ${problem}`).join("\n"), { cause: error });
    }
    throw error;
  }
}

/** Signals end a rehearsal in order; while somebody looks, they end the look only. */
function interruption(keep: boolean): { readonly signal: AbortSignal; look(): Promise<void> } {
  const controller = new AbortController();
  let endLook: (() => void) | undefined;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (endLook) {
        endLook();
        return;
      }
      if (!controller.signal.aborted) {
        process.stderr.write("\nStopping: terraform finishes what it has begun.\n");
      }
      controller.abort();
    });
  }
  // a reader that went away is an interrupt too: terraform must not be left running alone
  process.stdout.on("error", () => controller.abort());
  return {
    signal: controller.signal,
    look: () => (keep ? new Promise((done) => (endLook = done)) : Promise.resolve()),
  };
}

function lookAt(kept: Kept | undefined): string[] {
  if (kept === undefined) return [];
  const { folder, gatewayUrl } = kept;
  return [
    `Gateway: ${gatewayUrl}, tokens in ${join(folder, "credentials.json")}.`,
    `Stacks and their states, which hold tokens: ${join(folder, "stacks")}. Remove ${folder} when you have seen enough.`,
    `Ctrl-C stops the gateway; npx cdktf-agyn gateway --data ${join(folder, "gateway.json")} opens it again.`,
  ];
}
