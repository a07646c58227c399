// Attributes and blocks of a schema: what a practitioner may write, what the provider fills in, and of which type.
//
// They are data. Their TypeScript types carry the type of the value and who sets it, so that the types of configuration,
// plan and state follow from the schema (`infer.ts`) and are written nowhere else.
import { listOf, mapOf, objectOf, setOf, type TfNumber, type Type, type Value } from "../../values/index.js";
import type { PlanModifier } from "../modifiers/plan-modifier.js";
import type { Validator } from "../validators/validator.js";

/** A Terraform type together with the TypeScript type of its known values. */
export interface ValueType<T> {
  readonly type: Type;
  /** Carries `T` for inference; has no value at run time. */
  readonly __value: T;
}

const valueType = <T>(type: Type): ValueType<T> => ({ type }) as ValueType<T>;

/** The types that attributes are made of. */
export const t = {
  string: valueType<string>("string"),
  bool: valueType<boolean>("bool"),
  /** Any number, exact: `number`, `bigint` or `Decimal`. */
  number: valueType<TfNumber>("number"),
  /** A number that the provider promises to be a whole one within 2^53. */
  integer: valueType<number>("number"),
  list: <T>(element: ValueType<T>) => valueType<readonly T[]>(listOf(element.type)),
  set: <T>(element: ValueType<T>) => valueType<readonly T[]>(setOf(element.type)),
  map: <T>(element: ValueType<T>) => valueType<Readonly<Record<string, T>>>(mapOf(element.type)),
  /** A type known only at run time. */
  of: (type: Type) => valueType<unknown>(type),
};

/** Who sets an attribute: the practitioner must, the practitioner may, the provider does, or either of them. */
export type Presence = "required" | "optional" | "computed" | "optional+computed";

type PresenceFlags =
  | { readonly required: true; readonly optional?: never; readonly computed?: never }
  | { readonly required?: never; readonly optional: true; readonly computed?: never }
  | { readonly required?: never; readonly optional?: never; readonly computed: true }
  | { readonly required?: never; readonly optional: true; readonly computed: true };

/** What an attribute says of itself, beside its type. */
export type AttributeOptions<T = unknown> = PresenceFlags & {
  /** One or two sentences of Markdown: meaning, format, unit, limit, and what a change does. */
  readonly description: string;
  /**
   * Terraform hides the value in plans and logs.
   * @default false
   */
  readonly sensitive?: boolean;
  /**
   * The value reaches the provider from the configuration and is kept in no plan and no state (Terraform 1.11 and later).
   * @default false
   */
  readonly writeOnly?: boolean;
  /**
   * Why not to use it any more and what to use instead; shown as a warning.
   * @default - not deprecated
   */
  readonly deprecated?: string;
  /**
   * The value when the configuration leaves it out; legal only where the attribute is also computed.
   * @default - null, or the provider's value where computed
   */
  readonly default?: T;
  /**
   * Checks of a configured value that is neither null nor unknown.
   * @default []
   */
  readonly validators?: readonly Validator<T>[];
  /**
   * Changes of the planned value, run in the order given.
   * @default []
   */
  readonly modifiers?: readonly PlanModifier[];
};

type PresenceOf<O> = O extends { readonly required: true }
  ? "required"
  : O extends { readonly optional: true; readonly computed: true }
    ? "optional+computed"
    : O extends { readonly optional: true }
      ? "optional"
      : "computed";

/** An attribute: `T` is the type of its known value, `P` who sets it. */
export interface Attribute<T = unknown, P extends Presence = Presence> extends ValueType<T> {
  readonly presence: P;
  readonly description: string;
  readonly sensitive: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: string | undefined;
  readonly defaultValue: Value | undefined;
  readonly validators: readonly Validator[];
  readonly modifiers: readonly PlanModifier[];
  /** Set where the attribute has attributes inside it. */
  readonly nested?: Nested;
}

/** How often what is inside may stand there: once, in order, without order, or by name. */
export type Nesting = "single" | "list" | "set" | "map";

/** The inside of a nested attribute. */
export interface Nested<A extends Attributes = Attributes, N extends Nesting = Nesting> {
  readonly nesting: N;
  readonly attributes: A;
}

/** An attribute with attributes inside it, written `name = { ... }`. */
export interface NestedAttribute<A extends Attributes, N extends Nesting, P extends Presence>
  extends Attribute<unknown, P> {
  readonly nested: Nested<A, N>;
}

/** Attributes by name. */
export type Attributes = { readonly [name: string]: Attribute };

/** A block, written `name { ... }`. Single: at most one; list: in order; set: without order. */
export interface Block<
  A extends Attributes = Attributes,
  N extends "single" | "list" | "set" = "single" | "list" | "set",
> {
  readonly nesting: N;
  readonly attributes: A;
  readonly blocks: Blocks;
  readonly description: string;
  readonly minItems: number;
  /** 0 is no limit. */
  readonly maxItems: number;
}

/** Blocks by name. */
export type Blocks = { readonly [name: string]: Block };

/** Makes an attribute: `attribute(t.map(t.string), { optional: true, description: "..." })`. */
export function attribute<T, const O extends AttributeOptions<T>>(
  type: ValueType<T>,
  options: O & AttributeOptions<T>,
): Attribute<T, PresenceOf<O>> {
  const presence: Presence = options.required
    ? "required"
    : options.optional
      ? options.computed
        ? "optional+computed"
        : "optional"
      : "computed";
  return {
    ...type,
    presence: presence as PresenceOf<O>,
    description: options.description,
    sensitive: options.sensitive ?? false,
    writeOnly: options.writeOnly ?? false,
    deprecated: options.deprecated,
    defaultValue: options.default as Value | undefined,
    validators: options.validators ?? [],
    modifiers: options.modifiers ?? [],
  };
}

/** Makes an attribute with attributes inside it. */
export function nestedAttribute<const A extends Attributes, N extends Nesting, const O extends AttributeOptions>(
  nesting: N,
  attributes: A,
  options: O,
): NestedAttribute<A, N, PresenceOf<O>> {
  const inside = objectOf(typesOf(attributes));
  const type = { single: inside, list: listOf(inside), set: setOf(inside), map: mapOf(inside) }[nesting];
  return { ...attribute(valueType<unknown>(type), options), nested: { nesting, attributes } };
}

/** Makes a block. `minItems` and `maxItems` default to 0, which is no limit. */
export function block<const A extends Attributes, N extends "single" | "list" | "set">(
  nesting: N,
  attributes: A,
  options: {
    readonly description: string;
    readonly blocks?: Blocks;
    readonly minItems?: number;
    readonly maxItems?: number;
  },
): Block<A, N> {
  return {
    nesting,
    attributes,
    blocks: options.blocks ?? {},
    description: options.description,
    minItems: options.minItems ?? 0,
    maxItems: options.maxItems ?? 0,
  };
}

/** The types of attributes, by name. */
export function typesOf(attributes: Attributes): Record<string, Type> {
  return Object.fromEntries(Object.entries(attributes).map(([name, member]) => [name, member.type]));
}
