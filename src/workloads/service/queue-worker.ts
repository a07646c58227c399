// Workers that take tasks from a queue, each of at most an hour.
//
// Source: facts 6: no Service and no way in, a heartbeat file instead of a port, one task at a time for each that is worked on, a budget
// for disruptions only where a task that is cut is lost.
import type { Construct } from "../core.js";
import type { EnvironmentValue } from "../description/container.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import { overridesIn } from "../description/overrides.js";
import { Probe } from "../lifecycle/probes.js";
import { SCRATCH } from "../objects/volumes.js";
import type { Queue } from "../queue/queue.js";
import { AgentWorkload } from "./agent-workload.js";
import { startupOf } from "./describe-pod.js";
import { requireReadable } from "../given/readable.js";

/** A volume of the pod; the root file system is read only. */
const HEARTBEAT_FILE = `${SCRATCH}/heartbeat`;

/** Settings of a QueueWorker. */
export interface QueueWorkerProps extends AgentWorkloadProps {
  /** Where its tasks come from. */
  readonly queue: Queue;
}

/**
 * Takes tasks from a queue. The program touches the file AGENT_HEARTBEAT_FILE at least once a minute, also while it works, and keeps to
 * QUEUE_TASK_LIMIT_SECONDS and QUEUE_STOP_SECONDS. For what it makes see {@link AgentWorkload}.
 */
export class QueueWorker extends AgentWorkload {
  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    requireReadable(scope, id, "QueueWorkerProps", props);
    const { queue } = props;
    const adapt = (description: WorkloadDescription): WorkloadDescription => withQueue(description, queue, props);
    super(scope, id, { system: "agent-service", shape: "queue-worker", adapt }, withPeer(props));
  }
}

/** The policy lets it reach its queue. */
export function withPeer<P extends Pick<AgentWorkloadProps, "network"> & { readonly queue?: Queue }>(props: P): P {
  const { network, queue } = props;
  if (queue === undefined) return props;
  return { ...props, network: { ...network, egress: [queue.peer, ...(network?.egress ?? [])] } };
}

function withQueue(description: WorkloadDescription, queue: Queue, props: AgentWorkloadProps): WorkloadDescription {
  const { end, scale, image, probes } = description;
  const known = queue.describe(end.drain);
  // a task that is acknowledged late goes back to the queue with the worker that is lost
  const isRestartable = props.restartable ?? known.acknowledges === "late";
  const heartbeat = image.hasShell ? Probe.heartbeat(HEARTBEAT_FILE) : undefined;
  const beats = { AGENT_HEARTBEAT_FILE: HEARTBEAT_FILE };
  // a probe of one's own may look at another file
  const fixed = { ...(probes.liveness === undefined ? beats : {}), ...queue.environment(end.drain) };
  const told = withTold(description, fixed, props);
  return {
    ...description,
    ...told,
    environment: { ...beats, ...told.environment },
    queue: known,
    probes: {
      ...probes,
      // asked more often than liveness: a rollout waits for it
      startup: probes.startup ?? startupOf(heartbeat, undefined),
      liveness: probes.liveness ?? heartbeat,
    },
    end: { ...end, isRestartable },
    scale: { ...scale, disruption: isRestartable ? props.disruption : scale.disruption },
  };
}

/** Options by the variables that follow from them, where it is not the queue. */
const FOLLOWS: Readonly<Record<string, string>> = {
  AGENT_HEARTBEAT_FILE: "probes.liveness",
  AGENT_TASK_LIMIT_SECONDS: "drain.longestStepSeconds",
  QUEUE_TASK_LIMIT_SECONDS: "drain.longestStepSeconds",
  QUEUE_STOP_SECONDS: "drain.drainSeconds",
  QUEUE_VISIBILITY_TIMEOUT_SECONDS: "queue.visibilityTimeoutSeconds",
};

/** The same with variables that it is told, and what of them was written by hand. */
export function withTold(
  { environment, overrides = [] }: WorkloadDescription,
  told: Readonly<Record<string, EnvironmentValue>>,
  props: Pick<AgentWorkloadProps, "environment" | "secrets">,
): Pick<WorkloadDescription, "environment" | "overrides"> {
  const follows = Object.fromEntries(Object.keys(told).map((name) => [name, FOLLOWS[name] ?? "queue"]));
  const given = { ...props.environment, ...props.secrets };
  return {
    environment: { ...told, ...environment },
    overrides: [...overrides, ...overridesIn("environment", told, given, follows)],
  };
}
