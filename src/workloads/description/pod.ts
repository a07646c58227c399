// What is known of a pod beside the container of its agent: the other containers, where it goes, and how it is exchanged. Part of the
// description of a workload.
import type {
  EnvironmentValue,
  ImageDescription,
  PreStopHook,
  ResourcesDescription,
  SecurityDescription,
} from "./container.js";
import type { Probes } from "../lifecycle/probes.js";
import type { Volume } from "../options/volumes.js";

/** Rights of one container. */
export type ContainerSecurity = Pick<
  SecurityDescription,
  "runAsNonRoot" | "runAsUser" | "privileged" | "allowPrivilegeEscalation" | "readOnlyRootFilesystem"
>;

/** A container beside that of the agent. */
export interface ContainerDescription {
  /** One that runs before the agent to its end, or beside it. */
  readonly role: "init" | "sidecar";
  /** The option that it was given by: `sidecars[0]`. */
  readonly option: string;
  readonly name: string;
  readonly image: ImageDescription;
  /** Undefined: the image's. */
  readonly command: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  readonly resources: ResourcesDescription;
  readonly security: ContainerSecurity;
  /** By path in the container. */
  readonly volumes: Readonly<Record<string, Volume>>;
  /** Port that it listens on; undefined: none. */
  readonly port: number | undefined;
  readonly probes: Probes;
  readonly preStop: PreStopHook | undefined;
}

/** What a label of a node has to be. */
export interface NodeRequirement {
  /** Key of the label, as `node.kubernetes.io/instance-type`. */
  readonly key: string;
  /** How the label is compared with the values. @default "In" */
  readonly operator?: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  /** What it is compared with; one number for `Gt` and `Lt`. @default - none, as of `Exists` */
  readonly values?: readonly string[];
}

/** Pods, by their labels, and what counts as one place. */
export interface PodRequirement {
  /** Labels that the pods have, all of them. */
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Label of nodes; those with the same value of it are one place. @default "kubernetes.io/hostname" */
  readonly topologyKey?: string;
  /** Namespaces that the pods are in. @default - the workload's own */
  readonly namespaces?: readonly string[];
}

/** What has to be, and what should be: the more weight, from 1 to 100, the rather. */
export interface Requirements<R> {
  /** What has to hold, else the pod waits. @default - nothing */
  readonly required?: readonly R[];
  /** What should hold, with a weight from 1 to 100. @default - nothing */
  readonly preferred?: readonly (R & {
    /** @default 100 */
    readonly weight?: number;
  })[];
}

/** Which nodes a pod goes to, and beside which pods. */
export interface Affinity {
  /** Labels of nodes; all that are required have to hold. @default - any */
  readonly node?: Requirements<NodeRequirement>;
  /** Pods that it goes to. @default - none */
  readonly pod?: Requirements<PodRequirement>;
  /** Pods that it keeps away from. @default - none */
  readonly podAnti?: Requirements<PodRequirement>;
}

/** How the pods of a Deployment are exchanged: all at once, or as many beyond and below their number as is said. */
export type Rollout =
  | "recreate"
  | {
      /** A number of pods, or a part. @default "25%" */
      readonly maxSurge?: number | `${number}%`;
      /** A number of pods, or a part. @default 0 */
      readonly maxUnavailable?: number | `${number}%`;
    };

/** What is known of a pod beside the container of its agent. */
export interface PodDescription {
  /** In the order in which they were given: those that run before the agent, then those beside it. */
  readonly containers: readonly ContainerDescription[];
  /** Volumes of the agent's container, by path. */
  readonly volumes: Readonly<Record<string, Volume>>;
  /** Group that volumes belong to; undefined: nobody's. */
  readonly fsGroup: number | undefined;
  /** Annotations of its service account. */
  readonly accountAnnotations: Readonly<Record<string, string>>;
  readonly priorityClassName: string | undefined;
  readonly affinity: Affinity;
  /** Undefined: a quarter more, none less. */
  readonly rollout: Rollout | undefined;
  /** How long it may take to start. */
  readonly startSeconds: number;
}
