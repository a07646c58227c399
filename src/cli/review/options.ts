// The command lines of `cdktf-agyn review` and of its steps: what they take, and every fault of them at once.
import { COMMENT_HOSTS, type CommentHost, type PlanFile, RISKS, type Risk } from "../../review/index.js";
import { parseWords } from "../words.js";
import { FORM_NAMES, FORMS, type FormName } from "./form-names.js";

/** A form and where it goes. */
export interface Output {
  readonly form: FormName;
  /** Path; undefined: stdout. */
  readonly file?: string;
}

/** What a review looks at. */
export interface SourceOptions {
  /** The synthesized app. */
  readonly out: string;
  /** The app before the change. */
  readonly base?: string;
  readonly plans: readonly PlanFile[];
}

/** How a review is shown, and when it fails. */
export interface ShowOptions {
  readonly outputs: readonly Output[];
  /** @default - what the policy says, else high */
  readonly failOn?: Risk;
  /** @default - agyn-review.yaml where there is one */
  readonly policy?: string;
  /** The policy before the change. */
  readonly basePolicy?: string;
  readonly writeBaseline?: string;
  /** Where the record for \`review verify\` goes. */
  readonly writeApproval?: string;
  /** How long it holds. */
  readonly approvalDays: number;
  /** The lock file of providers. */
  readonly lockFile?: string;
  readonly prices?: string;
  readonly gateway?: string;
  readonly host: CommentHost;
  readonly key?: string;
  readonly headSha?: string;
  readonly link?: string;
  readonly locate?: string;
  readonly entry: string;
  readonly exitZero: boolean;
}

/** What `review` takes. */
export interface ReviewArguments extends SourceOptions, ShowOptions {
  readonly savedPlans: readonly PlanFile[];
}

/** What `review report` takes. */
export interface ReportArguments extends Omit<SourceOptions, "plans">, ShowOptions {
  readonly digests: readonly string[];
}

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

/** Where cdktf synthesizes to. */
const OUT = "cdktf.out";
const SOURCE_WORDS = ["out", "base"] as const;
const SHOW_WORDS = [
  "format",
  "output",
  "fail-on",
  "policy",
  "base-policy",
  "write-baseline",
  "write-approval",
  "approval-days",
  "lock-file",
  "prices",
  "gateway",
  "host",
  "key",
  "head-sha",
  "link",
  "locate",
  "entry",
] as const;
const FORM_WORDS = FORM_NAMES.map((name) => FORMS[name].option).filter((option) => option !== undefined);
const STRING = { type: "string" } as const;
const strings = (words: readonly string[]): Record<string, typeof STRING> =>
  Object.fromEntries(words.map((word) => [word, STRING]));
