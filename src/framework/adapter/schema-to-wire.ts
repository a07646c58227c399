// Schemas as the wire has them. Pure conversion, done once a process.
import { typeToJson } from "../../values/index.js";
import { pb } from "../../tfplugin/index.js";
import type { Attribute, Attributes, Block, Blocks } from "../schema/attribute.js";
import type { Schema } from "../schema/schema.js";

const OBJECT_NESTING = {
  single: pb.Schema_Object_NestingMode.SINGLE,
  list: pb.Schema_Object_NestingMode.LIST,
  set: pb.Schema_Object_NestingMode.SET,
  map: pb.Schema_Object_NestingMode.MAP,
} as const;
const BLOCK_NESTING = {
  single: pb.Schema_NestedBlock_NestingMode.SINGLE,
  list: pb.Schema_NestedBlock_NestingMode.LIST,
  set: pb.Schema_NestedBlock_NestingMode.SET,
} as const;

/** The wire form of a schema. */
export function schemaToWire(schema: Schema): pb.Schema {
  return { version: BigInt(schema.version), block: blockToWire(schema.attributes, schema.blocks, schema.description) };
}

function blockToWire(attributes: Attributes, blocks: Blocks, description: string): pb.Schema_Block {
  return {
    version: 0n,
    attributes: attributesToWire(attributes),
    blockTypes: Object.entries(blocks).map(([name, inner]) => nestedBlockToWire(name, inner)),
    description,
    descriptionKind: pb.StringKind.MARKDOWN,
    deprecated: false,
    deprecationMessage: "",
    computed: false,
  };
}

function attributesToWire(attributes: Attributes): pb.Schema_Attribute[] {
  return Object.entries(attributes).map(([name, attribute]) => attributeToWire(name, attribute));
}

function attributeToWire(name: string, attribute: Attribute): pb.Schema_Attribute {
  const { nested } = attribute;
  return {
    name,
    type: nested ? Buffer.alloc(0) : Buffer.from(JSON.stringify(typeToJson(attribute.type))),
    description: attribute.description,
    descriptionKind: pb.StringKind.MARKDOWN,
    required: attribute.presence === "required",
    optional: attribute.presence === "optional" || attribute.presence === "optional+computed",
    computed: attribute.presence === "computed" || attribute.presence === "optional+computed",
    sensitive: attribute.sensitive,
    writeOnly: attribute.writeOnly,
    deprecated: attribute.deprecated !== undefined,
    deprecationMessage: attribute.deprecated ?? "",
    nestedType: nested
      ? {
          attributes: attributesToWire(nested.attributes),
          nesting: OBJECT_NESTING[nested.nesting],
          minItems: 0n,
          maxItems: 0n,
        }
      : undefined,
  };
}

function nestedBlockToWire(name: string, inner: Block): pb.Schema_NestedBlock {
  return {
    typeName: name,
    block: blockToWire(inner.attributes, inner.blocks, inner.description),
    nesting: BLOCK_NESTING[inner.nesting],
    minItems: BigInt(inner.minItems),
    maxItems: BigInt(inner.maxItems),
  };
}
