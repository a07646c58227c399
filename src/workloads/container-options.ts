// What the container of an agent workload may be given: its image, what it asks for, its rights, its probes and its end.
import type { PreStopHook } from "./description.js";
import type { Probe } from "./probes.js";

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
