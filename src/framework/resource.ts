// What an author writes a managed resource or data source with: a schema, and a handler per step of its life. Handlers get
// values typed by the schema and return the new state; they never see the wire.
import type { Diagnostics } from "./diagnostics.js";
import type { PrivateState } from "./private-state.js";
import type { ApplyConfigOf, ApplyPlanOf, ConfigOf, PlanOf, StateOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";

/** What every handler that talks to the platform is given. `C` is what the provider's `configure` returned. */
export interface CallContext<C> {
  readonly client: C;
  readonly diagnostics: Diagnostics;
  /** Aborted when the user interrupts Terraform. A create in flight must not be cut by it. */
  readonly signal: AbortSignal;
}

/** Input of `validate`. */
export interface ValidateContext<S extends Schema> {
  readonly config: ConfigOf<S>;
  readonly diagnostics: Diagnostics;
}

/** Input of `modifyPlan`, which runs after defaults and attribute modifiers, and not for a destroy. */
export interface ModifyPlanContext<S extends Schema, C> {
  /** Undefined while the provider's own configuration is not known. */
  readonly client: C | undefined;
  readonly config: ConfigOf<S>;
  /** Undefined on create. */
  readonly state: StateOf<S> | undefined;
  readonly plan: PlanOf<S>;
  /** Private data of the prior object; what is set here reaches apply. */
  readonly private: PrivateState;
  readonly diagnostics: Diagnostics;
  /** Replaces parts of the plan. */
  set(changes: Partial<PlanOf<S>>): void;
  /** Asks for a replacement on account of a top-level attribute. */
  requireReplace(attribute: keyof StateOf<S> & string): void;
}

/** Input of `create`. */
export interface CreateContext<S extends Schema, C> extends CallContext<C> {
  readonly config: ApplyConfigOf<S>;
  readonly plan: ApplyPlanOf<S>;
  readonly private: PrivateState;
  /** Remembers what exists already: it is saved, tainted, should the handler fail afterwards. */
  keep(state: StateOf<S>): void;
}

/** Input of `read`. */
export interface ReadContext<S extends Schema, C> extends CallContext<C> {
  readonly state: StateOf<S>;
  readonly private: PrivateState;
}

/** Input of `update`. */
export interface UpdateContext<S extends Schema, C> extends CallContext<C> {
  readonly config: ApplyConfigOf<S>;
  readonly state: StateOf<S>;
  readonly plan: ApplyPlanOf<S>;
  readonly private: PrivateState;
  /** Remembers what has changed already: it is saved should the handler fail afterwards. */
  keep(state: StateOf<S>): void;
}

/** Input of `delete`. */
export interface DeleteContext<S extends Schema, C> extends CallContext<C> {
  readonly state: StateOf<S>;
  readonly private: PrivateState;
}

/** Input of `importState`. */
export interface ImportContext<S extends Schema, C> extends CallContext<C> {
  /** What the user typed. */
  readonly id: string;
  readonly private: PrivateState;
  /** A state of nulls, to be filled: `{ ...empty, id }`. */
  readonly empty: StateOf<S>;
}

/** A managed resource. Handlers may throw: `DiagnosticError` for users, anything else is shown as a defect. */
export interface Resource<S extends Schema = Schema, C = unknown> {
  readonly schema: S;
  /** Checks that need several attributes. */
  validate?(context: ValidateContext<S>): void;
  modifyPlan?(context: ModifyPlanContext<S, C>): void | Promise<void>;
  create(context: CreateContext<S, C>): Promise<StateOf<S>>;
  /** Undefined when the object is gone. */
  read(context: ReadContext<S, C>): Promise<StateOf<S> | undefined>;
  /** Left out where every change replaces. */
  update?(context: UpdateContext<S, C>): Promise<StateOf<S>>;
  delete(context: DeleteContext<S, C>): Promise<void>;
  /** Left out where import makes no sense. What it returns is read next. */
  importState?(context: ImportContext<S, C>): StateOf<S> | Promise<StateOf<S>>;
}

/** Input of a data source's `read`. */
export interface ReadDataContext<S extends Schema, C> extends CallContext<C> {
  readonly config: ApplyConfigOf<S>;
}

/** A data source. */
export interface DataSource<S extends Schema = Schema, C = unknown> {
  readonly schema: S;
  validate?(context: ValidateContext<S>): void;
  read(context: ReadDataContext<S, C>): Promise<StateOf<S>>;
}

/** Helpers that fix the type of the configured client once, so that each resource infers the rest from its schema. */
export function definitionsFor<C>(): {
  defineResource: <const S extends Schema>(resource: Resource<S, C>) => Resource<S, C>;
  defineDataSource: <const S extends Schema>(dataSource: DataSource<S, C>) => DataSource<S, C>;
} {
  return { defineResource: (resource) => resource, defineDataSource: (dataSource) => dataSource };
}
