// A review: what a change does to the fleet, worst first. Everything in it may be shown; renderers add nothing but form.
import type { Action, Change, Doubt } from "../digest/model.js";

/** First field of the JSON form. */
export const REVIEW_FORMAT = "cdktf-agyn review";
/** Grows when a reader of the old form would misread the new one; a field that is added does not change it. */
export const REVIEW_VERSION = 1;

/** How much a finding weighs, heaviest first. */
export const RISKS = ["critical", "high", "medium", "low"] as const;
/** How much a finding weighs. */
export type Risk = (typeof RISKS)[number];

/** Where in the fleet. What is not known is left out. */
export interface Whereabouts {
  readonly stack?: string;
  /** Construct path: `us-east-1/ml-gpu/Runner1`. */
  readonly path?: string;
  /** Terraform address. */
  readonly address?: string;
  /** Id of the pool. */
  readonly pool?: string;
  readonly region?: string;
  readonly team?: string;
  readonly tier?: string;
}

/** One thing that a reviewer has to know. */
export interface ReviewFinding {
  /** Id of the rule, stable over releases: `review/last-runner`. */
  readonly rule: string;
  readonly risk: Risk;
  readonly at: Whereabouts;
  /** One clause: what happens, with names. */
  readonly what: string;
  /** Why Terraform does it. @default - nothing to say */
  readonly cause?: string;
  /** What it means for agents and their work. */
  readonly consequence: string;
  /** What to do, or what to know before one agrees. */
  readonly fix: string;
  /** Others that are the same but for where they are; a count for people. */
  readonly others: readonly Whereabouts[];
  /** 16 hex digits over rule, whereabouts and what, of others too; the same for as long as the finding is the same. */
  readonly fingerprint: string;
  /** Somebody accepts it. @default - nobody does */
  readonly accepted?: Acceptance;
  /** A policy stops the change for it whatever it weighs, or never does. @default - the threshold decides */
  readonly decision?: "deny" | "warn";
}

/** Why a finding stops nothing. */
export interface Acceptance {
  readonly by: "exception" | "baseline" | "rule-off";
  readonly id?: string;
  readonly reason?: string;
  readonly owner?: string;
  /** ISO date. */
  readonly expires?: string;
}

/** What a policy makes of a change. */
export interface PolicyDecision {
  /** `denied`: it may not go on as it is; `undecided`: what can't be judged can't be allowed. */
  readonly outcome: "allowed" | "denied" | "undecided";
  /** From which risk on a finding stops the change. */
  readonly failOn: Risk;
  /** Rules whose findings stop the change: because of what they weigh, or because the policy denies them whatever they weigh. */
  readonly deniedBy: readonly DenyingRule[];
  /** All exceptions of the policy: expired ones first, then used, then unused ones. */
  readonly exceptions: readonly ExceptionUse[];
}

/** A rule whose findings stop a change. */
export interface DenyingRule {
  readonly rule: string;
  readonly by: "risk" | "policy";
  /** Findings of it that do. */
  readonly findings: number;
}

/** An exception on the day of a review. */
export interface ExceptionUse {
  readonly id: string;
  readonly owner: string;
  /** ISO date. */
  readonly expires: string;
  /** `expired` ones deny the change, needed or not. */
  readonly status: "used" | "unused" | "expired";
}

/** How many objects each thing happens to; a replacement counts once. */
export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly recreated: number;
  readonly destroyed: number;
  readonly forgotten: number;
  readonly imported: number;
  readonly moved: number;
  readonly unchanged: number;
}

/** A stack of the app, in the order of its apply. */
export interface ReviewedStack {
  readonly name: string;
  readonly source: "plan" | "synth" | "none";
  readonly counts: Counts;
  readonly doubts: readonly Doubt[];
  /** Upstream stacks with changes of their own: this stack's plan may differ once they are applied. */
  readonly provisionalOn: readonly string[];
  /** The stack is new, stays, or is no longer in the app. */
  readonly standing: "new" | "kept" | "gone";
}

/** Which pools an agent may land on. */
export interface AgentPlacement {
  readonly agent: string;
  readonly organization: string;
  /** Ids of pools, or names of runners that belong to none. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Runners that may take its work. */
  readonly runners: { readonly before: number; readonly after: number };
  readonly verdict:
    | "same"
    | "new"
    | "gone"
    | "lost"
    | "found"
    | "narrower"
    | "wider"
    | "other"
    | "unplaced"
    | "uncertain";
  /** Pools that may take its work besides: what their runners have is not known yet, or hidden. @default - none */
  readonly mayLand?: readonly string[];
  /** The constraint that nothing meets, when there is no place. @default - it has one */
  readonly why?: string;
}

/** One line of the capacity ledger. */
export interface CapacityRow {
  readonly region: string;
  /** Empty: no team owns it. */
  readonly team: string;
  readonly tier: string;
  readonly runners: BeforeAfter;
  /** Nodes of the region's tier as the fleet declares them; the same in all rows of a region and tier. @default - not declared */
  readonly nodes?: BeforeAfter;
  /** GPUs on these nodes. @default - not declared, or no GPU tier */
  readonly gpus?: BeforeAfter;
  /** Money a month, from the price table; shared nodes lie on the teams by their runners, so that rows add up. @default - no price table */
  readonly cost?: BeforeAfter;
}

