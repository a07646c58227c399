// What a judgement is made from.
import type { ReviewedApp } from "../app/reviewed-app.js";
import type { Digest } from "../digest/model.js";
import type { GivenRehearsal } from "../input/rehearsal.js";
import type { ExceptionUse, ReviewFinding, Risk } from "./model.js";
import type { PriceTable } from "./prices.js";

/** How many workloads run on a runner, by the runner's id. A runner that is not in it could not be asked. */
export type RunningWork = ReadonlyMap<string, number>;

/** What a judgement is made from. */
export interface JudgeOptions {
  /** At most one of each stack. */
  readonly digests: readonly Digest[];
  /** The app that is to be applied. @default - not given: what is new has no names */
  readonly head?: ReviewedApp;
  /** The app that was applied. @default - not given: what goes has no names */
  readonly base?: ReviewedApp;
  /** @default - no costs */
  readonly prices?: PriceTable;
  /** @default - no gateway was asked */
  readonly running?: RunningWork;
  /** What becomes of agents while it is applied; `missing`: it should have been rehearsed, and was not. @default - nobody asks */
  readonly rehearsal?: GivenRehearsal | "missing";
  /** From which risk on a finding stops the change. @default "high" */
  readonly failOn?: Risk;
  /**
   * What a policy makes of each finding, before equal ones are counted as one: another risk, an acceptance.
   *
   * @default - findings as they are
   */
  readonly policy?: (finding: ReviewFinding) => ReviewFinding;
  /** What is found of the policy itself; asked once `policy` has seen all others. @default - nothing */
  readonly policyFindings?: () => readonly ReviewFinding[];
  /** What became of the policy's exceptions; asked once `policy` has seen all findings. @default - there is no policy */
  readonly exceptions?: () => readonly ExceptionUse[];
}
