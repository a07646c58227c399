// A value that must not be shown: it can be sent, and prints as a placeholder however it is printed.
import { inspect } from "node:util";

const HIDDEN = "[redacted]";

/** Keeps a text out of logs, JSON and the output of inspect. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself: to be sent, or to be searched for in what is about to be shown. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
