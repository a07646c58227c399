// From digests and synthesized apps to a review: what a change does to a fleet, worst first. Pure: it reads nothing and asks nobody.
import { createHash } from "node:crypto";
import type { Digest, Doubt } from "../digest/model.js";
import { capacityRows } from "./capacity.js";
import { findingsOf } from "./findings.js";
import { groupsOf } from "./groups.js";
import { Judged, titleOf } from "./judged.js";
import { type ReleaseChange, type Review, REVIEW_FORMAT, REVIEW_VERSION } from "./model.js";
import type { JudgeOptions } from "./options.js";
import { mapPools } from "./pools.js";
import { openDoubts } from "./open-values.js";
import { decisionOf } from "./decision.js";
import { driftOf } from "./rules/doubts.js";
import { reviewRules } from "./rules/index.js";
import { valuesOf, versionOf } from "./rules/releases.js";
import { policyRules } from "../policy/rules.js";
import { stacksOf, totalOf } from "./stacks.js";
import { compare } from "./texts.js";
import { notesOf, verdictOf } from "./verdict.js";

/** Judges a change. */
export function judge(options: JudgeOptions): Review {
  const judged = new Judged(options);
  const { digests, head, base } = judged;
  const { prices, policy, policyFindings, exceptions, failOn = "high", rehearsal } = options;
  const found = reviewRules.flatMap((rule) => rule.check(judged).map((one) => ({ rule, found: one })));
  const findings = findingsOf(
    found,
    [...reviewRules, ...policyRules].map(({ id }) => id),
    policy,
    policyFindings,
  );
  const stacks = stacksOf(digests, head, base, doubtsOf(judged, rehearsal));
  const counts = totalOf(stacks.map((stack) => stack.counts));
  const [before, after] = [base?.written?.fleet, head?.written?.fleet];
  const capacity = capacityRows(
    {
      before: judged.before,
      after: judged.after,
      ...(before === undefined ? {} : { base: before }),
      ...(after === undefined ? {} : { head: after }),
    },
    prices,
  );
  const fleet = (after ?? before)?.name;
  const verdict = verdictOf({ judged, findings, stacks, counts, failOn });
  return {
    format: REVIEW_FORMAT,
    version: REVIEW_VERSION,
    ...(fleet === undefined ? {} : { fleet }),
    ...verdict,
    ...(exceptions === undefined ? {} : { decision: decisionOf(verdict.verdict, findings, failOn, exceptions()) }),
    semantic: semanticOf(digests),
    counts,
    stacks,
    findings,
    placement: judged.agents.map(({ placement }) => placement),
    ...(judged.rehearsal === undefined ? {} : { rehearsal: judged.rehearsal }),
    capacity,
    releases: releasesOf(judged),
    groups: groupsOf(judged.changes),
    pools: mapPools(judged, findings),
    drift: driftOf(judged).map(({ stack, change }) => ({ stack, change })),
    ...(prices === undefined ? {} : { currency: prices.currency }),
    notes: notesOf(judged, capacity, options),
  };
}

/** What makes a stack doubtful beside what its plan says of itself. */
function doubtsOf(judged: Judged, rehearsal: JudgeOptions["rehearsal"]): ReadonlyMap<string, readonly Doubt[]> {
  const open = openDoubts(judged);
  if (rehearsal === undefined || rehearsal === "missing") return open;
  const stacks = new Set([...open.keys(), ...rehearsal.doubts.keys()]);
  return new Map(
    [...stacks].map((stack) => [stack, [...(open.get(stack) ?? []), ...(rehearsal.doubts.get(stack) ?? [])]]),
  );
}

function releasesOf(judged: Judged): readonly ReleaseChange[] {
  return judged.changes.flatMap((entry) => {
    const { change } = entry;
    if (change.type !== "helm_release" || !["update", "delete-create", "create-delete"].includes(change.action))
      return [];
    const version = versionOf(change);
    if (version === undefined && valuesOf(change).length === 0) return [];
    return [
      { at: judged.where(entry), release: titleOf(entry), ...(version === undefined ? {} : { version }), change },
    ];
  });
}

function semanticOf(digests: readonly Digest[]): string {
  const parts = digests.map(({ stack, semantic }) => [stack, semantic] as const).sort(([a], [b]) => compare(a, b));
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
