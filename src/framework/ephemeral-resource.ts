// What an author writes an ephemeral resource with: a value that exists while Terraform runs and is kept in no plan and no
// state, such as a short-lived token (Terraform 1.10, OpenTofu 1.11).
//
// It is opened in every plan and again in every apply, renewed by a timer where it says so, and closed at the end of the walk.
import type { CallContext, ConfigValidator, ValidateContext } from "./call.js";
import type { PrivateState } from "./private-state.js";
import type { ApplyConfigOf, StateOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";

/** Input of `open`. */
export interface OpenContext<S extends Schema, C> extends CallContext<C> {
  readonly config: ApplyConfigOf<S>;
  /** What `renew` and `close` need to know; seen by no user. */
  readonly private: PrivateState;
}

/**
 * Input of `renew` and `close`: all they know is what was left in `private`. To `renew` that is what `open` or the last `renew`
 * left; to `close` it is what `open` left (measured with terraform 1.11).
 */
export interface OpenedContext<C> extends CallContext<C> {
  readonly private: PrivateState;
}

/** What `open` answers. */
export interface Opened<S extends Schema> {
  readonly result: StateOf<S>;
  /**
   * When Terraform calls `renew`.
   * @default - never
   */
  readonly renewAt?: Date;
}

/** An ephemeral resource. */
export interface EphemeralResource<S extends Schema = Schema, C = unknown> {
  readonly schema: S;
  /** @default [] */
  readonly configValidators?: readonly ConfigValidator[];
  validate?(context: ValidateContext<S>): void;
  open(context: OpenContext<S, C>): Promise<Opened<S>>;
  /** Answers when to be called again; undefined is never. Left out where nothing expires. */
  renew?(context: OpenedContext<C>): Promise<Date | undefined>;
  /**
   * Left out where nothing has to be taken back. Called once, also when the apply failed or was interrupted; its `signal` is
   * therefore never aborted.
   */
  close?(context: OpenedContext<C>): Promise<void>;
}
