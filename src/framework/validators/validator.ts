// The contract of validators: checks of one configured value, before anything is planned.

/** A check of one value. */
export interface Validator<T = unknown> {
  /** One sentence for the documentation of the attribute: what is allowed. */
  readonly description: string;
  /**
   * Looks at a value that is neither null nor unknown, nor holds an unknown.
   *
   * @returns undefined when all is well, else the fault: what was found, why it hurts, what to write instead
   */
  check(value: T): Fault | undefined;
}

/** A fault in a value. */
export interface Fault {
  /** A title of a few words: "Runner name has outer blanks". */
  readonly summary: string;
  readonly detail: string;
}
