// Where the pods of an agent workload go.
import type { Affinity } from "./pod-description.js";

/** Nodes that a workload may run on. */
export interface NodeOptions {
  /** Labels of the nodes. @default - any */
  readonly selector?: Readonly<Record<string, string>>;
  /** Taints that it tolerates. @default - none */
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
