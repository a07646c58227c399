// What is common to the handlers of every kind of object.
import type { Diagnostics } from "./diagnostics.js";
import type { ConfigOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";
import type { Value } from "../values/index.js";

/** What every handler that talks to the platform is given. `C` is what the provider's `configure` returned. */
export interface CallContext<C> {
  readonly client: C;
  readonly diagnostics: Diagnostics;
  /** Aborted when the user interrupts Terraform. A create in flight must not be cut by it. */
  readonly signal: AbortSignal;
  /**
   * What the module that holds the object says in its `provider_meta` block.
   *
   * @param schema the provider's `meta`, which gives the answer its type
   * @returns undefined when the module has no such block
   * @throws {TypeError} when the schema is another one than the provider's
   */
  readonly meta: <M extends Schema>(schema: M) => ConfigOf<M> | undefined;
}

/** Input of `validate`. */
export interface ValidateContext<S extends Schema> {
  readonly config: ConfigOf<S>;
  readonly diagnostics: Diagnostics;
}

/** A reusable check of several attributes of a configuration. */
export interface ConfigValidator {
  /** One sentence for the documentation: what is allowed. */
  readonly description: string;
  /** Looks at a configuration whose parts may be null or unknown, and adds what it finds. */
  check(config: { readonly [name: string]: Value }, diagnostics: Diagnostics): void;
}
