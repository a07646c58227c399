// Acknowledging findings: a rule, the path below which it is accepted, and the reason. What an acknowledgement says in vain is
// itself a finding, so that none outlives what it was written for.
import type { Finding, RuleDescription } from "./finding.js";
import { groupBy } from "./group-by.js";
import { nearest } from "./nearest.js";

/** Somebody accepts what a rule finds at a path and below it. */
export interface Acknowledgement {
  /** Id of the rule. */
  readonly rule: string;
  /**
   * A finding's path, or the beginning of one up to a `.`, a `[`, or the `/` of a construct path, so that a stack covers what it
   * holds; empty for all.
   */
  readonly path: string;
  /** Why it is accepted; shown with the finding wherever it is shown. */
  readonly reason: string;
}

/** The rules about acknowledgements; they can't be acknowledged, because that would have no end. */
export const acknowledgementRules: readonly RuleDescription[] = [
  {
    id: "rules/acknowledgement-unused",
    must: "An acknowledgement accepts something that was found.",
    otherwise: "It would silence tomorrow what nobody has looked at.",
    unacknowledgeable: "take the acknowledgement out instead",
  },
  {
    id: "rules/acknowledgement-unknown",
    must: "An acknowledgement names a rule that exists.",
    otherwise: "It silences nothing.",
    unacknowledgeable: "correct the id instead",
  },
  {
    id: "rules/acknowledgement-refused",
    must: "An acknowledgement names a rule that may be acknowledged.",
    otherwise: "The apply would fail, or a secret would leak, whatever the reason.",
    unacknowledgeable: "take the acknowledgement out and put right what was found",
  },
  {
    id: "rules/acknowledgement-reason",
    must: "An acknowledgement says why.",
    otherwise: "Whoever reads it later can't tell whether it still holds.",
    unacknowledgeable: "give the reason",
  },
];

/** What is acknowledged, by which rules, and where the acknowledgements stand. */
export interface AcknowledgeOptions {
  readonly acknowledgements: readonly Acknowledgement[];
  /** All rules that could have found something. */
  readonly rules: readonly RuleDescription[];
  /** Path of the list of acknowledgements, for findings about them. */
  readonly path: string;

  /**
   * Rules that find later, elsewhere, so that here can only be told whether a path leads to anything they judge.
   *
   * @default - none
   */
  readonly later?: { readonly rules: readonly RuleDescription[]; readonly judgesAt: (path: string) => boolean };
}

/** The findings, those that are accepted marked with the reason, and what is wrong with the acknowledgements. */
export function acknowledge(findings: readonly Finding[], options: AcknowledgeOptions): readonly Finding[] {
  const { later = { rules: [], judgesAt: () => false } } = options;
  const rules = new Map([...options.rules, ...later.rules].map((rule) => [rule.id, rule]));
  const laterIds = new Set(later.rules.map(({ id }) => id));
  const entries = options.acknowledgements.map((entry, index) => ({
    entry,
    path: `${options.path}[${index}]`,
    hits: laterIds.has(entry.rule) && later.judgesAt(entry.path) ? 1 : 0,
  }));
  const byRule = groupBy(
    entries.filter(({ entry }) => isUsable(entry, rules)),
    ({ entry }) => entry.rule,
  );
  const marked = findings.map((finding) => {
    const matching = (byRule.get(finding.rule) ?? []).filter(({ entry }) => isAtOrBelow(finding.path, entry.path));
    for (const match of matching) match.hits += 1;
    const [first] = matching;
    return first === undefined ? finding : { ...finding, acknowledged: first.entry.reason };
  });
  return [...marked, ...entries.flatMap(({ entry, path, hits }) => complaints(entry, path, hits, rules))];
}

/** Whether a path is another one or lies below it. */
export function isAtOrBelow(path: string, above: string): boolean {
  if (above === "" || path === above) return true;
  return path.startsWith(above) && [".", "[", "/"].includes(path[above.length] ?? "");
}

type Rules = ReadonlyMap<string, RuleDescription>;

function isUsable({ rule, reason }: Acknowledgement, rules: Rules): boolean {
  const known = rules.get(rule);
  return known !== undefined && known.unacknowledgeable === undefined && reason.trim() !== "";
}

function complaints(entry: Acknowledgement, path: string, hits: number, rules: Rules): readonly Finding[] {
  const known = rules.get(entry.rule);
  if (known === undefined) {
    const meant = nearest(entry.rule, [...rules.keys()]);
    return [
      {
        rule: "rules/acknowledgement-unknown",
        severity: "error",
        path: `${path}.rule`,
        value: entry.rule,
        why: "there is no rule of this id, so nothing is acknowledged",
        fix: meant === undefined ? "copy the id from the finding" : `write ${meant}`,
      },
    ];
  }
  if (known.unacknowledgeable !== undefined) {
    return [
      {
        rule: "rules/acknowledgement-refused",
        severity: "error",
        path: `${path}.rule`,
        value: entry.rule,
        why: "what this rule finds can't be accepted",
        fix: known.unacknowledgeable,
      },
    ];
  }
  if (entry.reason.trim() === "") {
    return [
      {
        rule: "rules/acknowledgement-reason",
        severity: "error",
        path: `${path}.reason`,
        value: entry.reason,
        why: "without a reason nobody can tell later whether it still holds, so nothing is acknowledged",
        fix: "say why it is accepted",
      },
    ];
  }
  return hits > 0
    ? []
    : [
        {
          rule: "rules/acknowledgement-unused",
          severity: "warning",
          path,
          value: `${entry.rule} at ${entry.path === "" ? "any path" : entry.path}`,
          why: "the rule finds nothing there, and would be silent tomorrow when it does",
          fix: "take it out, or correct its path",
        },
      ];
}
