// What was agreed to: a record of the plans that a review looked at, with nothing in it that a digest does not show.
import type { Action, SavedPlanRecord } from "../digest/model.js";
import type { Review } from "../judge/model.js";

/** First field of the file. */
export const APPROVAL_FORMAT = "cdktf-agyn approval";
/** Grows when a reader of the old form would misread the new one. */
export const APPROVAL_VERSION = 1;

/** How a review may end that anybody can agree to; `blocked` is recorded, and refused when it is compared. */
export const APPROVED_VERDICTS = [
  "blocked",
  "findings",
  "changes",
  "nothing",
] as const satisfies readonly Review["verdict"][];

/** A record of what was reviewed. */
export interface Approval {
  readonly format: typeof APPROVAL_FORMAT;
  readonly version: typeof APPROVAL_VERSION;
  /** Name of the fleet. @default - the app has none */
  readonly fleet?: string;
  /** Version of cdktf-agyn that reviewed: another may work out other digests. */
  readonly tool: string;
  /** Commit that was reviewed. @default - it was not told */
  readonly headSha?: string;
  /** SHA-256 of the lock file of providers, hex. @default - it was not given */
  readonly lockFileSha256?: string;
  /** How the review ended. */
  readonly verdict: Review["verdict"];
  /** SHA-256 over the semantic digests of all stacks, hex. */
  readonly semantic: string;
  /** All stacks that were planned. */
  readonly stacks: readonly ApprovedStack[];
  /** Fingerprints of the findings that nobody accepts in the policy. */
  readonly findings: readonly string[];
  /** ISO 8601. */
  readonly reviewedAt: string;
  /** From when on it holds no longer, ISO 8601. */
  readonly expires: string;
}

/** The plan of a stack as it was reviewed. */
export interface ApprovedStack {
  readonly stack: string;
  /** What will happen, hex: equal for plans that do the same. */
  readonly semantic: string;
  /** SHA-256 of the plan's JSON, hex. */
  readonly sha256?: string;
  /** SHA-256 over the stack's synthesized JSON, comments left out, hex. @default - the stack is no longer in the app */
  readonly configuration?: string;
  /** The saved plan that was reviewed. @default - it was not given */
  readonly saved?: SavedPlanRecord;
  /** Version that planned. */
  readonly terraform?: string;
  /** Objects that change, to say later what is different. */
  readonly changes: readonly ApprovedChange[];
}

/** A change that was reviewed. */
export interface ApprovedChange {
  readonly address: string;
  readonly action: Action;
  /** Paths of what changes. */
  readonly attributes: readonly string[];
}

/** What an approval is compared with. */
export interface Compared {
  /** Nothing was found that was not reviewed. */
  readonly ok: boolean;
  /** All plans are the very ones that were reviewed. */
  readonly exact: boolean;
  /** What is different, a sentence each. */
  readonly differences: readonly string[];
  /** What could not be compared, a sentence each. */
  readonly notes: readonly string[];
}
