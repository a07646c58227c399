// `review digest`: a plan reduced to what may leave the job that made it. The plan itself goes nowhere.
//
// Contract: 0 the plan can be judged, 3 it can't, and the digest says why; it is written in both cases. --exit-zero makes both 0.
import { jsonText, readApp, visible } from "../../review/index.js";
import { readDigestArguments } from "./step-options.js";
import { EXIT, refuseOneFolder } from "./report.js";
import { withSavedPlans } from "./saved-plans.js";
import { Progress, type World } from "./world.js";
import { write } from "./write.js";

/** Runs `review digest`; undefined where help is asked for. */
export async function runDigest(args: readonly string[], world: World): Promise<number | undefined> {
  const options = readDigestArguments(args);
  if (options === undefined) return undefined;
  const { stack, plan: file, savedPlan, out, base, output, exitZero } = options;
  refuseOneFolder(out, base);
  const progress = new Progress(world, "review digest");
  const apps = await progress.during("reading the synthesized app", () => ({
    ...(out === undefined ? {} : { head: readApp(out) }),
    ...(base === undefined ? {} : { base: readApp(base) }),
  }));
  const known = [...(apps.head?.stacks.keys() ?? []), ...(apps.base?.stacks.keys() ?? [])];
  if (known.length > 0 && !known.includes(stack))
    throw new Error(`review digest: --stack is ${JSON.stringify(stack)}; there are ${[...new Set(known)].join(", ")}`);
  const planned = await progress.during(`reading the plan of ${stack}`, () =>
    world.pipeline.digestOf({ stack, file }, apps),
  );
  const saved = savedPlan === undefined ? [] : [{ file: savedPlan, stack }];
  const [digest = planned] = withSavedPlans([planned], saved, apps.head);
  const text = jsonText(digest);
  if (output === undefined || output === "-") world.stdout.write(text);
  else write(output, text);
  for (const { sentence } of digest.doubts) world.stderr.write(`review digest: ${visible(sentence)}\n`);
  return digest.doubts.length === 0 || exitZero ? EXIT.clean : EXIT.unjudgeable;
}