const FLAGS = { "exit-zero": { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

const listed = (words: readonly string[]): string => words.map((word) => `--${word}`).join(", ");
const SHOWN_ALLOWED = listed([...SHOW_WORDS, ...FORM_WORDS, "exit-zero", "help"]);

/**
 * Reads the words after `review`.
 *
 * @returns undefined where help is asked for
 * @throws with every fault, a line each
 */
export function readReviewArguments(args: readonly string[]): ReviewArguments | undefined {
  const allowed = `Allowed: --out, --base, --plan, --saved-plan, ${SHOWN_ALLOWED}.`;
  const { values, positionals } = parseWords("review", allowed, args, {
    allowPositionals: true,
    options: {
      ...strings([...SOURCE_WORDS, ...SHOW_WORDS, ...FORM_WORDS]),
      ...FLAGS,
      plan: { type: "string", multiple: true },
      "saved-plan": { type: "string", multiple: true },
    },
  });
  if (values.help === true) return undefined;
  const faults = new Faults("review");
  const { plan: plans = [], "saved-plan": savedPlans = [] } = values;
  if (positionals.length > 0 && plans.length === 0)
    faults.add(
      `${JSON.stringify(positionals[0])} is neither a step (digest, report, verify, comment) nor an option. ${allowed}`,
    );
  const given = textsOf(values);
  if (plans.length === 0 && given["base"] === undefined)
    faults.add("there is nothing to compare with; give --base DIR, the app before the change, or --plan FILE, or both");
  const show = showOptions(given, values["exit-zero"] === true, faults);
  faults.throwIfAny();
  return {
    ...sourceOf(given),
    plans: [...plans, ...positionals].map(planFile),
    savedPlans: savedPlans.map(planFile),
    ...show,
  };
}

/**
 * Reads the words after `review report`.
 *
 * @returns undefined where help is asked for
 * @throws with every fault, a line each
 */
export function readReportArguments(args: readonly string[]): ReportArguments | undefined {
  const { values, positionals } = parseWords(
    "review report",
    `Allowed: DIGEST..., --out, --base, ${SHOWN_ALLOWED}.`,
    args,
    {
      allowPositionals: true,
      options: { ...strings([...SOURCE_WORDS, ...SHOW_WORDS, ...FORM_WORDS]), ...FLAGS },
    },
  );
  if (values.help === true) return undefined;
  const faults = new Faults("review report");
  const given = textsOf(values);
  const show = showOptions(given, values["exit-zero"] === true, faults);
  faults.throwIfAny();
  return { ...sourceOf(given), digests: positionals, ...show };
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

type Texts = Readonly<Record<string, string | undefined>>;

function textsOf(values: object): Texts {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "string"));
}

function sourceOf({ out = OUT, base }: Texts): Omit<SourceOptions, "plans"> {
  return { out, ...(base === undefined ? {} : { base }) };
}

/** `[STACK=]FILE`. */
function planFile(word: string): PlanFile {
  const [, stack, file] = /^([\w.-]+)=(.+)$/s.exec(word) ?? [];
  return stack === undefined || file === undefined ? { file: word } : { stack, file };
}

function showOptions(given: Texts, exitZero: boolean, faults: Faults): ShowOptions {
  const { prices, gateway, key, link, locate, policy, entry = "main.ts" } = given;
  const headSha = given["head-sha"];
  const basePolicy = given["base-policy"];
  const writeBaseline = given["write-baseline"];
  const writeApproval = given["write-approval"];
  const lockFile = given["lock-file"];
  const days = given["approval-days"] ?? "7";
  if (!/^[1-9]\d{0,3}$/.test(days))
    faults.add(`--approval-days is ${JSON.stringify(days)}; give a number of days from 1 to 9999`);
  const failOn = given["fail-on"] === undefined ? undefined : faults.oneOf("--fail-on", given["fail-on"], RISKS);
  const host = faults.oneOf("--host", given["host"] ?? "github", COMMENT_HOSTS);
  return {
    outputs: outputsOf(given, faults),
    host,
    entry,
    exitZero,
    approvalDays: Number(days),
    ...(writeApproval === undefined ? {} : { writeApproval }),
    ...(lockFile === undefined ? {} : { lockFile }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(policy === undefined ? {} : { policy }),
    ...(basePolicy === undefined ? {} : { basePolicy }),
    ...(writeBaseline === undefined ? {} : { writeBaseline }),
    ...(prices === undefined ? {} : { prices }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(key === undefined ? {} : { key }),
    ...(headSha === undefined ? {} : { headSha }),
    ...(link === undefined ? {} : { link }),
    ...(locate === undefined ? {} : { locate }),
  };
}

/** All forms that are asked for; text on stdout when nothing else goes there, unless `--format` and `--output` say where all goes. */
function outputsOf(given: Texts, faults: Faults): readonly Output[] {
  const files = FORM_NAMES.flatMap((form) => {
    const { option } = FORMS[form];
    const file = option === undefined ? undefined : given[option];
    return file === undefined ? [] : [file === "-" ? { form } : { form, file }];
  });
  const { format, output } = given;
  const chosen = format === undefined ? undefined : faults.oneOf("--format", format, FORM_NAMES);
  if (output !== undefined && chosen === undefined)
    faults.add("--output needs --format, which says what to write there");
  const all: readonly Output[] = [
    ...files,
    ...(chosen === undefined
      ? []
      : [output === undefined || output === "-" ? { form: chosen } : { form: chosen, file: output }]),
  ];
  const printed = all.filter(({ file }) => file === undefined);
  if (printed.length > 1)
    faults.add(`${printed.map(({ form }) => form).join(" and ")} can't both go to stdout; give all but one a file`);
  // who says where the one form goes wants nothing else on stdout
  const isQuiet = chosen !== undefined && output !== undefined && output !== "-";
  return printed.length > 0 || isQuiet ? all : [...all, { form: "text" }];
}

/** What is wrong with a command line. */
class Faults {
  private readonly all: string[] = [];

  constructor(private readonly command: string) {}

  add(fault: string): void {
    this.all.push(fault);
  }

  oneOf<Word extends string>(option: string, value: string, allowed: readonly [Word, ...Word[]]): Word {
    const found = allowed.find((word) => word === value);
    if (found === undefined) this.add(`${option} is ${JSON.stringify(value)}; allowed: ${allowed.join(", ")}`);
    return found ?? allowed[0];
  }

  throwIfAny(): void {
    if (this.all.length > 0) throw new Error(this.all.map((fault) => `${this.command}: ${fault}`).join("\n"));
  }
}
