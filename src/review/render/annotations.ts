// Findings as workflow commands of GitHub Actions: notes at the lines of a pull request. A step shows ten of each kind and drops the rest
// without a word, so the tenth says how many more there are.
//
// Source: workflow commands of GitHub Actions; ten annotations of each kind for a step.
import { randomBytes } from "node:crypto";
import type { Review, ReviewFinding, Risk } from "../judge/model.js";
import { decisionWords } from "./decision-words.js";
import { lineOf, type SourceMap } from "./locations.js";
import { renderText } from "./text.js";
import { readable } from "./visible.js";
import { asSentence, VERDICT_WORDS, whereIs } from "./words.js";

/** Settings of the annotations. */
export interface AnnotationOptions {
  readonly sources: SourceMap;
  /** What ends the part in which no command is obeyed; nobody may guess it. @default - 16 random bytes */
  readonly guard?: string;
}

/** Annotations of a kind that are shown one by one; the tenth counts the rest. */
const SHOWN = 9;

const KINDS = ["error", "warning", "notice"] as const;
type Kind = (typeof KINDS)[number];
const KIND_OF: Readonly<Record<Risk, Kind>> = { critical: "error", high: "error", medium: "warning", low: "notice" };

/** The commands, a line each, then the review as text in a part where no command is obeyed. */
export function renderAnnotations(
  review: Review,
  { sources, guard = randomBytes(16).toString("hex") }: AnnotationOptions,
): string {
  const open = review.findings.filter(({ accepted }) => accepted === undefined);
  const unjudgeable =
    review.verdict === "unjudgeable"
      ? [`::error title=${property(VERDICT_WORDS.unjudgeable)}::${message(review.sentence)}`]
      : [];
  const decided =
    review.decision?.outcome === "denied"
      ? [`::error title=Denied by the policy::${message(asSentence(decisionWords(review.decision)))}`]
      : [];
  const lines = KINDS.flatMap((kind) => {
    const taken = kind === "error" ? [...unjudgeable, ...decided] : [];
    const findings = open.filter(({ risk }) => KIND_OF[risk] === kind);
    const shown = findings.slice(0, SHOWN - taken.length);
    const more = findings.length - shown.length;
    return [
      ...taken,
      ...shown.map((finding) => annotation(kind, finding, sources)),
      ...(more === 0 ? [] : [`::${kind} title=Fleet review::and ${more} more; the review has all of them`]),
    ];
  });
  return [...lines, `::stop-commands::${guard}`, renderText(review).trimEnd(), `::${guard}::`, ""].join("\n");
}

function annotation(kind: Kind, finding: ReviewFinding, sources: SourceMap): string {
  const { rule, at, what, consequence, fix, others } = finding;
  const { file, line } = lineOf(finding, sources);
  const more = others.length === 0 ? "" : ` and ${others.length} more like it`;
  const words = `${what} (${whereIs(at)}${more}). ${asSentence(consequence)} ${asSentence(fix)}`;
  return `::${kind} file=${property(file)},line=${line},title=${property(rule)}::${message(words)}`;
}

function message(text: string): string {
  return readable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
