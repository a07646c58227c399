// From what rules find to what is shown: fingerprints, and findings that differ only in where they are counted as one.
import { createHash } from "node:crypto";
import { groupBy } from "../../rules/index.js";
import type { ReviewFinding, Risk, Whereabouts } from "./model.js";
import { RISKS } from "./model.js";
import type { Found, ReviewRule } from "./rules/rule.js";
import { compare, listed } from "./texts.js";

/** A finding before equal ones are counted as one. */
interface Single {
  readonly finding: ReviewFinding;
  readonly found: Found;
  /** What its place is sorted by. */
  readonly place: string;
}

/** Fingerprint digits. */
const FINGERPRINT_CHARS = 16;

/**
 * The findings of all rules, worst first.
 *
 * @param policy what is made of each before they are counted
 * @param own what is found of the policy itself
 */
export function findingsOf(
  found: readonly { readonly rule: ReviewRule; readonly found: Found }[],
  order: readonly string[],
  policy: (finding: ReviewFinding) => ReviewFinding = (finding) => finding,
  own: () => readonly ReviewFinding[] = () => [],
): readonly ReviewFinding[] {
  const singles = found.map(({ rule, found: one }): Single => {
    return { found: one, finding: policy(singleOf(rule, one)), place: placeKey(one.at) };
  });
  const ranks = new Map(order.map((rule, index) => [rule, index]));
  return [...[...groupBy(singles, alikeKey).values()].map(countedAsOne), ...own()].sort(
    (a, b) =>
      RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk) ||
      (ranks.get(a.rule) ?? 0) - (ranks.get(b.rule) ?? 0) ||
      compare(placeKey(a.at), placeKey(b.at)) ||
      compare(a.what, b.what),
  );
}

/** All places of a finding. */
export function placesOf({ at, others }: ReviewFinding): readonly Whereabouts[] {
  return [at, ...others];
}

/** Whether a finding stops the change. */
export function stops({ risk, accepted, decision }: ReviewFinding, failOn: Risk): boolean {
  if (accepted !== undefined || decision === "warn") return false;
  return decision === "deny" || isAtLeast(risk, failOn);
}

/** Whether one risk weighs at least as much as another. */
export function isAtLeast(risk: Risk, threshold: Risk): boolean {
  return RISKS.indexOf(risk) <= RISKS.indexOf(threshold);
}

function singleOf({ id, risk }: ReviewRule, found: Found): ReviewFinding {
  const { at, cause, consequence, fix } = found;
  return {
    rule: id,
    risk: found.risk ?? risk,
    at,
    what: found.what,
    ...(cause === undefined || cause === "" ? {} : { cause }),
    consequence,
    fix,
    others: [],
    fingerprint: hash([id, at.stack ?? "", at.path ?? at.address ?? at.pool ?? "", found.subject ?? found.what]),
  };
}

function alikeKey({ finding, found }: Single): string {
  const { rule, risk, cause, consequence, fix, accepted, decision, fingerprint } = finding;
  const alike = found.many === undefined ? fingerprint : `many ${found.many} ${found.kind ?? ""}`;
  return JSON.stringify([rule, risk, alike, cause, consequence, fix, accepted, decision]);
}

function countedAsOne(singles: readonly Single[]): ReviewFinding {
  const sorted = singles.toSorted((a, b) => compare(a.place, b.place));
  const [first, ...rest] = sorted;
  if (first === undefined) throw new Error("a group of findings is never empty");
  const { many } = first.found;
  if (rest.length === 0 || many === undefined) return first.finding;
  return {
    ...first.finding,
    what: `${sorted.length} ${many}: ${listed(sorted.map(({ found }) => found.name))}`,
    others: rest.map(({ finding }) => finding.at),
    // a place more or less is another finding: nobody accepts what came later
    fingerprint: hash(sorted.map(({ finding }) => finding.fingerprint)),
  };
}

function placeKey({ stack = "", path = "", address = "", pool = "" }: Whereabouts): string {
  return JSON.stringify([stack, path, address, pool]);
}

function hash(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, FINGERPRINT_CHARS);
}
