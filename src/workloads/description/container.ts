// What is known of one container, whoever's it is. Part of the description of a workload.
import type { SecretKey } from "../secrets/secret-key.js";

/**
 * One variable of a container's environment: a value; a reference to a Secret, or to a field of its pod; or a text in which the kubelet
 * replaces `$(NAME)` by such a reference.
 */
export type EnvironmentValue = string | SecretKey | { readonly fieldPath: string } | { readonly expanded: string };

/** A container's image, and what is known of its content. */
export interface ImageDescription {
  readonly reference: string;
  /** Whether it has a shell; distroless images have none. */
  readonly hasShell: boolean;
  /** Arguments of its build, where known: they stay in its layers. */
  readonly buildArguments: Readonly<Record<string, string>>;
}

/** Rights of a pod on its node and at the API server. */
export interface SecurityDescription {
  readonly runAsNonRoot: boolean;
  /** Numeric user; undefined: the image's. */
  readonly runAsUser: number | undefined;
  readonly privileged: boolean;
  readonly allowPrivilegeEscalation: boolean;
  readonly readOnlyRootFilesystem: boolean;
  /** Paths of the node that the pod sees. */
  readonly hostPaths: readonly string[];
  /** Whether the token of the service account is mounted. */
  readonly mountsServiceAccountToken: boolean;
  /** Whether the program calls the API server. */
  readonly callsKubernetesApi: boolean;
}

/** What ends a pod's container before SIGTERM. */
export type PreStopHook =
  | { readonly command: readonly string[] }
  | { readonly path: string; readonly port: number; readonly headers?: Readonly<Record<string, string>> };

/** What a container asks for, as Kubernetes quantities. */
export interface ResourcesDescription {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}
