// A schema: the attributes and blocks of a provider, resource or data source, checked against core's own rules when made.
import { encodeMsgpack, type ObjectType, type Type, type Value, ValueError } from "../../values/index.js";
import type { Attributes } from "./attribute.js";
import { type Blocks, type Level, levelType, type NoBlocks } from "./block.js";
import { holdsDynamic, wireTypeOf } from "./dynamic-blocks.js";

/** A schema; make it with `defineSchema`. */
export interface Schema<A extends Attributes = Attributes, B extends Blocks = Blocks> {
  /** The version of the state's shape, 0 at first. */
  readonly version: number;
  readonly description: string;
  readonly deprecated: string | undefined;
  readonly attributes: A;
  readonly blocks: B;
  /** The object type of a whole value, as handlers see it. */
  readonly type: ObjectType;
  /** The object type of a whole value as it travels: another one where repeated blocks hold dynamic attributes. */
  readonly wireType: ObjectType;
}

/** A schema that core would refuse; every violation is listed in the message. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/**
 * Makes a schema.
 *
 * @param shape.version the version of the state's shape, a whole number @default 0
 * @param shape.deprecated why not to use the whole resource any more, and what instead @default - not deprecated
 * @throws {SchemaError} when core would refuse the schema: a computed default missing its mark, a block named like an
 * attribute, a set that holds write-only attributes, a collection of values of any type
 */
export function defineSchema<const A extends Attributes, const B extends Blocks = NoBlocks>(shape: {
  readonly version?: number;
  readonly description: string;
  readonly deprecated?: string;
  readonly attributes: A;
  readonly blocks?: B;
}): Schema<A, B> {
  const blocks = shape.blocks ?? ({} as B);
  const level = { attributes: shape.attributes, blocks };
  const faults = schemaFaults(level);
  if (shape.version !== undefined && !isVersion(shape.version)) {
    faults.unshift(`version: ${shape.version} is not a whole number from 0`);
  }
  refuse(faults, "schema");
  const type = levelType(level);
  return {
    version: shape.version ?? 0,
    description: shape.description,
    deprecated: shape.deprecated,
    attributes: shape.attributes,
    blocks,
    type,
    wireType: holdsDynamic(type) ? wireTypeOf(level) : type,
  };
}

/** Whether a number can be the version of a shape. */
export function isVersion(version: number): boolean {
  return Number.isSafeInteger(version) && version >= 0;
}

/** @throws {SchemaError} when there are faults */
export function refuse(faults: readonly string[], what: string): void {
  if (faults.length > 0) throw new SchemaError(`This ${what} would be refused by Terraform:\n${faults.join("\n")}`);
}

function schemaFaults({ attributes, blocks }: Level, where = "", inCollection: Collection = "none"): string[] {
  const faults: string[] = [];
  for (const [name, attribute] of Object.entries(attributes)) {
    const at = where + name;
    const { nested, type, presence } = attribute;
    if (attribute.defaultValue !== undefined && presence !== "optional+computed") {
      faults.push(`${at}: a default needs "optional: true, computed: true", this attribute is ${presence}`);
    }
    const unfit = attribute.defaultValue === undefined ? undefined : encodingFault(attribute.defaultValue, type);
    if (unfit !== undefined) faults.push(`${at}: the default does not fit its type: ${unfit}`);
    if (attribute.writeOnly && presence !== "required" && presence !== "optional") {
      faults.push(`${at}: a write-only attribute is never computed`);
    }
    if (attribute.whenUnknown && type === "dynamic") {
      faults.push(`${at}: nothing can be promised of a value whose type is not known yet; remove whenUnknown`);
    }
    if (attribute.whenUnknown && presence !== "computed" && presence !== "optional+computed") {
      faults.push(`${at}: whenUnknown is about values that the provider computes, this attribute is ${presence}`);
    }
    if (attribute.writeOnly && inCollection === "set") faults.push(`${at}: a set can not hold write-only attributes`);
    if (!nested && inCollection !== "none" && holdsDynamic(type)) {
      const which = inCollection === "set" ? "a set" : "a nested attribute that repeats";
      faults.push(`${at}: ${which} can not hold values of a type known only at run time`);
    }
    if (!nested && typeof type !== "string" && holdsDynamic(type)) {
      faults.push(`${at}: elements of a collection have one type, "dynamic" can not be it; make the attribute dynamic`);
    }
    if (nested) {
      const repeats = nested.nesting === "single" ? inCollection : stricter(inCollection, nested.nesting);
      faults.push(...schemaFaults({ attributes: nested.attributes, blocks: {} }, `${at}.`, repeats));
    }
  }
  for (const [name, inner] of Object.entries(blocks)) {
    const at = where + name;
    if (!/^[a-z_][a-z0-9_]*$/.test(name))
      faults.push(`${at}: a block's name has only lower-case letters, digits and "_"`);
    if (Object.hasOwn(attributes, name)) faults.push(`${at}: is both an attribute and a block`);
    if (inner.nesting === "single" && (inner.minItems !== inner.maxItems || inner.maxItems > 1)) {
      faults.push(`${at}: minItems and maxItems of a single block are both 0, or both 1 where it is required`);
    } else if ((inner.nesting === "group" || inner.nesting === "map") && inner.minItems + inner.maxItems !== 0) {
      faults.push(`${at}: a ${inner.nesting} block has neither minItems nor maxItems`);
    } else if (inner.maxItems > 0 && inner.minItems > inner.maxItems) {
      faults.push(`${at}: minItems ${inner.minItems} is above maxItems ${inner.maxItems}`);
    }
    for (const [required, { presence }] of Object.entries(inner.nesting === "group" ? inner.attributes : {})) {
      if (presence !== "required") continue;
      faults.push(
        `${at}.${required}: a group block that is left out is an object of nulls, so nothing in it can be required`,
      );
    }
    faults.push(...schemaFaults(inner, `${at}.`, inner.nesting === "set" ? "set" : inCollection));
  }
  return faults;
}

function encodingFault(value: Value, type: Type): string | undefined {
  try {
    encodeMsgpack(value, type);
    return undefined;
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return `${error.path.steps.length > 0 ? `${error.path.toString()}: ` : ""}${error.message}`;
  }
}

/** What is around an attribute that elements of one type are required of. List and map blocks are not: see dynamic-blocks.ts. */
type Collection = "none" | "nested" | "set";

function stricter(around: Collection, nesting: "list" | "set" | "map"): Collection {
  return around === "set" || nesting === "set" ? "set" : "nested";
}
