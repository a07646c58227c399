// Work that takes longer than an hour: a pod for each run, which ends with it.
//
// Source: facts 8 (`job`: not drained, ephemeral), 4 (KEDA's ScaledJob where a task outlives any sensible grace period). A run that can
// be done again is cut at once by a drain of its node; one that can't is waited for, and kept from the cluster autoscaler.
import type { Construct } from "../core.js";
import type { JobDescription, WorkloadDescription, WorkloadKind } from "../description/workload.js";
import { Drain, LEAST_MARGIN_SECONDS } from "../lifecycle/drain.js";
import { isLater } from "../later.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { BacklogOptions, Queue } from "../queue/queue.js";
import { AgentWorkload } from "./agent-workload.js";
import { withPeer, withTold } from "./queue-worker.js";
import { requireReadable } from "../given/readable.js";

const KEPT_SECONDS = 24 * 3_600;
const RETRIES = 2;
/** Kubernetes waits ten seconds before it tries again, then twice as long each time, up to six minutes. */
const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 360;
/** Waits that are shorter than the longest. */
const GROWING_WAITS = 6;

/** A schedule. */
export interface ScheduleOptions {
  /** As `Europe/Berlin`. @default - that of the cluster, mostly UTC */
  readonly timeZone?: string;
  /** What becomes of a run that is still there when the next is due: the next is left out, or it is ended. @default "skip" */
  readonly overlap?: "skip" | "replace";
}

/** How many runs there are at a time; nothing takes one away before it ends. */
export type RunOptions = Pick<BacklogOptions, "minimum" | "maximum" | "perPod">;

/** What starts a run. */
export class JobTrigger {
  private constructor(
    readonly kind: Extract<WorkloadKind, "Job" | "CronJob" | "ScaledJob">,
    readonly schedule: string | undefined,
    readonly options: ScheduleOptions,
    readonly tasks: { readonly queue: Queue; readonly backlog: RunOptions } | undefined,
  ) {}

  /** One run, when it is first applied, and one for whatever is applied later: an image, a configuration, a label, a renewed Secret. */
  static once(): JobTrigger {
    return new JobTrigger("Job", undefined, {}, undefined);
  }

  /** By a schedule, as cron; never two at a time. */
  static schedule(schedule: string, options: ScheduleOptions = {}): JobTrigger {
    return new JobTrigger("CronJob", schedule, options, undefined);
  }

  /** A run for each task of a queue, by KEDA; `minimum` is mostly 0. */
  static perTask(queue: Queue, backlog: RunOptions): JobTrigger {
    return new JobTrigger("ScaledJob", undefined, {}, { queue, backlog });
  }
}

/** Settings of an AgentJob. */
export type AgentJobProps = Omit<
  AgentWorkloadProps,
  | "disruption"
  | "gracePeriodSeconds"
  | "inFlightPerPod"
  | "preStop"
  | "probes"
  | "replicas"
  | "rollout"
  | "scaling"
  | "waitSeconds"
> & {
  /** What starts a run. */
  readonly trigger: JobTrigger;

  /**
   * How often a run that failed is tried again.
   *
   * @default - 2 where a step that is cut can be done again, else 0
   */
  readonly retries?: number;

  /**
   * After how long a run is ended, with all its tries, seconds: what it waits for a node and its image counts.
   *
   * @default - for each try the longest step and five minutes to start, and what Kubernetes waits between tries
   */
  readonly deadlineSeconds?: number;

  /**
   * How long a run that ended is kept, seconds; not of a trigger `once`, whose run Terraform would make again.
   *
   * @default - a day
   */
  readonly keptSeconds?: number;
};

/** Does what takes longer than an hour, a pod for each run. For what it makes see {@link AgentWorkload}. */
export class AgentJob extends AgentWorkload {
  constructor(scope: Construct, id: string, props: AgentJobProps) {
    requireReadable(scope, id, "AgentJobProps", props);
    const { trigger, restartable = false } = props;
    const { tasks } = trigger;
    const drain = restartable ? cutAtOnce(props.drain) : props.drain;
    const common = {
      ...withPeer({ ...props, ...(tasks && { queue: tasks.queue }) }),
      drain,
      inFlightPerPod: 1,
      ...(restartable && { gracePeriodSeconds: 2 * LEAST_MARGIN_SECONDS }),
      ...(tasks === undefined ? { replicas: 1 } : { scaling: tasks.queue.scaling({ perPod: 1, ...tasks.backlog }) }),
    };
    const adapt = (description: WorkloadDescription): WorkloadDescription => asJob(description, props);
    super(scope, id, { system: "agent-service", shape: "job", adapt }, common);
  }
}

/** The step is as long as ever, but nobody waits for it. */
function cutAtOnce({ longestStepSeconds, marginSeconds }: Drain): Drain {
  return Drain.of({ longestStepSeconds, drainSeconds: 0, preStopSeconds: 0, marginSeconds });
}

function asJob(description: WorkloadDescription, props: AgentJobProps): WorkloadDescription {
  const { trigger, retries, deadlineSeconds, keptSeconds = KEPT_SECONDS } = props;
  const { end, scale } = description;
  const tries = retries ?? (end.isRestartable ? RETRIES : 0);
  const queue = trigger.tasks?.queue;
  const job: JobDescription = {
    schedule: trigger.schedule,
    timeZone: trigger.options.timeZone,
    overlap: trigger.options.overlap ?? "skip",
    retries: tries,
    deadlineSeconds: deadlineSeconds ?? deadlineOf(end.drain, tries),
    keptSeconds,
  };
  const limit = { AGENT_TASK_LIMIT_SECONDS: String(end.drain.longestStepSeconds) };
  const told = { ...limit, ...queue?.environment(end.drain) };
  return {
    ...description,
    kind: trigger.kind,
    job,
    queue: queue?.describe(end.drain),
    ...withTold(description, told, props),
    scale: { ...scale, disruption: undefined },
  };
}

/** What follows from a number of tries; no number where Terraform knows that later, which POD-09 says. */
function deadlineOf(drain: Drain, retries: number): number {
  return isLater(retries) ? NaN : drain.deadlineSeconds(retries + 1) + waitsSeconds(retries);
}

/** What Kubernetes waits between all tries together. */
function waitsSeconds(retries: number): number {
  const growing = Math.min(retries, GROWING_WAITS);
  return FIRST_WAIT_SECONDS * (2 ** growing - 1) + LONGEST_WAIT_SECONDS * (retries - growing);
}
