// Attributes of a schema: what a practitioner may write, what the provider fills in, and of which type.
//
// They are data. Their TypeScript types carry the type of the value and who sets it, so that the types of configuration,
// plan and state follow from the schema (`infer.ts`) and are written nowhere else.
import type { Refinement, Type, Value } from "../../values/index.js";
import type { PlanModifier } from "../modifiers/plan-modifier.js";
import type { Validator } from "../validators/validator.js";
import type { ValueType } from "./types.js";

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
   * What is promised of a computed value while it is not known yet, such as `{ notNull: true }` for an id: conditions on it
   * can then be decided in the plan. Core refuses an apply that breaks the promise.
   * @default - nothing
   */
  readonly whenUnknown?: Refinement;
  /**
   * Whether two values mean the same although they are written differently ("60s" and "1m"). Where the platform answers with
   * the same meaning, the value of the plan (after create and update) or of the state (after read) stays. Not asked while
   * planning, whose result core compares to the letter.
   * @default - values are the same when they are equal
   */
  readonly sameMeaning?: (before: T, after: T) => boolean;
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

/** Who sets an attribute with the options given. */
export type PresenceOf<O> = O extends { readonly required: true }
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
  readonly whenUnknown: Refinement | undefined;
  readonly sameMeaning: ((before: never, after: never) => boolean) | undefined;
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

/** Whether the provider may fill in the value. */
export function isComputed({ presence }: Attribute): boolean {
  return presence === "computed" || presence === "optional+computed";
}

/** Makes an attribute: `attribute(t.map(t.string), { optional: true, description: "..." })`. */
export function attribute<T, const O extends AttributeOptions<T>>(
  type: ValueType<T>,
  options: O & AttributeOptions<NoInfer<T>>, // the type alone says what the values are, not the default
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
    whenUnknown: options.whenUnknown,
    sameMeaning: options.sameMeaning,
    validators: options.validators ?? [],
    modifiers: options.modifiers ?? [],
  };
}

/** The types of attributes, by name. */
export function typesOf(attributes: Attributes): Record<string, Type> {
  return Object.fromEntries(Object.entries(attributes).map(([name, member]) => [name, member.type]));
}