/** A number on both sides of a change. */
export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/** What a rehearsal says of the time while the change is applied. */
export interface ReviewedRehearsal {
  /** `missing`: the change should have been rehearsed, and was not. `kept`: all but the destroy was rehearsed. */
  readonly outcome: "proved" | "kept" | "failed" | "missing";
  /** What it comes to, in a sentence. */
  readonly sentence: string;
  /** Taken for the time from a pod's start until its runner has enrolled; all estimates rest on it. @default - nothing is estimated */
  readonly podStartSeconds?: number;
  /** Agents that are without a place at some time, or whose work is cut off, longest first. */
  readonly agents: readonly AgentMeanwhile[];
  /** Agents with a place at every moment, and no work that is cut off. */
  readonly steady: number;
  /** What takes places away or gives them, in the order it was seen; empty when nothing takes one away. */
  readonly steps: readonly MeanwhileStep[];
}

/** An agent while the change is applied. */
export interface AgentMeanwhile {
  readonly agent: string;
  /** Runners that take its work. */
  readonly places: BeforeAfter & { readonly least: number };
  /** Times without a place, by the estimate. */
  readonly gaps: readonly PlacelessTime[];
  /** All that it was without a place in the rehearsal, whose stand-ins take no time. @default - that has no end, or there was none before */
  readonly rehearsedSeconds?: number;
  /** Work on runners that go, with the agent at full concurrency. */
  readonly work: readonly CutOffWork[];
}

/** A time without a place. */
export interface PlacelessTime {
  /** Number of the step that takes the last place away. @default - it had none before */
  readonly from?: number;
  /** Number of the step that gives one again. @default - nothing does */
  readonly to?: number;
  /** @default - it has no end */
  readonly seconds?: number;
  /** The constraint that no runner meets. */
  readonly why: string;
}

/** Workloads on a runner that goes. */
export interface CutOffWork {
  readonly runner: string;
  readonly pool?: string;
  readonly workloads: number;
  /** `lost`: its records go, and nobody stops its pods. `waited`: the deletion waits for it. `refused`: the plan is refused for it. */
  readonly fate: "lost" | "waited" | "refused";
}

/** One thing that happens to a runner. */
export interface MeanwhileStep {
  readonly number: number;
  readonly effect: "out" | "in";
  /** A clause: `runner standard-0 is deleted`. */
  readonly what: string;
  readonly at: Whereabouts;
  /** In Terraform's word: `cannot_update`. @default - none given */
  readonly reason?: string;
  readonly rehearsedSeconds: number;
  readonly estimatedSeconds: number;
  /** The thing that dependencies put before it. @default - the order may be another one */
  readonly after?: number;
}

/** A pool as the map shows it. */
export interface MapPool {
  readonly id: string;
  readonly region: string;
  readonly team: string;
  readonly tier: string;
  readonly path?: string;
  readonly runners: readonly MapRunner[];
  /** The worst that happens to it. @default - nothing does */
  readonly risk?: Risk;
}

/** A runner as the map shows it. */
export interface MapRunner {
  readonly name: string;
  readonly path?: string;
  readonly address: string;
  readonly stack: string;
  readonly action: Action;
}

/** Equal changes, counted as one. */
export interface ChangeGroup {
  /** What they have in common: `kubernetes_namespace_v1 created`. */
  readonly title: string;
  readonly type: string;
  readonly action: Action;
  readonly count: number;
  /** The changes, those that differ from the rest first. */
  readonly members: readonly GroupedChange[];
  /** Members at the beginning that are not like the others. */
  readonly odd: number;
}

/** A change of a group. */
export interface GroupedChange {
  readonly stack: string;
  readonly change: Change;
}

/** A release whose chart or values change, its values as a path diff. */
export interface ReleaseChange {
  readonly at: Whereabouts;
  readonly release: string;
  readonly version?: { readonly before: string; readonly after: string };
  readonly change: Change;
}

/** What a change does to a fleet. */
export interface Review {
  readonly format: typeof REVIEW_FORMAT;
  readonly version: typeof REVIEW_VERSION;
  /** Name of the fleet. @default - the app has none */
  readonly fleet?: string;
  /**
   * `unjudgeable` beats everything: some input can't be trusted. `blocked`: a finding at or above the threshold, or one that the policy
   * denies. `findings`: there are some. `changes`: none, but something changes. `nothing`: nothing does.
   */
  readonly verdict: "unjudgeable" | "blocked" | "findings" | "changes" | "nothing";
  /** The verdict in one sentence. */
  readonly sentence: string;
  /** What the policy makes of it. @default - there is no policy */
  readonly decision?: PolicyDecision;
  /** SHA-256 over the semantic digests of all stacks, hex. */
  readonly semantic: string;
  readonly counts: Counts;
  readonly stacks: readonly ReviewedStack[];
  /** Worst first. */
  readonly findings: readonly ReviewFinding[];
  /** Agents whose placement changes, worst first; then all others. */
  readonly placement: readonly AgentPlacement[];
  /** What becomes of agents while it is applied. @default - nobody asked */
  readonly rehearsal?: ReviewedRehearsal;
  readonly capacity: readonly CapacityRow[];
  readonly releases: readonly ReleaseChange[];
  readonly groups: readonly ChangeGroup[];
  readonly pools: readonly MapPool[];
  readonly drift: readonly GroupedChange[];
  /** Currency of costs, ISO 4217. @default - no price table */
  readonly currency?: string;
  /** What this review could not look at, a sentence each. */
  readonly notes: readonly string[];
}
