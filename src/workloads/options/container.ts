// What the container of an agent workload may be given: its image, what it asks for, its rights, its probes and its end.
import type { PreStopHook } from "../description/container.js";
import type { Probe } from "../lifecycle/probes.js";
import type { SecretKey } from "../secrets/secret-key.js";
import type { Volume } from "./volumes.js";

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
   * @default { cpu: "500m", memory: "512Mi" }, as far as a limit allows
   */
  readonly requests?: Readonly<Record<string, string>>;

  /**
   * Most that it may use.
   *
   * @default { memory: "1Gi" }, or what is requested where that is more; no limit of cpu
   */
  readonly limits?: Readonly<Record<string, string>>;
}

/** Rights of a pod. Each needs SEC-06 to SEC-08 acknowledged. */
export interface SecurityOptions {
  /** Whether the kubelet refuses to start it as root. @default true */
  readonly runAsNonRoot?: boolean;
  /**
   * A user by number. Of one that the image has by name the kubelet can't tell that it is not root, and starts nothing.
   *
   * @default - the image's user, which has to be a number
   */
  readonly runAsUser?: number;
  /** Whether it has all rights on its node. @default false */
  readonly privileged?: boolean;
  /** Whether a program of it may get more rights than its parent has. @default - what privileged is */
  readonly allowPrivilegeEscalation?: boolean;
  /** Whether the root file system is read only. @default true; /tmp is a volume of the pod */
  readonly readOnlyRootFilesystem?: boolean;
  /** Paths of the node that are mounted at the same path. @default - none */
  readonly hostPaths?: readonly string[];
  /** Group that the pod's volumes belong to, so that what is not root can write to a claim. @default - nobody's */
  readonly fsGroup?: number;
  /** Whether the token of its account is in the pod. @default false */
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
  /**
   * Whether it has started; until then the others do not ask.
   *
   * @default - asks what liveness asks, every five seconds
   */
  readonly startup?: Probe;

  /**
   * How long a pod may take to start, seconds: so long the startup probe asks, and the rollout is waited for.
   *
   * @default - what the startup probe's own numbers allow, else 300
   */
  readonly startupSeconds?: number;

  /** Whether it has to be started anew. @default - none */
  readonly liveness?: Probe;
  /** Whether it may be sent work. @default - none, which PRB-04 refuses where somebody connects */
  readonly readiness?: Probe;
}

/** A container that runs before the agent starts, to its end; one after the other. */
export interface InitContainerOptions {
  /** Name of the container; `agent` is the agent's. */
  readonly name: string;
  /** The image: its name, or the name with what is known of it. */
  readonly image: string | ImageOptions;
  /** Program and arguments, one by one. @default - the image's */
  readonly command?: readonly string[];
  /** Variables of its environment; it has none of the agent's. No secrets. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables of its environment that are secrets. @default - none */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /** By path; what it shares with the agent is the same object there. @default - none; /tmp is a folder of its own */
  readonly volumes?: Readonly<Record<string, Volume>>;
  /** What it asks for and may use, as Kubernetes quantities. @default - requests of 50m and 64Mi, a limit of 256Mi */
  readonly resources?: ResourceOptions;
  /** Its rights. @default - the agent's */
  readonly security?: Pick<
    SecurityOptions,
    "runAsNonRoot" | "runAsUser" | "privileged" | "allowPrivilegeEscalation" | "readOnlyRootFilesystem"
  >;
}

/** A container that runs beside the agent. */
export interface SidecarOptions extends InitContainerOptions {
  /** Port that it listens on. @default - none */
  readonly port?: number;
  /** What it is asked; it starts without the others waiting for it. @default - none */
  readonly probes?: Omit<ProbesOptions, "startupSeconds">;
  /** What waits before its SIGTERM, which comes when the agent's comes; in a Job for each task when it has ended. @default - nothing */
  readonly preStop?: PreStop;
}
