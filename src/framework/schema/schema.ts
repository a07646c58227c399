// A schema: the attributes and blocks of a provider, resource or data source, checked against core's own rules when made.
import { listOf, type ObjectType, objectOf, setOf, type Type } from "../../values/index.js";
import { type Attributes, type Blocks, typesOf } from "./attribute.js";

/** A schema; make it with `defineSchema`. */
export interface Schema<A extends Attributes = Attributes, B extends Blocks = Blocks> {
  /** The version of the state's shape, 0 at first. */
  readonly version: number;
  readonly description: string;
  readonly attributes: A;
  readonly blocks: B;
  /** The object type of a whole value. */
  readonly type: ObjectType;
}

/** The blocks of a schema without blocks. */
type NoBlocks = { readonly [name in never]: never };

/** A schema that core would refuse; every violation is listed in the message. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/**
 * Makes a schema.
 *
 * @param shape.version the version of the state's shape, a whole number @default 0
 * @throws {SchemaError} when core would refuse the schema: a computed default missing its mark, a block named like an
 * attribute, a set that holds write-only attributes
 */
export function defineSchema<const A extends Attributes, const B extends Blocks = NoBlocks>(shape: {
  readonly version?: number;
  readonly description: string;
  readonly attributes: A;
  readonly blocks?: B;
}): Schema<A, B> {
  const blocks = shape.blocks ?? ({} as B);
  const faults = schemaFaults(shape.attributes, blocks);
  if (shape.version !== undefined && !(Number.isSafeInteger(shape.version) && shape.version >= 0)) {
    faults.unshift(`version: ${shape.version} is not a whole number from 0`);
  }
  if (faults.length > 0) throw new SchemaError(`This schema would be refused by Terraform:\n${faults.join("\n")}`);
  return {
    version: shape.version ?? 0,
    description: shape.description,
    attributes: shape.attributes,
    blocks,
    type: blockType(shape.attributes, blocks),
  };
}

/** The object type of a block: its attributes and the blocks inside it. */
function blockType(attributes: Attributes, blocks: Blocks): ObjectType {
  const types: Record<string, Type> = typesOf(attributes);
  for (const [name, inner] of Object.entries(blocks)) {
    const inside = blockType(inner.attributes, inner.blocks);
    types[name] = { single: inside, list: listOf(inside), set: setOf(inside) }[inner.nesting];
  }
  return objectOf(types);
}

function schemaFaults(attributes: Attributes, blocks: Blocks, where = "", inSet = false): string[] {
  const faults: string[] = [];
  for (const [name, attribute] of Object.entries(attributes)) {
    const at = where + name;
    if (attribute.defaultValue !== undefined && attribute.presence !== "optional+computed") {
      faults.push(`${at}: a default needs "optional: true, computed: true", this attribute is ${attribute.presence}`);
    }
    if (attribute.writeOnly && attribute.presence !== "required" && attribute.presence !== "optional") {
      faults.push(`${at}: a write-only attribute is never computed`);
    }
    if (attribute.writeOnly && inSet) faults.push(`${at}: a set can not hold write-only attributes`);
    if (inSet && !attribute.nested && holdsDynamic(attribute.type)) {
      faults.push(`${at}: a set can not hold values of a type known only at run time`);
    }
    if (attribute.nested) {
      faults.push(
        ...schemaFaults(attribute.nested.attributes, {}, `${at}.`, inSet || attribute.nested.nesting === "set"),
      );
    }
  }
  for (const [name, inner] of Object.entries(blocks)) {
    const at = where + name;
    if (!/^[a-z_][a-z0-9_]*$/.test(name))
      faults.push(`${at}: a block's name has only lower-case letters, digits and "_"`);
    if (Object.hasOwn(attributes, name)) faults.push(`${at}: is both an attribute and a block`);
    if (inner.nesting === "single" && (inner.minItems !== inner.maxItems || inner.maxItems > 1)) {
      faults.push(`${at}: minItems and maxItems of a single block are both 0, or both 1 where it is required`);
    } else if (inner.maxItems > 0 && inner.minItems > inner.maxItems) {
      faults.push(`${at}: minItems ${inner.minItems} is above maxItems ${inner.maxItems}`);
    }
    faults.push(...schemaFaults(inner.attributes, inner.blocks, `${at}.`, inSet || inner.nesting === "set"));
  }
  return faults;
}

function holdsDynamic(type: Type): boolean {
  if (typeof type === "string") return type === "dynamic";
  if (type.kind === "object") return Object.values(type.attributes).some(holdsDynamic);
  return type.kind === "tuple" ? type.elements.some(holdsDynamic) : holdsDynamic(type.element);
}
