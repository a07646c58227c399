// What a workload that somebody connects to is given beside what every workload is.
import type { Exposure } from "../exposure/exposure.js";
import type { ITaskQueue } from "./network.js";
import type { AgentWorkloadProps } from "./workload.js";

/** Settings of a workload that somebody connects to. */
export interface ServedWorkloadProps extends AgentWorkloadProps {
  /** Port that the program listens on. */
  readonly port: number;
  /** What is done with work beyond inFlightPerPod: the program answers 429, or it parks it on a queue. */
  readonly whenFull: "shed" | "park";

  /**
   * The queue that it parks work on: the program is told of it as a worker is, and the policy lets it go there.
   *
   * @default - none; SCL-08 refuses "park" then
   */
  readonly parksOn?: ITaskQueue;

  /** How callers are known, as `jwt`, `hmac` or `mesh`; `none` is refused in production. */
  readonly authentication: string;

  /**
   * The way in from outside the cluster.
   *
   * @default - none: it is called from within
   */
  readonly exposure?: Exposure;
}

/** One host for all pods, or one for each. */
export type HostOptions =
  | {
      /** One host for all pods. @default "shared" */
      readonly hosts?: "shared";
      readonly replicas?: AgentWorkloadProps["replicas"];
      readonly scaling?: AgentWorkloadProps["scaling"];
    }
  | {
      /** A host for each pod, its name below that of the way in: a call comes to the pod that was chosen for it. */
      readonly hosts: "perPod";
      /** How many; a scaler would make hosts come and go. */
      readonly replicas: number;
      readonly scaling?: never;
    };
