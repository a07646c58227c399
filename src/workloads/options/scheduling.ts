// Where the pods of an agent workload go.
import type { Affinity } from "../description/pod.js";

/** Nodes that a workload may run on. */
export interface NodeOptions {
  /** Labels of the nodes. @default - any */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * Taints that it tolerates. Each pod tolerates a node that is not ready or unreachable for 300 s by itself; what is written here of
   * these two takes the place of that, and is no lasting difference from version 2.38 of the kubernetes provider on.
   *
   * @default - none
   */
  readonly tolerations?: readonly {
    readonly key: string;
    /** @default "Equal" */
    readonly operator?: "Equal" | "Exists";
    /** @default - none, as of `Exists` */
    readonly value?: string;
    /** @default - all */
    readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
  }[];
  /** Seconds of notice before such a node is taken back. @default - they are not taken back */
  readonly spotNoticeSeconds?: number;
  /** Accelerators of each pod, by resource name. @default - none */
  readonly accelerators?: Readonly<Record<string, number>>;

  /** Nodes and pods that it goes to, or keeps away from, beside being spread over zones and hosts. @default - none */
  readonly affinity?: Affinity;
}
