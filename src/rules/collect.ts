// All findings at once, in an order that does not depend on the order of the rules, and without a secret in any text.
import type { Finding } from "./finding.js";
import { redactText, redactValue } from "./redact.js";

/** The findings as they may be shown: secrets replaced, the same thing once, errors before warnings, then by path and rule. */
export function collectFindings(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings
    .map(redacted)
    .filter((finding) => {
      const key = JSON.stringify([finding.rule, finding.path, finding.value, finding.why]);
      return !seen.has(key) && seen.add(key).size > 0;
    })
    .sort(byGroupAndPath);
}

/**
 * What a finding is about: the construct of its path, as `europe/support/answers`; else the first two steps, as `pools.ml-gpu`; the path
 * itself when it has no more.
 */
export function groupOf(path: string): string {
  const [construct = ""] = /^[^.[/]+(?:\/[^.[/]+)+/.exec(path) ?? [];
  if (construct !== "") return construct;
  return /^[^.[]+(?:\.[^.[]+|\["(?:[^"\\]|\\.)*"\]|\[\d+\])?/.exec(path)?.[0] ?? path;
}

function redacted(finding: Finding): Finding {
  const shown = { path: redactText(finding.path), why: redactText(finding.why), fix: redactText(finding.fix) };
  const acknowledged = finding.acknowledged === undefined ? {} : { acknowledged: redactText(finding.acknowledged) };
  const value = finding.value === undefined ? {} : { value: redactValue(finding.value) };
  return { ...finding, ...shown, ...value, ...acknowledged };
}

function byGroupAndPath(a: Finding, b: Finding): number {
  return (
    compare(groupOf(a.path), groupOf(b.path)) ||
    compare(a.severity, b.severity) ||
    compare(a.path, b.path) ||
    compare(a.rule, b.rule) ||
    compare(a.why, b.why)
  );
}

/** By code unit, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
