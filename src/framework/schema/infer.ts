// The types of configuration, plan and state, inferred from a schema. A wrong attribute name or a forgotten null does not
// compile; no second, hand-written model exists.
import type { Decimal, Dynamic, Unknown } from "../../values/index.js";
import type { Attribute, Attributes, NestedAttribute, Nesting } from "./attribute.js";
import type { Block, BlockNesting, Blocks } from "./block.js";
import type { Schema } from "./schema.js";

/** A value of which any part may be unknown. */
export type MaybeUnknown<T> = Unknown | PartlyUnknown<T>;

type PartlyUnknown<T> = T extends Dynamic | Decimal | Unknown
  ? T
  : T extends readonly (infer E)[]
    ? number extends T["length"]
      ? readonly MaybeUnknown<E>[]
      : { readonly [K in keyof T]: MaybeUnknown<T[K]> }
    : T extends object
      ? { readonly [K in keyof T]: MaybeUnknown<T[K]> }
      : T;

type View = "config" | "plan" | "applyConfig" | "applyPlan" | "state";

type Inside<T, N extends Nesting> = N extends "single"
  ? T
  : N extends "map"
    ? Readonly<Record<string, T>>
    : readonly T[];

type Leaf<T, P, V extends View> = V extends "config" | "plan"
  ? MaybeUnknown<T> | null
  : V extends "applyPlan"
    ? P extends "required"
      ? T
      : P extends "optional"
        ? T | null
        : T | null | Unknown
    : P extends "required"
      ? T
      : T | null;

type OfAttribute<A, V extends View> =
  A extends NestedAttribute<infer Inner, infer N, infer P>
    ? Leaf<Inside<OfAttributes<Inner, V>, N>, P, V>
    : A extends Attribute<infer T, infer P>
      ? Leaf<T, P, V>
      : never;

type OfAttributes<A extends Attributes, V extends View> = { readonly [K in keyof A]: OfAttribute<A[K], V> };

type OfBlock<B, V extends View> = B extends Block<infer A, infer N, infer I> ? Repeated<OfLevel<A, I, V>, N, V> : never;

/** `dynamic` blocks whose number is not known yet make the whole list, set or map unknown. */
type Repeated<T, N extends BlockNesting, V extends View> = N extends "single"
  ? T | null
  : N extends "group"
    ? T
    : (N extends "map" ? Readonly<Record<string, T>> : readonly T[]) | (V extends "config" | "plan" ? Unknown : never);

type OfLevel<A extends Attributes, B extends Blocks, V extends View> = [keyof B] extends [never]
  ? OfAttributes<A, V>
  : OfAttributes<A, V> & OfBlocks<B, V>;

/** Of blocks whose names are not known, what is inside would be of a type without end. */
type OfBlocks<B extends Blocks, V extends View> = string extends keyof B
  ? { readonly [name: string]: unknown }
  : { readonly [K in keyof B]: OfBlock<B[K], V> };

type Of<S, V extends View> = S extends Schema<infer A, infer B> ? OfLevel<A, B, V> : never;

/** The known value of a nested attribute with the attributes and the nesting given, where these are known themselves. */
export type NestedValueOf<A extends Attributes, N extends Nesting> = string extends keyof A
  ? unknown
  : Inside<OfAttributes<A, "state">, N>;

/** A configuration as validation and planning see it: every part may be null or unknown. */
export type ConfigOf<S> = Of<S, "config">;
/** A plan while it is being made: every part may be null or unknown. */
export type PlanOf<S> = Of<S, "plan">;
/** The configuration during apply: wholly known, write-only values included. */
export type ApplyConfigOf<S> = Of<S, "applyConfig">;
/** The plan that apply carries out: known, but for computed attributes that are still to be found out. */
export type ApplyPlanOf<S> = Of<S, "applyPlan">;
/** A state: wholly known. */
export type StateOf<S> = Of<S, "state">;
