// What an author writes a data source with.
import type { CallContext, ConfigValidator, ValidateContext } from "./call.js";
import type { ApplyConfigOf, StateOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";

/** Input of a data source's `read`. */
export interface ReadDataContext<S extends Schema, C> extends CallContext<C> {
  readonly config: ApplyConfigOf<S>;
}

/** A data source. */
export interface DataSource<S extends Schema = Schema, C = unknown> {
  readonly schema: S;
  /** @default [] */
  readonly configValidators?: readonly ConfigValidator[];
  validate?(context: ValidateContext<S>): void;
  read(context: ReadDataContext<S, C>): Promise<StateOf<S>>;
}
