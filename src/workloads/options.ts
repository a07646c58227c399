// What every agent workload may be given, whatever its shape and its system.
import type { AgentNamespace } from "./agent-namespace.js";
import type { AgentSecret } from "./agent-secret.js";
import type {
  ImageOptions,
  InitContainerOptions,
  PreStop,
  ProbesOptions,
  ResourceOptions,
  SecurityOptions,
  SidecarOptions,
} from "./container-options.js";
import type { ITerraformDependable } from "./core.js";
import type { ModelUse } from "./description.js";
import type { Drain } from "./drain.js";
import type { Exposure } from "./exposure.js";
import type { IModelGateway, ITaskQueue, NetworkOptions } from "./network-options.js";
import type { Peer } from "./peer.js";
import type { Rollout } from "./pod-description.js";
import type { Scaling } from "./scaling/scaling.js";
import type { NodeOptions } from "./scheduling-options.js";
import type { SecretKey } from "./secrets.js";
import type { Volume } from "./volumes.js";

export {
  type ImageOptions,
  type InitContainerOptions,
  PreStop,
  type ProbesOptions,
  type ResourceOptions,
  type SecurityOptions,
  type SidecarOptions,
} from "./container-options.js";
export type { IModelGateway, ITaskQueue, NetworkOptions } from "./network-options.js";
export type { NodeOptions } from "./scheduling-options.js";

/** Where what a session knows is kept. */
export interface StateOptions {
  /**
   * `none` when there is nothing to keep, `process` for the memory of the process, which only one pod may have, else the name of the
   * store, like `redis` or `postgres`.
   */
  readonly sessions: "none" | "process" | (string & {});

  /**
   * Connections to a database: of each process, and what the database takes.
   *
   * @default - none
   */
  readonly connections?: { readonly perProcess: number; readonly most: number };
}

/** What can be seen of a workload. */
export interface SightOptions {
  /** Where metrics are, as `:9090/metrics`, or what collects them. @default - nowhere */
  readonly metrics?: string;
  /** Who reads the metrics, at their port unless it names others: the policy lets it in. @default - nobody, which OBS-02 warns of */
  readonly monitoring?: Peer;
  /** Where traces go, as an address of OTLP, `http://otel.monitoring:4318`, or what collects them. @default - nowhere */
  readonly traces?: string;

  /**
   * Where that address is: the policy lets traces go there.
   *
   * @default - what an address of the cluster says; of any other OBS-02 warns unless it is the internet and that is open
   */
  readonly collector?: Peer;

  /** Set of cases that guards a change of models. @default - none */
  readonly evaluations?: string;
}

/** Settings of every agent workload. */
export interface AgentWorkloadProps {
  /** Where it runs; its cluster comes with it. */
  readonly namespace: AgentNamespace;
  /** The image: its name, or the name with what is known of it. */
  readonly image: string | ImageOptions;
  /** How long a step takes, and what follows when a pod ends. */
  readonly drain: Drain;

  /**
   * Name of its objects, at most 63 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Program and arguments, one by one.
   *
   * @default - the image's
   */
  readonly command?: readonly string[];

  /**
   * Variables of the environment. No secrets.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Variables of the environment that are secrets, each a key of a Secret in the namespace.
   *
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, SecretKey>>;

  /**
   * Secrets that are made by this app and read here, so that they are judged with it, and there before it.
   *
   * @default - none
   */
  readonly agentSecrets?: readonly AgentSecret[];

  /**
   * Files by absolute path; a change restarts the pods.
   *
   * @default - none
   */
  readonly files?: Readonly<Record<string, string>>;

  /**
   * Volumes by absolute path. At /tmp one takes the place of the folder that is there.
   *
   * @default - none
   */
  readonly volumes?: Readonly<Record<string, Volume>>;

  /**
   * Containers that run before the agent starts, to their end; in this order.
   *
   * @default - none
   */
  readonly initContainers?: readonly InitContainerOptions[];

  /**
   * Containers that run beside the agent.
   *
   * @default - none
   */
  readonly sidecars?: readonly SidecarOptions[];

  /**
   * The account that the pods run as.
   *
   * @default - one without annotations
   */
  readonly serviceAccount?: {
    /** By which a cloud knows it: `eks.amazonaws.com/role-arn`, `iam.gke.io/gcp-service-account`. @default - none */
    readonly annotations?: Readonly<Record<string, string>>;
  };

  /**
   * How many pods.
   *
   * @default - 2, unless a scaler decides
   */
  readonly replicas?: number;

  /**
   * What decides how many pods there are.
   *
   * @default - nothing, `replicas` stands
   */
  readonly scaling?: Scaling;

  /** Most that one pod works on at a time; handed to it as AGENT_IN_FLIGHT_LIMIT. */
  readonly inFlightPerPod: number;

  /**
   * The models that it calls, with what one thing in flight asks of each per minute.
   *
   * @default - none
   */
  readonly models?: readonly ModelUse[];

  /**
   * The gateway by which it reaches models: its address comes as MODEL_GATEWAY_URL, and the policy lets it go there.
   *
   * @default - none
   */
  readonly gateway?: IModelGateway;

  /** Where what a session knows is kept. */
  readonly state: StateOptions;

  /**
   * What can be seen of it.
   *
   * @default - nothing, which OBS-01 warns of in production
   */
  readonly sight?: SightOptions;

  /** @default - requests of 500m and 512Mi, a limit of 1Gi */
  readonly resources?: ResourceOptions;
  /** @default - no rights */
  readonly security?: SecurityOptions;
  /** @default - none */
  readonly probes?: ProbesOptions;
  /** @default - a policy that lets ask for names */
  readonly network?: NetworkOptions;
  /** @default - any node */
  readonly nodes?: NodeOptions;

  /**
   * Name of a PriorityClass.
   *
   * @default - the cluster's
   */
  readonly priorityClassName?: string;

  /**
   * How pods are exchanged when something changes.
   *
   * @default { maxSurge: "25%", maxUnavailable: 0 }
   */
  readonly rollout?: Rollout;

  /**
   * Whether the program handles SIGTERM: stops taking work, finishes, leaves.
   *
   * @default - nothing is said, which is enough but for SDKs that are known to install no handler
   */
  readonly handlesSigterm?: boolean;

  /**
   * Whether a step that is cut is done again by another pod.
   *
   * @default false
   */
  readonly restartable?: boolean;

  /**
   * What waits before SIGTERM.
   *
   * @default - `sleep` for as long as the drain's preStop, where the image has a shell
   */
  readonly preStop?: PreStop;

  /**
   * Grace period of the pod, seconds.
   *
   * @default - derived from the drain
   */
  readonly gracePeriodSeconds?: number;

  /**
   * How long Terraform waits for a rollout, seconds.
   *
   * @default - derived from the drain
   */
  readonly waitSeconds?: number;

  /**
   * How many pods a drain of nodes may take at a time.
   *
   * @default { maxUnavailable: 1 } where there may be two pods
   */
  readonly disruption?: { readonly minAvailable: number } | { readonly maxUnavailable: number };

  /**
   * Labels of the pods, beside ours.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Annotations of the pods, beside ours.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;

  /**
   * Names of Secrets with credentials of image registries.
   *
   * @default - none
   */
  readonly pullSecrets?: readonly string[];

  /**
   * What must exist first, beside its namespace and its secrets.
   *
   * @default - nothing
   */
  readonly prerequisites?: readonly ITerraformDependable[];
}

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
