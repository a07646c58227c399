// What a review rule is: words for documentation, a risk, and a pure function that finds.
import type { RuleDescription } from "../../../rules/index.js";
import type { Judged } from "../judged.js";
import type { Risk, Whereabouts } from "../model.js";

/** One thing that a rule found. */
export interface Found {
  readonly at: Whereabouts;
  /** @default - the rule's */
  readonly risk?: Risk;
  /** What it is about, to be listed when there are several. */
  readonly name: string;
  /** One clause. */
  readonly what: string;
  /** What makes it this finding and no other, in full, where the clause cuts something short. @default - the clause */
  readonly subject?: readonly unknown[];
  /** What has to be equal beside the words of those that are counted as one. @default - the words suffice */
  readonly kind?: string;
  /** What several of them do, behind their number: `runners are destroyed`. @default - it is never counted with others */
  readonly many?: string;
  readonly cause?: string;
  /** Equal in findings that are counted as one. */
  readonly consequence: string;
  readonly fix: string;
}

/** A rule over changes. */
export interface ReviewRule extends RuleDescription {
  /** How much its findings weigh, unless it says otherwise. */
  readonly risk: Risk;
  /** When they weigh more or less, as part of a sentence. @default - never */
  readonly unless?: string;
  /** What it found, in any order. */
  readonly check: (judged: Judged) => readonly Found[];
}

/** Where it is told how an agent workload ends. */
export const ENDING = "docs/agents/secrets.md#ending-a-workload";

/** Where a runbook is. */
export const RUNBOOKS = {
  drain: "docs/runbooks/drain.md",
  rotate: "docs/runbooks/rotate.md",
  lostToken: "docs/runbooks/recover-a-lost-token.md",
  lostState: "docs/runbooks/restore-from-lost-state.md",
} as const;
