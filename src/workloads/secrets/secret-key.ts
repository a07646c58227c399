// Secrets of agent workloads: references only. A text can't become one by accident, and none can be read back as a text.
//
// Source: facts 7 (`data_wo` and its revision; without one the Secret is created empty, provider #2833), rules D5, U4.
import type { ITerraformDependable } from "../core.js";

/** Whether a Secret that the workload brings stands in the state, and whether what is written only is written again. */
export interface SecretDescription {
  /** Construct path. */
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  /** What tells its cluster from others. */
  readonly cluster: string;
  readonly inState: boolean;
  readonly revision: number | undefined;
  readonly keys: readonly string[];
  /** After how many days its values are renewed; undefined: nobody has said. */
  readonly renewEveryDays: number | undefined;
}

/** A Secret that the app makes, as those see it that read it. */
export interface SecretSource {
  /** What is known of it. */
  readonly description: SecretDescription;
  /** What has to be there before who reads it. */
  readonly dependencies: readonly ITerraformDependable[];
}

/** One key of a Kubernetes Secret. */
export class SecretKey {
  readonly #source: SecretSource | undefined;

  private constructor(
    /** Name of the Secret, in the namespace of whoever reads it. */
    readonly name: string,
    /** Key in it. */
    readonly key: string,
    source?: SecretSource,
  ) {
    this.#source = source;
  }

  /**
   * The key of a Secret that somebody else makes: a secrets operator, SOPS. Its pods wait until it is there; what the app makes itself is
   * `key` of an {@link AgentSecret}.
   */
  static of(name: string, key: string): SecretKey {
    return new SecretKey(name, key);
  }

  /** The key of a Secret that the app makes: there before who reads it, and judged with it. */
  static from(source: SecretSource, key: string): SecretKey {
    return new SecretKey(source.description.name, key, source);
  }

  /** The Secret, where the app makes it. */
  get source(): SecretSource | undefined {
    return this.#source;
  }

  /** `name/key`, which is no secret. */
  toString(): string {
    return `${this.name}/${this.key}`;
  }
}
