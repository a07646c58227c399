// `cdktf-agyn review`: what a change does to the fleet, from plans and synthesized apps; and the same in steps, for CI that plans each
// stack in a job of its own.
import { visible } from "../review/index.js";
import { FORM_NAMES, FORMS } from "./review/form-names.js";
import { runComment } from "./review/comment.js";
import { runDigest } from "./review/digest.js";
import { readReviewArguments } from "./review/options.js";
import { reviewPipeline } from "./review/pipeline.js";
import { withSavedPlans } from "./review/saved-plans.js";
import { conclude, EXIT, readApps, runReport } from "./review/report.js";
import { runVerify } from "./review/verify.js";
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
  --fail-on LEVEL      critical, high, medium or low: end with 2 from there on (default: the policy's, else high)
  --policy FILE        rules, exceptions and baseline (default: agyn-review.yaml where there is one)
  --base-policy FILE   the policy before the change: exceptions and rules that come with it are findings
  --write-baseline FILE
                       writes the findings of now, for \`baseline\` in the policy
  --write-approval FILE
                       records what was reviewed, for review verify; --approval-days N (default: 7), --lock-file FILE
                       binds it to the lock file of providers
  --prices FILE        table of prices, for the cost of a month
  --gateway URL        ask this gateway what runs on runners that go; the token is AGYN_API_TOKEN
  --rehearsal FILE     what \`cdktf-agyn rehearse --json\` printed of this app: what becomes of agents while it
                       is applied; "none" says that it should have been rehearsed, and was not
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
       cdktf-agyn review verify --approval FILE --plan [STACK=]FILE...
       cdktf-agyn review comment --file FILE

Says what a change does to the fleet, worst first: runners that are destroyed, agents that lose their place, capacity before and
after, releases by path. Two synthesized apps are enough; plans also know what is there. Nothing secret is shown.

What to look at:
  --out DIR            the synthesized app (default: cdktf.out)
  --base DIR           the app before the change; names what is destroyed
  --plan [STACK=]FILE...
                       what \`terraform show -json\` prints of a saved plan; may be given again. The stack is found by the file's
                       name or by what is in it
  --saved-plan [STACK=]FILE...
                       the saved plan itself: whether it was made from this JSON, word for word, and for --write-approval its hash
                       and the state it was made for

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
  --saved-plan FILE
                  the saved plan: its hash, the state it was made for, and whether it was made from this JSON, word for word
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

const VERIFY_HELP = `Usage: cdktf-agyn review verify --approval FILE --plan [STACK=]FILE... [options]

Says whether plans are what was reviewed, right before they are applied: the very plans, or plans made anew that do the same, from the
same JSON.

Options:
  --approval FILE      what review --write-approval wrote
  --plan [STACK=]FILE...
                       what \`terraform show -json\` prints of what will be applied
  --saved-plan [STACK=]FILE...
                       what will be applied itself, as \`terraform plan -out\` wrote it: its hash, and the state it was made for
  --state [STACK=]FILE...
                       what \`terraform state pull\` prints: a plan whose state has moved on is refused (needs --saved-plan)
  --stack NAME         only this stack will be applied; may be given again (default: all that were reviewed)
  --out DIR            the synthesized app (default: cdktf.out)
  --base DIR           the app before the change
  --head-sha SHA       commit that will be applied: another than the reviewed one is refused
  --lock-file FILE     the lock file of providers: another than the reviewed one is refused
  --help               this text

Exit codes: 0 it is what was reviewed; 1 the command failed; 2 it is not, and the difference is printed; 3 it can't be told: there is
no approval that can be read, or a plan can't be judged.

Examples:
  terraform show -json plan.bin > us-east-1.json && npx cdktf-agyn review verify --approval approval.json --stack us-east-1 --plan us-east-1.json
`;

const COMMENT_HELP = `Usage: cdktf-agyn review comment --file FILE [--host github|gitlab] [options]

Writes the comment of a pull request: finds it by its marker and its author, edits it in place, and removes others of the same marker.
Writes nothing when the pull request has another head by now.

Options:
  --file FILE     what review --md wrote
  --host HOST     github or gitlab (default: github)
  --repo NAME     OWNER/NAME, or GitLab's project (default: GITHUB_REPOSITORY, CI_PROJECT_ID)
  --pull NUMBER   the pull request (default: from GITHUB_REF, CI_MERGE_REQUEST_IID)
  --author LOGIN  whose comment is edited (default: github-actions[bot]; in GitLab who the token belongs to)
  --api URL       the host's API (default: GITHUB_API_URL, CI_API_V4_URL)
  --help          this text

The token is GITHUB_TOKEN, which needs pull-requests: write, or GITLAB_TOKEN with the scope api.

Exit codes: 0 the comment stands there, or this review is outdated; 1 it could not be written, and the message says why.

Examples:
  npx cdktf-agyn review comment --file comment.md
  npx cdktf-agyn review comment --host gitlab --file comment.md
`;

interface Step {
  readonly help: string;
  /** Resolves with undefined where help is asked for. */
  readonly run: (args: readonly string[], world: World) => Promise<number | undefined>;
}

const STEPS: Readonly<Record<string, Step>> = {
  digest: { help: DIGEST_HELP, run: runDigest },
  report: { help: REPORT_HELP, run: runReport },
  comment: { help: COMMENT_HELP, run: runComment },
  verify: { help: VERIFY_HELP, run: runVerify },
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
  const whole = withSavedPlans(digests, options.savedPlans, apps.head);
  return await conclude(whole, apps, options, world, progress);
}

function processWorld(): World {
  const { stdout, stderr, env } = process;
  return { stdout, stderr, env, now: Date.now, pipeline: reviewPipeline };
}
