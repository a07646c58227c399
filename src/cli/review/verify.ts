// `review verify`: whether plans are what was reviewed, right before they are applied.
//
// Contract: 0 they are; 2 they are not, and the difference is on stdout; 3 it can't be told: no record that can be read, or a plan that
// can't be judged. 1 when the command itself failed.
import { existsSync } from "node:fs";
import { compareApproval, readApproval, visible } from "../../review/index.js";
import { packageVersion } from "../package-folder.js";
import { sha256Of } from "./approval.js";
import { readVerifyArguments } from "./step-options.js";
import { readText } from "./read-text.js";
import { EXIT, readApps } from "./report.js";
import { statesOf, withSavedPlans } from "./saved-plans.js";
import { Progress, type World } from "./world.js";

/** Runs `review verify`; undefined where help is asked for. */
export async function runVerify(args: readonly string[], world: World): Promise<number | undefined> {
  const options = readVerifyArguments(args);
  if (options === undefined) return undefined;
  const { approval: file, plans, stacks, savedPlans, states: stateFiles, headSha, lockFile } = options;
  const progress = new Progress(world, "review verify");
  const unjudgeable = (sentences: readonly string[]): number => {
    for (const sentence of sentences) world.stderr.write(`review verify: ${visible(sentence)}\n`);
    return EXIT.unjudgeable;
  };
  if (!existsSync(file)) return unjudgeable([`There is no approval at ${file}: nothing says that this was reviewed.`]);
  let approval: ReturnType<typeof readApproval>;
  try {
    approval = readApproval(readText(file, "what --write-approval wrote"), file);
  } catch (error) {
    return unjudgeable([error instanceof Error ? error.message : String(error)]);
  }
  const apps = await progress.during("reading the synthesized app", () => readApps(options));
  const all = await progress.during("reading the plans", () => world.pipeline.digestsOf(apps, plans));
  const unknown = stacks.filter((stack) => !all.some((digest) => digest.stack === stack));
  if (unknown.length > 0)
    throw new Error(`review verify: --stack is ${unknown.join(", ")}; there are ${all.map((d) => d.stack).join(", ")}`);
  const asked = stacks.length === 0 ? all : all.filter(({ stack }) => stacks.includes(stack));
  // what is not planned is told as missing by the comparison, when it was reviewed
  const planned = asked.filter(({ source }) => source.kind === "plan");
  const digests = withSavedPlans(planned, savedPlans, apps.head);
  const states = statesOf(
    stateFiles,
    planned.map(({ stack }) => stack),
  );
  const doubts = digests.flatMap(({ stack, doubts: of }) => of.map(({ sentence }) => `${stack}: ${sentence}`));
  if (doubts.length > 0) return unjudgeable(doubts);
  const { ok, exact, differences, notes } = compareApproval(approval, {
    digests,
    states,
    ...apps,
    tool: packageVersion(),
    today: new Date(world.now()),
    ...(stacks.length === 0 ? {} : { stacks }),
    ...(headSha === undefined ? {} : { headSha }),
    ...(lockFile === undefined ? {} : { lockFileSha256: sha256Of(lockFile) }),
  });
  const verdict = exact
    ? "These are the plans that were reviewed."
    : "These plans do what was reviewed, from the same JSON.";
  const lines = ok ? [verdict] : ["This is not what was reviewed.", ...differences];
  world.stdout.write([...lines, ...notes].map((line) => `${visible(line)}\n`).join(""));
  return ok ? EXIT.clean : EXIT.findings;
}
