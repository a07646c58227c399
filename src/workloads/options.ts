// What every agent workload may be given, whatever its shape and its system.
import type { AgentNamespace } from "./agent-namespace.js";
import type { AgentSecret } from "./agent-secret.js";
import type { ITerraformDependable } from "./core.js";
import type { EnvironmentValue, ModelUse, PreStopHook } from "./description.js";
import type { Drain } from "./drain.js";
import type { Exposure } from "./exposure.js";
import type { GatewayDescription } from "./gateway-description.js";
import type { Peer } from "./peer.js";
import type { Probe } from "./probes.js";
import type { Scaling } from "./scaling/scaling.js";
import type { SecretKey } from "./secrets.js";

/** A container's image with what is known of it. */
export interface ImageOptions {
  /** `[host/]path[:tag][@sha256:digest]`; an exact tag, better a digest. */
  readonly reference: string;

  /**
   * Whether it has a shell, and programs like `sleep`.
   *
   * @default true
   */
  readonly hasShell?: boolean;

  /**
   * Arguments its build was given, to have them judged: what is among them stays in its layers.
   *
   * @default - not known
   */
  readonly buildArguments?: Readonly<Record<string, string>>;
}

/** What a container asks for and may use, as Kubernetes quantities. */
export interface ResourceOptions {
  /**
   * What is set aside for it.
   *
   * @default { cpu: "500m", memory: "512Mi" }
   */
  readonly requests?: Readonly<Record<string, string>>;

  /**
   * Most that it may use.
   *
   * @default { memory: "1Gi" }; no limit of cpu
   */
  readonly limits?: Readonly<Record<string, string>>;
}

/** Rights of a pod. Each needs SEC-06 to SEC-08 acknowledged. */
export interface SecurityOptions {
  /** @default true */
  readonly runAsNonRoot?: boolean;
  /** @default - the image's user */
  readonly runAsUser?: number;
  /** @default false */
  readonly privileged?: boolean;
  /** @default false */
  readonly allowPrivilegeEscalation?: boolean;
  /** @default true; /tmp is a volume of the pod */
  readonly readOnlyRootFilesystem?: boolean;
  /** Paths of the node that are mounted at the same path. @default - none */
  readonly hostPaths?: readonly string[];
  /** @default false */
  readonly mountServiceAccountToken?: boolean;
  /** Whether the program calls the API server. @default false */
  readonly callsKubernetesApi?: boolean;
}

/** What waits before SIGTERM. */
export class PreStop {
  private constructor(
    /** What the kubelet does. */
    readonly hook: PreStopHook,
  ) {}

  /** Asks a path of the program, which answers when it has waited. */
  static http(path: string, port: number): PreStop {
    return new PreStop({ path, port });
  }

  /** Runs a command of the image. */
  static command(command: readonly string[]): PreStop {
    return new PreStop({ command });
  }
}

/** The probes of a workload. */
export interface ProbesOptions {
  /** @default - asks what liveness asks, for up to five minutes */
  readonly startup?: Probe;
  /** @default - none */
  readonly liveness?: Probe;
  /** @default - none, which PRB-04 refuses where somebody connects */
  readonly readiness?: Probe;
}

/** The network of a workload. */
export interface NetworkOptions {
  /**
   * Whether there is a policy.
   *
   * @default true; NET-03 refuses false
   */
  readonly policy?: boolean;

  /**
   * Whether names may be asked for.
   *
   * @default true
   */
  readonly dns?: boolean;

  /**
   * Whether the internet may be reached at port 443: for providers of models without a gateway.
   *
   * @default false
   */
  readonly internet?: boolean;

  /**
   * Where the models are that it calls, where that is neither the gateway nor the internet: a gateway of others, models of your own.
   *
   * @default - nowhere
   */
  readonly models?: readonly Peer[];

  /**
   * Who may come, beside the way in and who reads metrics.
   *
   * @default - nobody
   */
  readonly ingress?: readonly Peer[];

  /**
   * Where it may go, beside DNS, models, traces and what other options name.
   *
   * @default - nowhere
   */
  readonly egress?: readonly Peer[];

  /**
   * Origins of browsers that it answers, as `https://app.example.com`; NET-06 refuses `*`.
   *
   * @default - none
   */
  readonly origins?: readonly string[];
}

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

/** Nodes that a workload may run on. */
export interface NodeOptions {
  /** Labels of the nodes. @default - any */
  readonly selector?: Readonly<Record<string, string>>;
  /** Taints that it tolerates. @default - none */
  readonly tolerations?: readonly {
    readonly key: string;
    readonly operator?: string;
    readonly value?: string;
    readonly effect?: string;
  }[];
  /** Seconds of notice before such a node is taken back. @default - they are not taken back */
  readonly spotNoticeSeconds?: number;
  /** Accelerators of each pod, by resource name. @default - none */
  readonly accelerators?: Readonly<Record<string, number>>;
}

/** A gateway to models, as those see it that use it. */
export interface IModelGateway {
  /** Address within the cluster. */
  readonly url: string;
  /** Where its pods are. */
  readonly peer: Peer;
  /** What is known of it, where the app makes it: budgets of its users are then held against its models. */
  readonly description?: GatewayDescription;
  /** Told of every workload that uses it, to let it in. */
  readonly admit?: (caller: Peer) => void;
}

/** A queue, as those see it that put tasks on it. */
export interface ITaskQueue {
  /** Where its server is. */
  readonly peer: Peer;
  /** Variables by which a program finds it. */
  readonly access: Readonly<Record<string, EnvironmentValue>>;
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
   * @default { maxUnavailable: 1 } with two pods or more
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
