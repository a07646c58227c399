// The arithmetic of ending a pod without cutting what it works on, as one value: from the longest step follow the grace period, the
// timeouts of whatever stands before the pod, the window of its scaler and the lease of its queue.
//
// Source: order of a pod's termination in Kubernetes: the grace period starts with the deletion, preStop takes its time from it, then
// SIGTERM, at its end SIGKILL; so grace = preStop + drain + margin, and equality cuts (facts 5.1, rules D10, U9).
import { requireKind } from "../given/readable.js";

/** Least seconds between the end of a drain and SIGKILL. */
export const LEAST_MARGIN_SECONDS = 15;
/** Longest window that a horizontal pod autoscaler takes, seconds. */
export const LONGEST_WINDOW_SECONDS = 3_600;
/** What a cluster takes to stop sending to a pod that ends, seconds; of what is served. */
export const SERVED_PRE_STOP_SECONDS = 10;
/** What a pod may take to start where nobody says, seconds: as long as its startup probe asks. */
export const LONGEST_START_SECONDS = 300;
/** In how many starts a rollout has to make progress: what never starts fails the apply, however long old pods drain. */
const STARTS_WITHOUT_PROGRESS = 2;

/** How long a rollout may go on without any pod becoming ready. */
export function progressSeconds(startSeconds: number): number {
  return STARTS_WITHOUT_PROGRESS * startSeconds;
}

/** What a drain is made of; all in seconds. */
export interface DrainOptions {
  /** The longest single step: a request, a turn of a stream, a call, a task. */
  readonly longestStepSeconds: number;

  /**
   * How long the process goes on after SIGTERM before it leaves by itself.
   *
   * @default - the longest step
   */
  readonly drainSeconds?: number;

  /**
   * How long the pod goes on as before while the cluster stops sending to it, before SIGTERM.
   *
   * @default - 10 for shapes that are served, else 0, also with a host per pod
   */
  readonly preStopSeconds?: number;

  /**
   * What is left between the end of the drain and SIGKILL.
   *
   * @default 15
   */
  readonly marginSeconds?: number;
}

/** How long things take when a pod ends, and what follows from it. Durations are whole seconds. */
export class Drain {
  private constructor(
    /** The longest single step. */
    readonly longestStepSeconds: number,
    /** How long the process goes on after SIGTERM. */
    readonly drainSeconds: number,
    /** How long the pod goes on before SIGTERM; undefined: what the shape needs. */
    readonly preStopSeconds: number | undefined,
    /** What is left before SIGKILL. */
    readonly marginSeconds: number,
  ) {}

  /** The arithmetic of a longest step. Numbers that make no sense are findings of whoever uses it (DRN-01, SHP-01). */
  static of(options: DrainOptions): Drain {
    requireKind("Drain.of", "DrainOptions", options);
    const { longestStepSeconds, drainSeconds = longestStepSeconds, preStopSeconds } = options;
    return new Drain(longestStepSeconds, drainSeconds, preStopSeconds, options.marginSeconds ?? LEAST_MARGIN_SECONDS);
  }

  /** The same with a preStop, where none was given. */
  withPreStop(seconds: number): Drain {
    return new Drain(this.longestStepSeconds, this.drainSeconds, this.preStopSeconds ?? seconds, this.marginSeconds);
  }

  /** Whether every part is a whole number of seconds that time can have. */
  get makesSense(): boolean {
    const { longestStepSeconds, drainSeconds, preStopSeconds = 0, marginSeconds } = this;
    return [longestStepSeconds, drainSeconds, preStopSeconds, marginSeconds].every(
      (seconds) => Number.isInteger(seconds) && seconds >= 0,
    );
  }

  /** `terminationGracePeriodSeconds` of the pod: preStop, then the drain or the longest step, then the margin. */
  get gracePeriodSeconds(): number {
    return (this.preStopSeconds ?? 0) + Math.max(this.drainSeconds, this.longestStepSeconds) + this.marginSeconds;
  }

  /** Read and send timeout of what stands before the pod: a proxy that gives up sooner cuts the step. */
  get ingressTimeoutSeconds(): number {
    return this.longestStepSeconds + this.marginSeconds;
  }

  /** How long a scaler waits before it takes a pod away: longer than a step, as far as a scaler can wait. */
  get scaleDownWindowSeconds(): number {
    return Math.min(LONGEST_WINDOW_SECONDS, this.longestStepSeconds + this.marginSeconds);
  }

  /**
   * How long a queue lends a task: longer than it can wait behind those that were fetched with it, and a pod that has it can live on, so
   * that no second one gets it.
   *
   * @param prefetch tasks that a worker takes for each that it works on
   */
  visibilityTimeoutSeconds(prefetch = 1): number {
    return (prefetch - 1) * this.longestStepSeconds + this.gracePeriodSeconds + this.marginSeconds;
  }

  /** What a liveness probe has to put up with: a step that answers nothing, and a process that says 503 while it drains. */
  get livenessSeconds(): number {
    return this.gracePeriodSeconds + this.marginSeconds;
  }

  /**
   * How long a rollout may take, which Terraform and Helm wait for: each wave starts new pods and ends old ones.
   *
   * @param waves how often pods are exchanged until all are new
   * @param startSeconds how long a pod may take to start
   */
  rolloutSeconds(waves = 1, startSeconds = LONGEST_START_SECONDS): number {
    return waves * (this.gracePeriodSeconds + startSeconds) + this.marginSeconds;
  }

  /**
   * `activeDeadlineSeconds` of a Job: each try may take a step.
   *
   * @param tries the first and those after it
   */
  deadlineSeconds(tries = 1): number {
    return tries * (this.longestStepSeconds + LONGEST_START_SECONDS) + this.marginSeconds;
  }
}
