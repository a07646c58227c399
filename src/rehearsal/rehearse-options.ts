// What a rehearsal is asked for, and what it comes to.
import type { Failure } from "./failure.js";
import type { MirroredProvider } from "./mirror.js";
import type { RunnerSeen } from "./runners-seen.js";
import type { StepOutput } from "./steps.js";
import type { SynthesizableApp } from "./synthesize.js";
import type { TerraformBinary } from "./terraform-binary.js";
import type { AppFingerprint } from "../synthesized/index.js";
import type { AgentOutlook, TimelineItem } from "./timeline/timeline.js";

/** From the start of a runner's pod until it has enrolled, where nobody says it: pulling its image takes most of it. */
export const POD_START_MS = 60_000;

/** What is rehearsed, and how. */
export interface RehearseOptions {
  readonly binary: TerraformBinary;
  readonly providers: readonly MirroredProvider[];
  /** An app to synthesize, or the folder of one that was synthesized. */
  readonly app: SynthesizableApp | { readonly outDirectory: string };
  /** States to begin from, each as FILE or STACK=FILE. */
  readonly states: readonly string[];
  /** Values of variables, by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** @default - whatever the runners dial is taken for the gateway */
  readonly gatewayAddresses?: readonly string[];
  /**
   * Names of runners that the rehearsal enrolls itself, because what runs them or brings their tokens is not in it.
   * @default - none
   */
  readonly standIns?: readonly string[];
  /** How long a runner may stay pending for one and the same reason, milliseconds. */
  readonly patienceMs: number;
  /**
   * From the start of a runner's pod on a real platform until it has enrolled, milliseconds.
   * @default {@link POD_START_MS}
   */
  readonly podStartMs?: number;
  /**
   * Whether somebody passes or fails the change by what is told of agents: then there have to be agents, and a state of every stack.
   * @default false
   */
  readonly gatesAgents?: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Where progress is shown. */
  readonly output: StepOutput;
  readonly colour: boolean;
  /**
   * Looks at what is there, before anything is destroyed; then nothing is, and the work folder stays.
   * @default - everything is destroyed
   */
  readonly look?: (result: RehearsalResult, kept: Kept) => Promise<void>;
}

/** What is left open for a look. */
export interface Kept {
  readonly folder: string;
  readonly gatewayUrl: string;
}

/** What a rehearsal came to. Tokens, and what was given for sensitive variables, are left out of every text. */
export interface RehearsalResult {
  /** `kept`: nothing failed, and nothing was destroyed. */
  readonly outcome: "proved" | "kept" | "failed";
  readonly terraform: { readonly product: string; readonly version: string };
  /** In the order they are applied. */
  readonly stacks: readonly string[];
  /** Which app this is of, for those who have it too. @default - it could not be synthesized */
  readonly app: AppFingerprint | undefined;
  /** The states of its stacks that it began from. */
  readonly states: readonly RehearsedState[];
  readonly applied: Counts | undefined;
  readonly destroyed: Counts | undefined;
  /** Those that the rehearsal's tokens see, of states of other apps too. */
  readonly runners: readonly Omit<RunnerSeen, "labels">[];
  /** What happened to runners during the applies; empty for an app without agents, or when an apply failed. */
  readonly timeline: readonly TimelineItem[];
  /** What that did to each agent of the app's fleet, by the simulated orchestrator. */
  readonly agents: readonly AgentOutlook[];
  /** What the estimates of both are made with. */
  readonly podStartSeconds: number;
  /** How many agent workloads the app has: their objects are applied, their pods are not run. */
  readonly agentWorkloads: number;
  /** What a synthesis warns of, of its fleet and its agent workloads, and nobody accepted; a line each. */
  readonly warnings: readonly string[];
  /** What was assumed, and what this does not prove; sentences. */
  readonly notes: readonly string[];
  readonly failure: Failure | undefined;
}

/** A state that a stack began from. */
export interface RehearsedState {
  readonly stack: string;
  readonly lineage: string;
  readonly serial: number;
}

/** Counted changes of resources. */
export interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}
