// What an author writes a managed resource with: a schema, and a handler per step of its life. Handlers get values typed by
// the schema and return the new state; they never see the wire.
import type { CallContext, ConfigValidator, ValidateContext } from "./call.js";
import type { Diagnostics } from "./diagnostics.js";
import type { PrivateState } from "./private-state.js";
import type { IdentityOf, IdentitySchema, ImportIdentityOf } from "./schema/identity.js";
import type { ApplyConfigOf, ApplyPlanOf, ConfigOf, PlanOf, StateOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";
import type { IdentityUpgrader, StateUpgrader } from "./state-upgrader.js";
import type { StateMover } from "./state-mover.js";

/** Input of `modifyPlan`, which runs after defaults and attribute modifiers, and not for a destroy. */
export interface ModifyPlanContext<S extends Schema, C> {
  /** Undefined while the provider's own configuration is not known. */
  readonly client: C | undefined;
  readonly config: ConfigOf<S>;
  /** Undefined on create. */
  readonly state: StateOf<S> | undefined;
  readonly plan: PlanOf<S>;
  /** An attribute's modifier asked for a replacement. A replacement on the command line (`-replace`) does not show here. */
  readonly replacing: boolean;
  /**
   * Private data of the prior object; what is set here reaches apply. A replacement is planned a second time as a creation: the
   * second plan finds here what the first one left.
   */
  readonly private: PrivateState;
  readonly diagnostics: Diagnostics;
  /** Aborted when the user interrupts Terraform. */
  readonly signal: AbortSignal;
  /** Replaces parts of the plan. */
  readonly set: (changes: Partial<PlanOf<S>>) => void;
  /** Asks for a replacement on account of a top-level attribute. */
  readonly requireReplace: (attribute: keyof StateOf<S> & string) => void;
}

/** Input of `planDelete`. */
export interface PlanDeleteContext<S extends Schema, C> {
  /** Undefined while the provider's own configuration is not known. */
  readonly client: C | undefined;
  readonly state: StateOf<S>;
  /** Private data of the object; what is set here reaches `delete`. */
  readonly private: PrivateState;
  readonly diagnostics: Diagnostics;
  /** Aborted when the user interrupts Terraform. */
  readonly signal: AbortSignal;
}

/** Input of `create`. */
export interface CreateContext<S extends Schema, C> extends CallContext<C> {
  readonly config: ApplyConfigOf<S>;
  readonly plan: ApplyPlanOf<S>;
  readonly private: PrivateState;
  /** Remembers what exists already: it is saved, tainted, should the handler fail afterwards. */
  readonly keep: (state: StateOf<S>) => void;
}

/** Input of `read`. */
export interface ReadContext<S extends Schema, C> extends CallContext<C> {
  readonly state: StateOf<S>;
  readonly private: PrivateState;
  /** The object was imported just now, and nobody has read it yet. */
  readonly imported: boolean;
}

/** Input of `update`. */
export interface UpdateContext<S extends Schema, C> extends CallContext<C> {
  readonly config: ApplyConfigOf<S>;
  readonly state: StateOf<S>;
  readonly plan: ApplyPlanOf<S>;
  readonly private: PrivateState;
  /** Remembers what has changed already: it is saved should the handler fail afterwards. */
  readonly keep: (state: StateOf<S>) => void;
}

/** Input of `delete`. */
export interface DeleteContext<S extends Schema, C> extends CallContext<C> {
  readonly state: StateOf<S>;
  readonly private: PrivateState;
}

/** Input of `importState`. */
export interface ImportContext<S extends Schema, C, I extends IdentitySchema = IdentitySchema> extends CallContext<C> {
  /** What the user typed; empty text when the import gives an identity instead. */
  readonly id: string;
  /** What the import block's `identity` says; undefined when it gives an id. */
  readonly identity: ImportIdentityOf<I> | undefined;
  readonly private: PrivateState;
  /** A state of nulls, to be filled: `{ ...empty, id }`. */
  readonly empty: StateOf<S>;
}

/** The identity of a resource's objects. */
export interface ResourceIdentity<S extends Schema, C, I extends IdentitySchema> {
  readonly schema: I;
  /** Tells the identity from a state; also used on the prior state of an update. */
  of(state: StateOf<S>, client: C): IdentityOf<I>;
  /**
   * The identity of one object may change in its life. Otherwise a change is an error: it would be another object.
   * @default false
   */
  readonly mutable?: boolean;
  /**
   * Where identities of an older version come from, by that version.
   * @default {}
   */
  readonly upgraders?: { readonly [version: number]: IdentityUpgrader<IdentityOf<I>> };
}

/** A managed resource. Handlers may throw: `DiagnosticError` for users, anything else is shown as a defect. */
export interface Resource<S extends Schema = Schema, C = unknown, I extends IdentitySchema = IdentitySchema> {
  readonly schema: S;
  /** Left out where the state is all there is. */
  readonly identity?: ResourceIdentity<S, C, I>;
  /**
   * Checks of several attributes that are the same everywhere, such as `conflicting("a", "b")`.
   * @default []
   */
  readonly configValidators?: readonly ConfigValidator[];
  /** Checks that need several attributes. */
  validate?(context: ValidateContext<S>): void;
  modifyPlan?(context: ModifyPlanContext<S, C>): void | Promise<void>;
  /** Says what there is to say of a destroy while it is planned. It can not prevent it but by an error. */
  planDelete?(context: PlanDeleteContext<S, C>): void | Promise<void>;
  create(context: CreateContext<S, C>): Promise<StateOf<S>>;
  /** Undefined when the object is gone. */
  read(context: ReadContext<S, C>): Promise<StateOf<S> | undefined>;
  /** Left out where every change replaces. */
  update?(context: UpdateContext<S, C>): Promise<StateOf<S>>;
  delete(context: DeleteContext<S, C>): Promise<void>;
  /** Left out where import makes no sense. What it returns is read next. */
  importState?(context: ImportContext<S, C, I>): StateOf<S> | Promise<StateOf<S>>;
  /**
   * How states of older schema versions become states of this one, by the older version: each straight to the current one.
   * @default {}
   */
  readonly stateUpgraders?: { readonly [version: number]: StateUpgrader<StateOf<S>> };
  /**
   * How objects of other resource types (of this or another provider) become objects of this one, for `moved` blocks. Asked
   * in order until one does not decline.
   * @default []
   */
  readonly stateMovers?: readonly StateMover<StateOf<S>>[];
}
