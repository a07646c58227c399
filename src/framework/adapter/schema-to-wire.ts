// Schemas as the wire has them. Pure conversion, done once a process.
import { type Type, typeToJson } from "../../values/index.js";
import { pb } from "../../tfplugin/index.js";
import { type Parameter, type ProviderFunction, VARIADIC_NAME } from "../function.js";
import { type Attribute, type Attributes, isComputed } from "../schema/attribute.js";
import type { Block, Level } from "../schema/block.js";
import type { IdentitySchema } from "../schema/identity.js";
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
  map: pb.Schema_NestedBlock_NestingMode.MAP,
  group: pb.Schema_NestedBlock_NestingMode.GROUP,
} as const;

/** The wire form of a schema. */
export function schemaToWire(schema: Schema): pb.Schema {
  return { version: BigInt(schema.version), block: blockToWire(schema) };
}

/** The wire form of the shape of identities. */
export function identitySchemaToWire({ version, attributes }: IdentitySchema): pb.ResourceIdentitySchema {
  return {
    version: BigInt(version),
    identityAttributes: Object.entries(attributes).map(([name, { type, requiredForImport, description }]) => ({
      name,
      type: typeToWire(type),
      requiredForImport,
      optionalForImport: !requiredForImport,
      description,
    })),
  };
}

/** The wire form of provider functions. */
export function functionsToWire(functions: {
  readonly [name: string]: ProviderFunction;
}): Record<string, pb.FunctionMessage> {
  return Object.fromEntries(Object.entries(functions).map(([name, definition]) => [name, functionToWire(definition)]));
}

function functionToWire({ parameters, variadic, returns, ...about }: ProviderFunction): pb.FunctionMessage {
  return {
    parameters: Object.entries(parameters).map(([name, parameter]) => parameterToWire(name, parameter)),
    variadicParameter: variadic && parameterToWire(VARIADIC_NAME, variadic),
    return: { type: typeToWire(returns.type) },
    summary: about.summary,
    description: about.description,
    descriptionKind: pb.StringKind.MARKDOWN,
    deprecationMessage: about.deprecated ?? "",
  };
}

function parameterToWire(name: string, parameter: Parameter): pb.Function_Parameter {
  return {
    name,
    type: typeToWire(parameter.type),
    allowNullValue: parameter.allowNull,
    allowUnknownValues: parameter.allowUnknown,
    description: parameter.description,
    descriptionKind: pb.StringKind.MARKDOWN,
  };
}

function typeToWire(type: Type): Buffer {
  return Buffer.from(JSON.stringify(typeToJson(type)));
}

function blockToWire(
  level: Level & { readonly description: string; readonly deprecated: string | undefined },
): pb.Schema_Block {
  return {
    version: 0n,
    attributes: attributesToWire(level.attributes),
    blockTypes: Object.entries(level.blocks).map(([name, inner]) => nestedBlockToWire(name, inner)),
    description: level.description,
    descriptionKind: pb.StringKind.MARKDOWN,
    deprecated: level.deprecated !== undefined,
    deprecationMessage: level.deprecated ?? "",
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
    type: nested ? Buffer.alloc(0) : typeToWire(attribute.type),
    description: attribute.description,
    descriptionKind: pb.StringKind.MARKDOWN,
    required: attribute.presence === "required",
    optional: attribute.presence === "optional" || attribute.presence === "optional+computed",
    computed: isComputed(attribute),
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
    block: blockToWire(inner),
    nesting: BLOCK_NESTING[inner.nesting],
    minItems: BigInt(inner.minItems),
    maxItems: BigInt(inner.maxItems),
  };
}
