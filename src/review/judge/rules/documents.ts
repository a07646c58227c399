// What the documents of findings that apps carry, fleet.json and agents.json, say newly: compared finding by finding, by rule and path.
import { groupBy, type JsonFinding, type Stage } from "../../../rules/index.js";
import type { ReviewedApp } from "../../app/reviewed-app.js";
import type { Judged } from "../judged.js";
import type { Risk, Whereabouts } from "../model.js";
import { listed } from "../texts.js";
import type { Found } from "./rule.js";

/** What a synthesis found. */
interface WrittenFindings {
  readonly stage: Stage;
  readonly findings: readonly JsonFinding[];
}

/** A document of findings. */
export interface FindingsDocument {
  /** Its rules, as a sentence begins: `Fleet rules`. */
  readonly rules: string;
  /** What has a stage and accepts findings, as a sentence goes on: `the fleet`. */
  readonly subject: string;
  /** A rule, as a sentence begins: `The fleet rule fleet/x`. */
  readonly ruleInWords: (rule: string) => string;
  /** Page that tells of a rule. */
  readonly page: (rule: string) => string;
  /** As an app has it; undefined: it has none. */
  readonly of: (app: ReviewedApp) => WrittenFindings | undefined;
  /** Where a path is. */
  readonly where: (judged: Judged, path: string) => Whereabouts;
}

/** What is new of a finding: that it is there, or that it is accepted. */
export interface NewFinding {
  readonly finding: JsonFinding;
  readonly news: "broken" | "accepted";
}

/** What the document of the app that is to be applied says newly; nothing where only one app has one. */
export function newFindings(document: FindingsDocument, judged: Judged): readonly NewFinding[] {
  const sides = bothOf(document, judged);
  if (sides === undefined) return [];
  const known = new Map(sides.base.findings.map((finding) => [keyOf(finding), finding]));
  return sides.head.findings.flatMap((finding): NewFinding[] => {
    const was = known.get(keyOf(finding));
    if (was === undefined || (was.severity !== finding.severity && finding.severity === "error"))
      return [{ finding, news: "broken" }];
    return was.acknowledged === undefined && finding.acknowledged !== undefined ? [{ finding, news: "accepted" }] : [];
  });
}

/** A rule's findings, as a review shows them; `risk` is that of what nobody accepted. */
export function foundOf(
  document: FindingsDocument,
  judged: Judged,
  { finding, news }: NewFinding,
  risk: Risk = riskOf(finding),
): Found {
  const { rule, path, why, fix, acknowledged } = finding;
  const { subject, page } = document;
  const isNew = news === "broken";
  return {
    at: document.where(judged, path),
    risk: acknowledged === undefined ? risk : "low",
    name: path,
    what: isNew ? `${path}: ${why}` : `${path} newly accepts what was found before: ${why}`,
    ...(acknowledged === undefined ? {} : { cause: `${subject} accepts it: ${acknowledged}` }),
    consequence: `${document.ruleInWords(rule)} is ${isNew ? "newly broken" : "still broken, and accepted from now on"} (${page(rule)}).`,
    fix,
  };
}

function riskOf({ severity }: JsonFinding): Risk {
  return severity === "error" ? "high" : "low";
}

/** What is to be said of a document as a whole. */
export function documentNotes(document: FindingsDocument, judged: Judged): readonly string[] {
  const sides = bothOf(document, judged);
  if (sides === undefined) return [];
  const { base, head } = sides;
  // what is not asked any more does not hold again
  if (base.stage === "prod" && head.stage === "dev") {
    return [
      `The stage of ${document.subject} was prod and is dev: what dev does not ask is looked at no more, and less of it stops.`,
    ];
  }
  const still = new Set(head.findings.map(keyOf));
  const fixed = base.findings.filter((finding) => !still.has(keyOf(finding)));
  const rules = [...groupBy(fixed, ({ rule }) => rule)].map(([rule, { length }]) =>
    length === 1 ? rule : `${rule} at ${length} places`,
  );
  return rules.length === 0 ? [] : [`${document.rules} that hold again: ${listed(rules)}.`];
}

/** Whether one of two apps has the document and the other has not. */
export function isOneSided({ of }: FindingsDocument, { base, head }: Judged): boolean {
  return base !== undefined && head !== undefined && (of(base) === undefined) !== (of(head) === undefined);
}

function bothOf(
  { of }: FindingsDocument,
  { base, head }: Judged,
): { readonly base: WrittenFindings; readonly head: WrittenFindings } | undefined {
  const [was, is] = [base, head].map((app) => (app === undefined ? undefined : of(app)));
  return was === undefined || is === undefined ? undefined : { base: was, head: is };
}

function keyOf({ rule, path }: JsonFinding): string {
  return JSON.stringify([rule, path]);
}
