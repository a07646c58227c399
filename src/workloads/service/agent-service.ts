// The shape of a service by its longest step, for who does not want to choose: rule D1 as a function.
import type { Construct } from "../core.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { ServedWorkloadProps } from "../options/served.js";
import type { Queue } from "../queue/queue.js";
import { type Inbound, shapeFor } from "../lifecycle/shapes.js";
import { AgentJob, JobTrigger } from "./agent-job.js";
import type { AgentWorkload } from "./agent-workload.js";
import { QueueWorker } from "./queue-worker.js";
import { HttpService, StreamService } from "./services.js";
import { requireReadable } from "../given/readable.js";

/** Settings of what is asked over HTTP. */
export type AskedServiceProps = ServedWorkloadProps;

/** Settings of what takes tasks from a queue. */
export interface QueuedServiceProps extends Omit<AgentWorkloadProps, "scaling" | "replicas"> {
  /** Where its tasks come from. */
  readonly queue: Queue;
  /** How many workers, or runs at a time. */
  readonly workers: { readonly minimum: number; readonly maximum: number };
}

/** Makes agent services of the shape that their longest step asks for. */
export const AgentService = {
  /**
   * What answers over HTTP: an HttpService below 30 s, else a StreamService; SHP-01 refuses more than 5 minutes and names what to make
   * of it. What takes its work from a queue: a QueueWorker up to an hour, else an AgentJob for each task.
   */
  forStep(scope: Construct, id: string, props: AskedServiceProps | QueuedServiceProps): AgentWorkload {
    const isQueued = Object.hasOwn(Object(props) as object, "queue");
    requireReadable(scope, id, isQueued ? "QueuedServiceProps" : "AskedServiceProps", props);
    const inbound: Inbound = "queue" in props ? "none" : "http";
    const shape = shapeFor(props.drain.longestStepSeconds, inbound);
    if (!("queue" in props)) {
      return shape === "http" ? new HttpService(scope, id, props) : new StreamService(scope, id, props);
    }
    const { workers, queue, ...rest } = props;
    if (shape !== "job") return new QueueWorker(scope, id, { ...rest, queue, scaling: queue.scaling(workers) });
    return new AgentJob(scope, id, { ...jobSettings(rest), trigger: JobTrigger.perTask(queue, workers) });
  },
} as const;

/** Without what a run that ends by itself has none of. */
function jobSettings(props: Omit<QueuedServiceProps, "queue" | "workers">) {
  const {
    disruption: _disruption,
    gracePeriodSeconds: _grace,
    inFlightPerPod: _cap,
    preStop: _preStop,
    probes: _probes,
    rollout: _rollout,
    waitSeconds: _wait,
    ...rest
  } = props;
  return rest;
}
