// The end of a review: judged, written in every form that is asked for, and turned into an exit code.
//
// Contract: 0 clean, 2 a finding at or above --fail-on, 3 something can't be judged, which beats 2; --exit-zero makes both 0. 1 when the
// command itself failed, or when a comment could not hold what it must say.
import { existsSync, realpathSync, rmSync } from "node:fs";
import {
  type Digest,
  fittingDigests,
  jsonText,
  readApp,
  type Review,
  VERDICT_WORDS,
  visible,
} from "../../review/index.js";
import { writeApproval } from "./approval.js";
import { readDigests } from "./digest-file.js";
import { readSources, render } from "./forms.js";
import { type ReportArguments, readReportArguments, type ShowOptions } from "./options.js";
import type { SourceOptions } from "./option-words.js";
import type { Apps } from "./pipeline.js";
import { policyOf } from "./policy.js";
import { rehearsalOf } from "./rehearsal-file.js";
import { runningWork } from "./running.js";
import { Progress, type World } from "./world.js";
import { write } from "./write.js";

/** What a review ends with. */
export const EXIT = { clean: 0, failed: 1, findings: 2, unjudgeable: 3 } as const;

/** Runs `review report`; undefined where help is asked for. */
export async function runReport(args: readonly string[], world: World): Promise<number | undefined> {
  const options = readReportArguments(args);
  return options === undefined ? undefined : await report(options, world);
}

async function report(options: ReportArguments, world: World): Promise<number> {
  const progress = new Progress(world, "review report");
  const apps = await progress.during("reading the synthesized app", () => readApps(options));
  const digests = fittingDigests(readDigests(options.digests), apps.head, apps.base);
  return await conclude(digests, apps, options, world, progress);
}

/** Reads the folders. */
export function readApps({ out, base }: Omit<SourceOptions, "plans">): Apps {
  refuseOneFolder(out, base);
  return { head: readApp(out), ...(base === undefined ? {} : { base: readApp(base) }) };
}

/** @throws when both sides are one folder: nothing could differ, whatever changes */
export function refuseOneFolder(out: string | undefined, base: string | undefined): void {
  if (out === undefined || base === undefined || !existsSync(out) || !existsSync(base)) return;
  if (realpathSync(out) !== realpathSync(base)) return;
  throw new Error(
    `review: --out ${out} and --base ${base} are one folder, so that nothing could differ; synthesize the app as it was into another folder`,
  );
}

/** Judges and writes. */
export async function conclude(
  digests: readonly Digest[],
  apps: Apps,
  options: ShowOptions,
  world: World,
  progress: Progress,
): Promise<number> {
  const { pipeline, env, stdout, stderr } = world;
  // whatever happens from here on, an older record is not taken for this review's
  if (options.writeApproval !== undefined) rmSync(options.writeApproval, { force: true });
  const sources = readSources(options);
  const { gateway, prices, writeBaseline, writeApproval: writeApprovalTo } = options;
  const policy = policyOf(options, new Date(world.now()));
  const rehearsal = rehearsalOf(options, apps, digests);
  const failOn = options.failOn ?? policy?.policy.failOn ?? "high";
  const running =
    gateway === undefined
      ? undefined
      : await progress.during("asking the gateway what runs", () => runningWork(digests, gateway, env));
  const review = await progress.during("judging the change", () =>
    pipeline.judge({
      digests,
      ...apps,
      failOn,
      ...(policy === undefined ? {} : { policy }),
      ...(prices === undefined ? {} : { prices }),
      ...(running === undefined ? {} : { running }),
      ...(rehearsal === undefined ? {} : { rehearsal }),
    }),
  );
  if (writeBaseline !== undefined && policy !== undefined) write(writeBaseline, jsonText(policy.baseline()));
  if (writeApprovalTo !== undefined) {
    const made = { review, digests, head: apps.head };
    const why = writeApproval(writeApprovalTo, made, options, new Date(world.now()));
    if (why !== undefined) stderr.write(`review: ${visible(why)}\n`);
  }
  const terminal = { color: stdout.isTTY === true && env["NO_COLOR"] === undefined, width: stdout.columns ?? 100 };
  let fits = true;
  for (const { form, file } of options.outputs) {
    const { text, unfit } = render(form, review, { options, sources, pipeline, terminal });
    if (file === undefined) stdout.write(text);
    else write(file, text);
    if (unfit === undefined) continue;
    stderr.write(`review: ${unfit}\n`);
    fits = false;
  }
  if (options.outputs.every(({ file }) => file !== undefined))
    stderr.write(`review: ${VERDICT_WORDS[review.verdict]}. ${visible(review.sentence)}\n`);
  return exitCode(review, options, fits);
}

function exitCode({ verdict }: Review, { exitZero }: ShowOptions, fits: boolean): number {
  const judged = verdict === "unjudgeable" ? EXIT.unjudgeable : verdict === "blocked" ? EXIT.findings : EXIT.clean;
  if (judged !== EXIT.clean && !exitZero) return judged;
  return fits ? EXIT.clean : EXIT.failed;
}
