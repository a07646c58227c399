// What every agent workload may be given, whatever its shape and its system.
import type { AgentNamespace } from "../agent-namespace.js";
import type { AgentSecret } from "../secrets/agent-secret.js";
import type {
  ImageOptions,
  InitContainerOptions,
  PreStop,
  ProbesOptions,
  ResourceOptions,
  SecurityOptions,
  SidecarOptions,
} from "./container.js";
import type { ITerraformDependable } from "../core.js";
import type { ModelUse } from "../description/workload.js";
import type { Drain } from "../lifecycle/drain.js";
import type { IModelGateway, NetworkOptions } from "./network.js";
import type { Rollout } from "../description/pod.js";
import type { Scaling } from "../scaling/scaling.js";
import type { NodeOptions } from "./scheduling.js";
import type { SecretKey } from "../secrets/secret-key.js";
import type { SightOptions } from "./sight.js";
import type { StateOptions } from "./state.js";
import type { Volume } from "./volumes.js";

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

  /**
   * What the container asks for and may use, as Kubernetes quantities: `cpu: "500m"`, `memory: "1Gi"`.
   *
   * @default - requests of 500m and 512Mi, a limit of 1Gi
   */
  readonly resources?: ResourceOptions;
  /** Rights of the pod. @default - no rights */
  readonly security?: SecurityOptions;
  /** What the kubelet asks the program. @default - none */
  readonly probes?: ProbesOptions;
  /** Who may come, and where it may go. @default - a policy that lets ask for names */
  readonly network?: NetworkOptions;
  /** Nodes that it may run on. @default - any node */
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
   * Labels of the pods, beside ours. `app.kubernetes.io/component` and `app.kubernetes.io/managed-by` may be yours;
   * `app.kubernetes.io/name`, by which the pods are found, is the name (SET-01).
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
