// The command lines of `cdktf-agyn review` and `review report`: what they take, and every fault of them at once.
import { COMMENT_HOSTS, type CommentHost, type PlanFile, RISKS, type Risk } from "../../review/index.js";
import { parseWords } from "../words.js";
import {
  Faults,
  FLAGS,
  planFile,
  SOURCE_WORDS,
  type SourceOptions,
  sourceOf,
  strings,
  type Texts,
  textsOf,
} from "./option-words.js";
import { FORM_NAMES, FORMS, type FormName } from "./form-names.js";

/** A form and where it goes. */
export interface Output {
  readonly form: FormName;
  /** Path; undefined: stdout. */
  readonly file?: string;
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
  /** What `rehearse --json` printed; `none`: it should have, and did not. @default - nobody asks */
  readonly rehearsal?: string;
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
  "rehearsal",
  "host",
  "key",
  "head-sha",
  "link",
  "locate",
  "entry",
] as const;
const FORM_WORDS = FORM_NAMES.map((name) => FORMS[name].option).filter((option) => option !== undefined);
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

function showOptions(given: Texts, exitZero: boolean, faults: Faults): ShowOptions {
  const { prices, gateway, rehearsal, key, link, locate, policy, entry = "main.ts" } = given;
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
    ...(rehearsal === undefined ? {} : { rehearsal }),
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
