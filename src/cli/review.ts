// `cdktf-agyn review`: what a change does to the fleet, from plans and synthesized apps; and the same in steps, for CI that plans each
// stack in a job of its own.
import { visible } from "../review/index.js";
import { FORM_NAMES, FORMS } from "./review/form-names.js";
import { runDigest } from "./review/digest.js";
import { readReviewArguments } from "./review/options.js";
import { reviewPipeline } from "./review/pipeline.js";
import { conclude, EXIT, readApps, runReport } from "./review/report.js";
import { Progress, type World } from "./review/world.js";

const FORM_LINES = FORM_NAMES.map((name) => {
  const { option, summary } = FORMS[name];
  return `  ${name.padEnd(20)}${(option === undefined ? "" : `--${option} FILE`).padEnd(20)}${summary}`;
}).join("\n");

const EXIT_CODES = `Exit codes: 0 clean; 1 the command failed, and the message says why; 2 findings at or above --fail-on; 3 something can't be
judged: a plan that failed, is not complete, is of other JSON, or is not there.`;

const SHOW_HELP = `  --format FORM        the form on stdout (default: text)
  --output FILE        where --format goes instead
  --md, --html, --sarif, --json, ... FILE
                       more forms in the same run, each to a file; "-" is stdout
  --fail-on LEVEL      critical, high, medium or low: end with 2 from there on (default: high)
  --prices FILE        table of prices, for the cost of a month
  --gateway URL        ask this gateway what runs on runners that go; the token is AGYN_API_TOKEN
  --host HOST          who shows the Markdown: github, gitlab, azure, bitbucket, atlantis (default: github)
  --key KEY            tells this comment from those of other fleets in the same pull request (default: the fleet's name)
  --head-sha SHA       commit that is reviewed, for marker and map
  --link URL           address of the full report, for the comment
  --locate FILE        JSON that says where constructs are made: { "eu-west-1/web": "main.ts:12" }
  --entry FILE         where everything else is made (default: main.ts)
  --exit-zero          end with 0 instead of 2 or 3, for a job that only comments
  --help               this text`;

const HELP = `Usage: cdktf-agyn review [--out DIR] [--base DIR] [--plan [STACK=]FILE...] [options]
       cdktf-agyn review digest --stack NAME [--plan FILE] [options]
       cdktf-agyn review report [--out DIR] [--base DIR] DIGEST...

Says what a change does to the fleet, worst first: runners that are destroyed, agents that lose their place, capacity before and
after, releases by path. Two synthesized apps are enough; plans also know what is there. Nothing secret is shown.

What to look at:
  --out DIR            the synthesized app (default: cdktf.out)
  --base DIR           the app before the change; names what is destroyed
  --plan [STACK=]FILE...
                       what \`terraform show -json\` prints of a saved plan; may be given again. The stack is found by the file's
                       name or by what is in it

What to show:
${SHOW_HELP}

Forms:
${FORM_LINES}

${EXIT_CODES}

Examples:
  npx cdktf-agyn review --out cdktf.out --base cdktf.out.main
  terraform show -json plan.bin > us-east-1.json && npx cdktf-agyn review --out cdktf.out --plan us-east-1.json
  npx cdktf-agyn review --out cdktf.out --base base.out --plan plans/*.json --md comment.md --html map.html --sarif r.sarif
`;

const DIGEST_HELP = `Usage: cdktf-agyn review digest --stack NAME [--plan FILE] [--out DIR] [--base DIR] [--output FILE]

Reduces a plan to what may leave the job that made it: what happens to which object, and values that may be shown. Run it in that
job, and upload its output instead of the plan.

Options:
  --stack NAME    the stack that was planned
  --plan FILE     what \`terraform show -json\` prints (default: "-", stdin)
  --out DIR       the synthesized app: names of the fleet beside addresses, and whether the plan is of this JSON
  --base DIR      the app before the change: the same for what is destroyed
  --output FILE   where the digest goes (default: stdout); its form is api/review-digest.schema.json
  --exit-zero     end with 0 instead of 3
  --help          this text

Exit codes: 0 the plan can be judged; 1 the command failed; 3 the plan can't be judged: the digest says why, and is written.

Examples:
  terraform show -json plan.bin | npx cdktf-agyn review digest --stack us-east-1 --out cdktf.out --output us-east-1.json
`;

const REPORT_HELP = `Usage: cdktf-agyn review report [--out DIR] [--base DIR] DIGEST... [options]

Joins the digests of all stacks to one review. A stack of the app without a digest can't be judged.

What to look at:
  DIGEST...            what \`review digest\` wrote, one file each stack
  --out DIR            the synthesized app (default: cdktf.out)
  --base DIR           the app before the change

What to show:
${SHOW_HELP}

Forms:
${FORM_LINES}

${EXIT_CODES}

Examples:
  npx cdktf-agyn review report --out cdktf.out digests/*.json --md comment.md --html map.html --json review.json
`;

interface Step {
  readonly help: string;
  /** Resolves with undefined where help is asked for. */
  readonly run: (args: readonly string[], world: World) => Promise<number | undefined>;
}

const STEPS: Readonly<Record<string, Step>> = {
  digest: { help: DIGEST_HELP, run: runDigest },
  report: { help: REPORT_HELP, run: runReport },
};
const WHOLE: Step = { help: HELP, run: runWhole };

/** Runs the subcommand. */
export async function runReview(args: readonly string[], world: World = processWorld()): Promise<number> {
  const [name = "", ...rest] = args;
  const step = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
  const { run, help } = step ?? WHOLE;
  const code = await run(step === undefined ? args : rest, world).catch((error: unknown) => {
    // names of files, and what stands in them, may be meant to be seen otherwise
    throw error instanceof Error ? new Error(visible(error.message, { keepLines: true }), { cause: error }) : error;
  });
  if (code !== undefined) return code;
  world.stdout.write(help);
  return EXIT.clean;
}

async function runWhole(args: readonly string[], world: World): Promise<number | undefined> {
  const options = readReviewArguments(args);
  if (options === undefined) return undefined;
  const { plans } = options;
  const progress = new Progress(world, "review");
  const apps = await progress.during("reading the synthesized apps", () => readApps(options));
  const what =
    plans.length === 0 ? "comparing the apps" : `reading ${plans.length === 1 ? "a plan" : `${plans.length} plans`}`;
  const digests = await progress.during(what, () => world.pipeline.digestsOf(apps, plans));
  return await conclude(digests, apps, options, world, progress);
}

function processWorld(): World {
  const { stdout, stderr, env } = process;
  return { stdout, stderr, env, now: Date.now, pipeline: reviewPipeline };
}
