// The command lines of the steps of `cdktf-agyn review`: digest, verify and comment.
import type { PlanFile } from "../../review/index.js";
import { parseWords } from "../words.js";
import {
  Faults,
  FLAGS,
  planFile,
  SOURCE_WORDS,
  type SourceOptions,
  sourceOf,
  strings,
  textsOf,
} from "./option-words.js";

/** What `review digest` takes. */
export interface DigestArguments {
  readonly stack: string;
  readonly plan: string;
  readonly out?: string;
  readonly base?: string;
  readonly output?: string;
  /** The file that `terraform plan -out` wrote. */
  readonly savedPlan?: string;
  readonly exitZero: boolean;
}

/** What `review verify` takes. */
export interface VerifyArguments extends SourceOptions {
  readonly approval: string;
  /** Stacks that will be applied; empty: all that were reviewed. */
  readonly stacks: readonly string[];
  readonly savedPlans: readonly PlanFile[];
  /** What `terraform state pull` prints. */
  readonly states: readonly PlanFile[];
  readonly headSha?: string;
  readonly lockFile?: string;
}

/** Hosts whose comments are written; Atlantis and the others write for themselves. */
const COMMENT_WRITERS = ["github", "gitlab"] as const;

/** What `review comment` takes. */
export interface CommentArguments {
  readonly host: (typeof COMMENT_WRITERS)[number];
  readonly file: string;
  readonly repo?: string;
  readonly pull?: string;
  readonly api?: string;
  readonly author?: string;
}

/**
 * Reads the words after `review digest`.
 *
 * @returns undefined where help is asked for
 * @throws with every fault, a line each
 */
export function readDigestArguments(args: readonly string[]): DigestArguments | undefined {
  const { values } = parseWords(
    "review digest",
    "Allowed: --stack, --plan, --saved-plan, --out, --base, --output, --exit-zero, --help.",
    args,
    {
      options: { ...strings(["stack", "plan", "saved-plan", "output", ...SOURCE_WORDS]), ...FLAGS },
    },
  );
  if (values.help === true) return undefined;
  const faults = new Faults("review digest");
  const { stack = "", plan = "-", "saved-plan": savedPlan, output, out, base } = textsOf(values);
  if (stack === "")
    faults.add(
      "--stack is missing, and a plan does not say which stack it is of; give its name, as in --stack us-east-1",
    );
  faults.throwIfAny();
  return {
    stack,
    plan,
    ...(out === undefined ? {} : { out }),
    ...(base === undefined ? {} : { base }),
    ...(output === undefined ? {} : { output }),
    ...(savedPlan === undefined ? {} : { savedPlan }),
    exitZero: values["exit-zero"] === true,
  };
}

/**
 * Reads the words after `review verify`.
 *
 * @returns undefined where help is asked for
 * @throws with every fault, a line each
 */
export function readVerifyArguments(args: readonly string[]): VerifyArguments | undefined {
  const allowed =
    "Allowed: --approval, --plan, --saved-plan, --state, --stack, --out, --base, --head-sha, --lock-file, --help.";
  const { values, positionals } = parseWords("review verify", allowed, args, {
    allowPositionals: true,
    options: {
      ...strings(["approval", "head-sha", "lock-file", ...SOURCE_WORDS]),
      help: FLAGS.help,
      plan: { type: "string", multiple: true },
      "saved-plan": { type: "string", multiple: true },
      state: { type: "string", multiple: true },
      stack: { type: "string", multiple: true },
    },
  });
  if (values.help === true) return undefined;
  const faults = new Faults("review verify");
  const { plan = [], stack: stacks = [], "saved-plan": savedPlans = [], state = [] } = values;
  const given = textsOf(values);
  const { approval = "" } = given;
  if (approval === "") faults.add("--approval is missing; name the file that review --write-approval wrote");
  const words = [...plan, ...positionals];
  if (plan.length === 0) faults.add("--plan is missing; give what terraform show -json prints of what will be applied");
  faults.throwIfAny();
  const named = words.map(planFile);
  const [only, ...others] = stacks;
  const isOne = only !== undefined && others.length === 0 && named.length === 1;
  const [headSha, lockFile] = [given["head-sha"], given["lock-file"]];
  return {
    ...sourceOf(given),
    approval,
    stacks,
    savedPlans: savedPlans.map(planFile),
    states: state.map(planFile),
    plans: isOne ? named.map((one) => ({ stack: only, ...one })) : named,
    ...(headSha === undefined ? {} : { headSha }),
    ...(lockFile === undefined ? {} : { lockFile }),
  };
}

/**
 * Reads the words after `review comment`.
 *
 * @returns undefined where help is asked for
 * @throws with every fault, a line each
 */
export function readCommentArguments(args: readonly string[]): CommentArguments | undefined {
  const { values } = parseWords(
    "review comment",
    "Allowed: --host, --file, --repo, --pull, --api, --author, --help.",
    args,
    { options: { ...strings(["host", "file", "repo", "pull", "api", "author"]), help: FLAGS.help } },
  );
  if (values.help === true) return undefined;
  const faults = new Faults("review comment");
  const { host = "github", file = "", ...rest } = textsOf(values);
  const named = faults.oneOf("--host", host, COMMENT_WRITERS);
  if (file === "") faults.add("--file is missing; name what review --md wrote");
  faults.throwIfAny();
  return { ...rest, host: named, file };
}
