// What a simulation looks like from outside: the tests and programs that hold one, and the control calls.
import { EmulatorError } from "../errors.js";
import type { WorkloadFailureReason } from "../store/rows.js";
import { type Check, duration } from "./fields.js";
import type { SimulationPlan } from "./plan.js";
import type { NoRunner } from "./selection.js";

/** How an emulator simulates. */
export interface SimulationOptions {
  readonly plan: SimulationPlan;
  /**
   * Time goes on by itself, as the emulator's clock does; otherwise it stands still but for `tick`.
   * @default false
   */
  readonly follow?: boolean;
  /** Told of everything that happens, as it happens. */
  readonly onEvent?: (event: SimulationEvent) => void;
}

/** A running simulation. */
export interface Simulation {
  /**
   * Moves time on, up to a day, and lets everything happen that is due by then.
   * @param duration such as `90s` or `1h30m`
   * @returns what happened, in order
   * @throws {EmulatorError} `bad_simulation` for what is no such duration
   */
  tick(duration: string): SimulationEvent[];
  /** How things stand. */
  state(): SimulationState;
  /** Nothing new is started from now on; what runs goes on to its end. */
  stop(): void;
}

/** One thing that happened. */
export interface SimulationEvent {
  /** RFC 3339 */
  readonly at: string;
  /**
   * A workload's new status, `unplaced` (no runner takes the agent's work, once per reason), or `left_behind` (its runner was deleted
   * while it ran).
   */
  readonly kind: "starting" | "running" | "stopping" | "stopped" | "failed" | "unplaced" | "left_behind";
  readonly agent: string;
  readonly workloadId?: string;
  readonly runnerId?: string;
  readonly runnerName?: string;
  /** Of `failed`. */
  readonly reason?: WorkloadFailureReason;
  /** Of `failed`, `unplaced` and `left_behind`. */
  readonly message?: string;
}

/** How a simulation stands. */
export interface SimulationState {
  /** Its time, RFC 3339. */
  readonly now: string;
  readonly stopped: boolean;
  readonly agents: readonly AgentState[];
  /** Pods whose runner was deleted: in no listing, and stopped by nobody. */
  readonly leftBehind: readonly LeftBehind[];
}

/** How an agent stands. */
export interface AgentState {
  readonly name: string;
  readonly organization: string;
  /** Workloads so far. */
  readonly started: number;
  readonly failed: number;
  /** Workloads that are not over. */
  readonly active: number;
  /** Instances that failed ten times in a row: the platform does not try them again. */
  readonly paused: number;
  /** Why no runner takes its work, as of the last try. */
  readonly unplaced?: NoRunner & { readonly since: string };
}

/** A pod without a runner and without a record. */
export interface LeftBehind {
  readonly workloadId: string;
  readonly agent: string;
  readonly runnerId: string;
  readonly runnerName: string;
  /** Whether there is still work for it. */
  readonly working: boolean;
  /** When its work ends or ended, RFC 3339; absent when it keeps failing. */
  readonly workEnds?: string;
}

/** Where an agent's next workload may go. */
export interface AgentPlaces {
  readonly agent: string;
  readonly runnerIds: readonly string[];
  /** Why there is no such runner. */
  readonly none?: NoRunner;
}

const TICK: Check<number> = duration(0, 86_400_000);

/** @throws {EmulatorError} `bad_simulation` */
export function requireTick(text: unknown): number {
  const ms = TICK.read(text);
  if (ms === undefined) {
    throw new EmulatorError("bad_simulation", `tick is ${JSON.stringify(text)}; allowed: ${TICK.allowed}.`);
  }
  return ms;
}
