// The identity of an object: what tells it from every other one of its type on the platform, apart from its state. Terraform
// 1.12 and OpenTofu 1.12 keep it beside the state and import by it.
//
// Source: protocol 6.9, ResourceIdentitySchema. Only primitives and lists of primitives can be in an identity.
import { type ObjectType, objectOf } from "../../values/index.js";
import { isVersion, refuse } from "./schema.js";
import type { ValueOf, ValueType } from "./types.js";

/** One attribute of an identity. */
export interface IdentityAttribute<T = unknown, R extends boolean = boolean> extends ValueType<T> {
  /** An import has to give it; otherwise it may. */
  readonly requiredForImport: R;
  readonly description: string;
}

/** Attributes of an identity, by name. */
export type IdentityAttributes = { readonly [name: string]: IdentityAttribute };

/** The shape of identities; make it with `defineIdentity`. */
export interface IdentitySchema<A extends IdentityAttributes = IdentityAttributes> {
  /** The version of the identity's shape, 0 at first. */
  readonly version: number;
  readonly attributes: A;
  readonly type: ObjectType;
}

/** A whole identity, as a provider answers it. */
export type IdentityOf<I> =
  I extends IdentitySchema<infer A> ? { readonly [K in keyof A]: ValueOf<A[K]> | null } : never;

/** An identity as an import gives it: what is required for import is there. */
export type ImportIdentityOf<I> =
  I extends IdentitySchema<infer A>
    ? {
        readonly [K in keyof A]: A[K] extends IdentityAttribute<infer T, infer R>
          ? R extends true
            ? T
            : T | null
          : never;
      }
    : never;

/** What an attribute of an identity says of itself. */
export interface IdentityAttributeOptions {
  readonly description: string;
  /** @default true */
  readonly requiredForImport?: boolean;
}

/** Makes an attribute of an identity. */
export function identityAttribute<T, const O extends IdentityAttributeOptions>(
  type: ValueType<T>,
  options: O,
): IdentityAttribute<T, O extends { readonly requiredForImport: false } ? false : true> {
  const made: IdentityAttribute<T> = {
    ...type,
    description: options.description,
    requiredForImport: options.requiredForImport ?? true,
  };
  // the flag's type repeats the option's type, which a generic literal can not be shown to do
  return made as ReturnType<typeof identityAttribute<T, O>>;
}

/**
 * Makes the shape of identities.
 *
 * @param shape.version the version of the shape, a whole number @default 0
 * @throws {SchemaError} when core would refuse it: no attribute, or one that is neither primitive nor a list of primitives
 */
export function defineIdentity<const A extends IdentityAttributes>(shape: {
  readonly version?: number;
  readonly attributes: A;
}): IdentitySchema<A> {
  const faults = Object.entries(shape.attributes)
    .filter(
      ([, { type }]) =>
        !isPrimitive(type) && !(typeof type !== "string" && type.kind === "list" && isPrimitive(type.element)),
    )
    .map(([name]) => `${name}: an identity holds only strings, numbers, bools and lists of them`);
  if (Object.keys(shape.attributes).length === 0) faults.push("attributes: an identity needs at least one");
  if (shape.version !== undefined && !isVersion(shape.version)) {
    faults.unshift(`version: ${shape.version} is not a whole number from 0`);
  }
  refuse(faults, "identity");
  const types = Object.entries(shape.attributes).map(([name, { type }]) => [name, type] as const);
  return { version: shape.version ?? 0, attributes: shape.attributes, type: objectOf(Object.fromEntries(types)) };
}

function isPrimitive(type: unknown): boolean {
  return type === "string" || type === "number" || type === "bool";
}
