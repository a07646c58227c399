// What a team makes of findings: which weigh more or less, which it lives with for a while and why, and which were there before.
import type { Risk } from "../judge/model.js";

/** The file that is read when none is named. */
export const POLICY_FILE = "agyn-review.yaml";
/** Grows when a reader of the old form would misread the new one. */
export const POLICY_VERSION = 1;
/** First field of a baseline. */
export const BASELINE_FORMAT = "cdktf-agyn review baseline";
/** Grows when a reader of the old form would misread the new one. */
export const BASELINE_VERSION = 1;

/** What a scope may name. */
export const SCOPE_KEYS = ["stack", "path", "pool", "region", "team", "tier"] as const;
/** What a rule may say of the weight of findings. */
export const SEVERITIES = ["critical", "high", "medium", "low", "off"] as const;
/** What a rule may say of what findings do. */
export const DECISIONS = ["deny", "warn", "off"] as const;

/** Where something holds: all globs have to match. `*` stands for anything but `/`, `**` for anything, `?` for one character. */
export type Scope = Readonly<Partial<Record<(typeof SCOPE_KEYS)[number], string>>>;

/** What is made of findings. Of several that fit, each later one overrules what it names. */
export interface PolicyRule {
  /** Id of a review rule, or a glob over ids. */
  readonly rule: string;
  /** @default - everywhere */
  readonly scope?: Scope;
  /** @default - what the rule says */
  readonly severity?: (typeof SEVERITIES)[number];
  /** `deny` stops the change whatever it weighs, `warn` never does. @default - the threshold decides */
  readonly action?: (typeof DECISIONS)[number];
  /** For readers of the review. */
  readonly reason?: string;
}

/** Findings that somebody accepts for a while. */
export interface PolicyException {
  /** Names it in the review. */
  readonly id: string;
  /** Id of a review rule, or a glob over ids. */
  readonly rule: string;
  /** At least one place. */
  readonly scope: Scope;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, in UTC: `2027-03-31`. */
  readonly expires: string;
}

/** A policy file. */
export interface Policy {
  readonly version: typeof POLICY_VERSION;
  /** From which risk on a finding stops the change. @default - `--fail-on`, else high */
  readonly failOn?: Risk;
  /** How far off an exception's end may be. @default - no bound */
  readonly maxExceptionDays?: number;
  readonly rules: readonly PolicyRule[];
  readonly exceptions: readonly PolicyException[];
  /** File of findings that were there before, from the folder of the policy. @default - none */
  readonly baseline?: string;
}

/** Findings that were there before: they are shown as accepted. */
export interface Baseline {
  readonly format: typeof BASELINE_FORMAT;
  readonly version: typeof BASELINE_VERSION;
  readonly findings: readonly BaselineEntry[];
}

/** A finding of a baseline. */
export interface BaselineEntry {
  readonly fingerprint: string;
  /** For people. */
  readonly rule: string;
  /** For people. */
  readonly what: string;
}
