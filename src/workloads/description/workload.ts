// What is known of one agent workload, whatever system it belongs to: the constructs write it, the objects are made from it, and the
// rules judge it. So nothing is judged that is not deployed, and nothing deployed that is not judged.
import type { AgentFlowDescription } from "../agentflow/description.js";
import type {
  EnvironmentValue,
  ImageDescription,
  PreStopHook,
  ResourcesDescription,
  SecurityDescription,
} from "./container.js";
import type { Drain } from "../lifecycle/drain.js";
import type { NodeOptions } from "../options/scheduling.js";
import type { IngressController } from "../exposure/options.js";
import type { Peer } from "../options/peer.js";
import type { Override } from "./overrides.js";
import type { PodDescription } from "./pod.js";
import type { Probes } from "../lifecycle/probes.js";
import type { SecretDescription } from "../secrets/secret-key.js";
import type { Shape } from "../lifecycle/shapes.js";
import type { UnpodDescription } from "../unpod/description.js";

/** The systems whose workloads there are. */
export type System = "agent-service" | "unpod" | "agentflow" | "model-gateway";

/** How a pod ends. */
export interface EndDescription {
  readonly drain: Drain;
  /** As it is written into the pod, seconds. */
  readonly gracePeriodSeconds: number;
  readonly preStop: PreStopHook | undefined;
  /** Whether somebody states that the program handles SIGTERM; undefined: nobody says, and the system's own programs do. */
  readonly handlesSigterm: boolean | undefined;
  /** How long Terraform waits for a rollout, or helm for its release, seconds. */
  readonly waitSeconds: number;
  /** Whether a step that is cut can be done again by another pod. */
  readonly isRestartable: boolean;
}

/** A number of things that a scaler looks at, and how many of them one pod is to have. */
export interface MetricSignal {
  readonly kind: "inFlight" | "backlog";
  readonly metric: string;
  readonly perPod: number;
}

/** What a scaler looks at. */
export type ScalingSignal = { readonly kind: "cpu" | "memory"; readonly utilization: number } | MetricSignal;

/** A scaler. */
export interface ScalerDescription {
  readonly by: "keda" | "hpa";
  readonly minimum: number;
  readonly maximum: number;
  readonly signals: readonly ScalingSignal[];
  readonly scaleDownWindowSeconds: number;
  /** Name of the scaler's object. */
  readonly name: string;
  /** Addresses that it dials, by option. */
  readonly dialled: readonly { readonly option: string; readonly address: string }[];
}

/** How many pods there are. */
export interface ScaleDescription {
  /** As it is written; undefined where a scaler decides. */
  readonly replicas: number | undefined;
  readonly scalers: readonly ScalerDescription[];
  /** Processes in each pod that hold state of their own. */
  readonly processesPerPod: number;
  /** Most that one pod works on at a time. */
  readonly inFlightPerPod: number;
  /** What is done with work beyond that. */
  readonly whenFull: "shed" | "park" | undefined;
  /** Whether there is a queue that it is parked on. */
  readonly parks: boolean;
  /** Most pods that a disruption may take at a time; undefined: no budget. */
  readonly disruption: { readonly minAvailable: number } | { readonly maxUnavailable: number } | undefined;
}

/** The way in from outside the cluster. */
export interface ExposureDescription {
  readonly kind: "route" | "ingress";
  readonly host: string;
  /** Address as its users write it: scheme, host, port. */
  readonly url: string;
  /** Port at which the way in listens. */
  readonly port: number;
  readonly timeoutSeconds: number;
  /** What serves an Ingress; undefined: it is a route. */
  readonly controller: IngressController | undefined;
  /** Who may come; empty: anybody. */
  readonly allowedCidrs: readonly string[];
  /** Annotations that its user gave. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Names of objects that it leads by, and of namespaces. */
  readonly names: readonly { readonly option: string; readonly name: string; readonly of: "object" | "namespace" }[];
}

/** What a pod listens on, who may come, and where it may go. */
export interface NetworkDescription {
  /** Port of the container; undefined: it listens on none. */
  readonly port: number | undefined;
  /** Whether there is a Service. */
  readonly hasService: boolean;
  readonly exposure: ExposureDescription | undefined;
  /** Whether there is a network policy. */
  readonly hasPolicy: boolean;
  /** Whether the policy lets it ask for names. */
  readonly allowsDns: boolean;
  /** Whether the policy lets it reach the internet at port 443, so providers of models too. */
  readonly allowsInternet: boolean;
  /** Whether the policy lets it reach a gateway to models, or what was named as where models are. */
  readonly allowsModels: boolean;
  /** Where it may go and who may come, as it was given, by option. */
  readonly peers: readonly { readonly option: string; readonly peer: Peer }[];
  /** Whether one of the peers it may go to is every address. */
  readonly allowsEverywhere: boolean;
  /** Origins of browsers, and hosts, that it answers; `*` for all. */
  readonly origins: readonly string[];
}

/** Where what a session knows is kept (rule D6). */
export interface StateDescription {
  /** `process`: in the memory of one process; `none`: there is none; else the name of the store. */
  readonly sessions: string;
  /** Other things that each process keeps for itself: a rate limit, uploads, the generator of ids. */
  readonly processLocal: readonly { readonly what: string; readonly path: string }[];
  /** Limits that all processes keep together, and by what; undefined `through`: each for itself. */
  readonly sharedLimits: readonly { readonly what: string; readonly through: string | undefined }[];
  /** Connections to a database: of each process, and what the database takes. */
  readonly connections: { readonly perProcess: number; readonly most: number } | undefined;
}

