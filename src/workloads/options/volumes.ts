// What a container sees beside its image: a folder of the pod, a claim, or the keys of a ConfigMap or a Secret, each by the name it has
// in the namespace. One volume that several containers of a pod have is the same for all of them.

import type { SecretSource } from "../secrets/secret-key.js";

/** What a volume is made of. */
export type VolumeSource =
  | { readonly kind: "emptyDir"; readonly sizeLimit: string; readonly inMemory: boolean }
  | { readonly kind: "claim"; readonly name: string; readonly readOnly: boolean; readonly shared: boolean }
  | { readonly kind: "configMap" | "secret"; readonly name: string };

/** Settings of a claim. */
export interface ClaimOptions {
  /** Whether pods may only read it. @default false */
  readonly readOnly?: boolean;

  /**
   * Whether pods of several nodes may have it at a time: its access mode is ReadWriteMany or ReadOnlyMany.
   *
   * @default false
   */
  readonly shared?: boolean;
}

/** A volume of a pod. The same object in several containers of a pod is one volume. */
export class Volume {
  readonly #secret: SecretSource | undefined;

  private constructor(
    /** What it is made of. */
    readonly source: VolumeSource,
    secret?: SecretSource,
  ) {
    this.#secret = secret;
  }

  /**
   * A folder that comes and goes with its pod. One that grows beyond its limit has the pod evicted.
   *
   * @param sizeLimit as a Kubernetes quantity: `2Gi`
   * @param inMemory whether it is memory, which counts to what the containers use
   */
  static emptyDir(sizeLimit: string, { inMemory = false }: { readonly inMemory?: boolean } = {}): Volume {
    return new Volume({ kind: "emptyDir", sizeLimit, inMemory });
  }

  /** A PersistentVolumeClaim of the namespace, by its name. */
  static claim(name: string, { readOnly = false, shared = false }: ClaimOptions = {}): Volume {
    return new Volume({ kind: "claim", name, readOnly, shared });
  }

  /** The keys of a ConfigMap of the namespace as files, read only. */
  static configMap(name: string): Volume {
    return new Volume({ kind: "configMap", name });
  }

  /**
   * The keys of a Secret of the namespace as files, read only.
   *
   * @param secret the AgentSecret, which is there before its pods and starts them anew with each revision; or the name of one that
   *   somebody else makes
   */
  static secret(secret: string | SecretSource): Volume {
    return typeof secret === "string"
      ? new Volume({ kind: "secret", name: secret })
      : new Volume({ kind: "secret", name: secret.description.name }, secret);
  }

  /** The Secret, where the app makes it. */
  get secret(): SecretSource | undefined {
    return this.#secret;
  }

  /** Whether a container can write to it. */
  get isWritable(): boolean {
    const { source } = this;
    return source.kind === "emptyDir" || (source.kind === "claim" && !source.readOnly);
  }
}
