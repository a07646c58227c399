// What a policy decides: whether the change may go on, which rules stop it, and what became of its exceptions.
import { groupBy } from "../../rules/index.js";
import { stops } from "./findings.js";
import type { DenyingRule, ExceptionUse, PolicyDecision, Review, ReviewFinding, Risk } from "./model.js";

/** The decision on a judged change. */
export function decisionOf(
  verdict: Review["verdict"],
  findings: readonly ReviewFinding[],
  failOn: Risk,
  exceptions: readonly ExceptionUse[],
): PolicyDecision {
  const groups = groupBy(
    findings.filter((finding) => stops(finding, failOn)),
    ({ rule, decision }) => JSON.stringify([rule, decision === "deny"]),
  );
  const deniedBy = [...groups.values()].flatMap((all): DenyingRule[] => {
    const [first] = all;
    return first === undefined
      ? []
      : [{ rule: first.rule, by: first.decision === "deny" ? "policy" : "risk", findings: all.length }];
  });
  const outcome = verdict === "unjudgeable" ? "undecided" : deniedBy.length > 0 ? "denied" : "allowed";
  return { outcome, failOn, deniedBy, exceptions };
}
