// Secrets of agent workloads: references only. A text can't become one by accident, and none can be read back as a text.
//
// Source: facts 7 (`data_wo` and its revision; without one the Secret is created empty, provider #2833), rules D5, U4.

/** One key of a Kubernetes Secret. */
export class SecretKey {
  private constructor(
    /** Name of the Secret, in the namespace of whoever reads it. */
    readonly name: string,
    /** Key in it. */
    readonly key: string,
  ) {}

  /** The key of a Secret that is there: of a secrets operator, of SOPS, or of {@link AgentSecret}. */
  static of(name: string, key: string): SecretKey {
    return new SecretKey(name, key);
  }

  /** `name/key`, which is no secret. */
  toString(): string {
    return `${this.name}/${this.key}`;
  }
}