/** What can be seen of it (rules D17, D18, U12). */
export interface SightDescription {
  readonly metrics: string | undefined;
  readonly traces: string | undefined;
  /** Port of the address that traces go to; undefined: it names none. */
  readonly tracesPort: number | undefined;
  /** Port of the pods at which metrics are read; undefined: they come another way. */
  readonly metricsPort: number | undefined;
  /** Whether the policy lets somebody read them there. */
  readonly isRead: boolean;
  /** Whether the policy lets traces go to their address. */
  readonly isSent: boolean;
  /** The set of cases that guards a fallback. */
  readonly evaluations: string | undefined;
}

/** A model that a workload calls, and what one thing in flight asks of it at most. */
export interface ModelUse {
  /** Name in the budget, or at the gateway. */
  readonly model: string;
  /** Requests per minute of each call that is in flight. */
  readonly requestsPerMinute: number;
  /** Tokens per minute of each call that is in flight, of prompt and answer together. */
  readonly tokensPerMinute: number;

  /**
   * How long one call takes, seconds; with it the calls at a time follow from the requests per minute.
   *
   * @default - not known
   */
  readonly callSeconds?: number;
}

/** Nodes that a workload may run on. */
export interface NodeDescription {
  readonly selector: Readonly<Record<string, string>>;
  /** Seconds of notice before such a node goes; undefined: it is not one that is taken back. */
  readonly spotNoticeSeconds: number | undefined;
  /** Accelerators that a container asks for, by resource name. */
  readonly accelerators: Readonly<Record<string, number>>;
  /** Taints that it tolerates. */
  readonly tolerations: NonNullable<NodeOptions["tolerations"]>;
}

/** A queue that work comes from. */
export interface QueueDescription {
  readonly broker: "redis" | "temporal";
  /** Where it is, and its name there. */
  readonly address: string;
  readonly name: string;
  /** How long a task is lent before another worker may get it. */
  readonly visibilityTimeoutSeconds: number;
  /** Tasks that a worker takes for each that it works on. */
  readonly prefetch: number;
  /** Whether a task is given back when its worker is lost: it is acknowledged when it is done. */
  readonly acknowledges: "early" | "late";
  /** Whether the queue outlives its server and drops nothing when memory is short; undefined: nobody has said. */
  readonly isDurable: boolean | undefined;
  /** What tells workers of different programs apart; undefined: nothing does. */
  readonly version: { readonly deploymentName: string; readonly buildId: string } | undefined;
}

/** What runs the pods. A ScaledJob is KEDA's: a Job for each task. */
export type WorkloadKind = "Deployment" | "StatefulSet" | "Job" | "CronJob" | "ScaledJob";

/** How pods that run once are made. */
export interface JobDescription {
  /** When, as cron; undefined: once, or by a queue. */
  readonly schedule: string | undefined;
  readonly timeZone: string | undefined;
  /** What becomes of a run that is still there when the next is due. */
  readonly overlap: "skip" | "replace";
  /** How often a run that failed is tried again. */
  readonly retries: number;
  /** After how long a run is ended, with all its tries. */
  readonly deadlineSeconds: number;
  /** How long a run that ended is kept; what runs once stays until it is taken out. */
  readonly keptSeconds: number;
}

/** One agent workload. */
export interface WorkloadDescription {
  /** Construct path. */
  readonly path: string;
  readonly system: System;
  readonly shape: Shape;
  readonly kind: WorkloadKind;
  /** How its pods are made where they run once. */
  readonly job: JobDescription | undefined;
  readonly name: string;
  readonly namespace: string;
  /** What tells its cluster from others. */
  readonly cluster: string;
  readonly image: ImageDescription;
  /** Undefined: the image's. */
  readonly command: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  /** Files of its ConfigMap, by path in the container. */
  readonly files: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Secrets of the app that its pods read. */
  readonly secrets: readonly SecretDescription[];
  readonly resources: ResourcesDescription;
  readonly security: SecurityDescription;
  /** The pod beside the container of its agent. */
  readonly pod: PodDescription;
  readonly probes: Probes;
  readonly end: EndDescription;
  readonly scale: ScaleDescription;
  readonly network: NetworkDescription;
  readonly state: StateDescription;
  readonly sight: SightDescription;
  readonly models: readonly ModelUse[];
  /** Construct path of the gateway by which it reaches models, where the app has made that gateway; left out: none. */
  readonly gateway?: string;
  readonly nodes: NodeDescription;
  readonly queue: QueueDescription | undefined;
  /** What is known of an AgentFlow service only. */
  readonly agentflow?: AgentFlowDescription;
  /** What is known of a pool of Unpod runners beside; left out: it is none. */
  readonly unpod?: UnpodDescription;
  /** How callers say who they are; `none`: they need not; undefined: nobody calls it. */
  readonly authentication: string | undefined;
  /** Charts it is made with. */
  readonly charts: readonly { readonly name: string; readonly version: string | undefined }[];
  /** Derived settings that were given another way too. */
  readonly overrides?: readonly Override[];
  /** All that its user gave, in which no secret may be a text, whatever the option. */
  readonly given?: object;
  /** Options by the names of their users, where they differ from the description's: `{ "image.reference": "image" }`. */
  readonly optionNames: Readonly<Record<string, string>>;
}
