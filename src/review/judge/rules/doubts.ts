// What a plan says of itself: checks that fail, drift, and what this version does not understand.
import { causeOf } from "../causes.js";
import { type Judged, type JudgedChange, titleOf } from "../judged.js";
import type { Change } from "../../digest/model.js";
import { listed } from "../texts.js";
import type { ReviewRule } from "./rule.js";

const FAILED: ReadonlySet<string> = new Set(["fail", "error"]);

const checkFailed: ReviewRule = {
  id: "review/check-failed",
  risk: "high",
  must: "Every check and condition of a plan passes.",
  otherwise: "What its author wanted to be sure of is not so.",
  check: ({ digests }) =>
    digests.flatMap(({ stack, checks }) =>
      checks
        .filter(({ status }) => FAILED.has(status))
        .map(({ address }) => ({
          at: { stack, address },
          name: address,
          what: `a condition of ${address} does not hold`,
          many: "conditions do not hold",
          consequence: "A precondition stops the apply here; a check block only says so.",
          fix: "read its message in the log of the plan (it may hold values, so it is not shown here)",
        })),
    ),
};

const notUnderstood: ReviewRule = {
  id: "review/not-understood",
  risk: "high",
  must: "Every action of a plan is one that this version knows.",
  otherwise: "Nobody can say what happens to the object.",
  check: (judged) =>
    judged.changes
      .filter(({ change }) => change.action === "not-understood")
      .map((entry) => ({
        at: judged.where(entry),
        name: titleOf(entry),
        what: `what happens to ${titleOf(entry)} is not understood`,
        many: "objects have actions that are not understood",
        cause: causeOf(judged, entry),
        consequence: "It may be destroyed or not; nothing here takes it into account.",
        fix: "update cdktf-agyn, and read the plan itself meanwhile",
      })),
};

const drift: ReviewRule = {
  id: "review/drift",
  risk: "low",
  unless: "medium when the same runner changes in this apply",
  must: "Runners are as their state has them.",
  otherwise: "Somebody changes them elsewhere, and this apply may undo it.",
  check: (judged) =>
    driftOf(judged)
      .filter(({ change }) => change.type === "agyn_runner")
      .map((entry) => {
        const { stack, change } = entry;
        const isTouched = judged.changeAt(stack, change.address) !== undefined;
        const paths = change.attributes.map(({ path }) => path);
        return {
          at: judged.where(entry),
          ...(isTouched ? { risk: "medium" as const } : {}),
          name: titleOf(entry),
          what:
            change.action === "delete"
              ? `runner ${titleOf(entry)} was removed outside Terraform`
              : `runner ${titleOf(entry)} was changed outside Terraform${paths.length === 0 ? "" : ` (${listed(paths)})`}`,
          many:
            change.action === "delete"
              ? "runners were removed outside Terraform"
              : "runners were changed outside Terraform",
          consequence: isTouched
            ? "The same runner changes in this apply, which sets it as the configuration says."
            : "This apply leaves it as it was found.",
          fix: "find out who changed it; write it into the fleet if it is to stay",
        };
      }),
};

/** Drift without what changes by itself. */
export function driftOf(judged: Judged): readonly JudgedChange[] {
  return judged.digests.flatMap(({ stack, drift: changes }) =>
    changes.filter(isReal).map((change) => ({ stack, change, ...judged.poolOf(change) })),
  );
}

function isReal({ attributes, action }: Change): boolean {
  return action === "delete" || attributes.length === 0 || attributes.some(({ path }) => path !== "status");
}

/** The rules about what makes a plan doubtful. */
export const doubtRules: readonly ReviewRule[] = [notUnderstood, checkFailed];
/** The rule about drift. */
export const driftRules: readonly ReviewRule[] = [drift];
