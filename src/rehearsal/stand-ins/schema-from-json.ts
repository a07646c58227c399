// From the JSON that Terraform describes schemas in to schemas of our framework, with the behaviours of the table added.
//
// Source: `terraform providers schema -json` (see schemas/schema-json.ts). A nesting mode this file does not know is an error.
import {
  type Attribute,
  attribute,
  type Attributes,
  type Block,
  block,
  type Blocks,
  defineSchema,
  nestedAttribute,
  type PlanModifier,
  requiresReplace,
  type Schema,
  t,
  useStateForUnknown,
} from "../../framework/index.js";
import { typeFromJson } from "../../values/index.js";
import type { Behaviour } from "./behaviour.js";
import type { AttributeJson, BlockJson, BlockTypeJson, SchemaJson } from "./schemas/schema-json.js";

/**
 * A schema read at run time. Blocks are left out of its type, so that states are records of unknown values instead of a type
 * that no record fits; they are there all the same.
 */
export type RuntimeSchema = Schema<Attributes, { readonly [name in never]: Block }>;

type AttributeOptions = Parameters<typeof nestedAttribute>[2];
type Behaviours = Readonly<Record<string, Behaviour>>;

/** Types of a provider that is made with the SDK. */
const SDK_TYPES = "kubernetes_";

/**
 * Makes a framework schema.
 *
 * @param path what behaviours are looked up under: the resource type
 */
export function schemaFromJson(json: SchemaJson, path: string, behaviours: Behaviours): RuntimeSchema {
  const { attributes, blocks } = inside(json.block, path, behaviours);
  return defineSchema<Attributes, Blocks>({
    version: json.version,
    description: `Stand-in for ${path}.`,
    attributes,
    blocks,
  });
}

function inside(json: BlockJson, path: string, behaviours: Behaviours): { attributes: Attributes; blocks: Blocks } {
  return {
    attributes: mapEntries(json.attributes ?? {}, (name, member) =>
      oneAttribute(member, `${path}.${name}`, behaviours),
    ),
    blocks: mapEntries(json.block_types ?? {}, (name, member) => oneBlock(member, `${path}.${name}`, behaviours)),
  };
}

function oneAttribute(json: AttributeJson, path: string, behaviours: Behaviours): Attribute {
  const options = optionsOf(json, { ...(path.startsWith(SDK_TYPES) && kept(json)), ...behaviours[path] });
  if (json.nested_type === undefined) return attribute(t.of(typeFromJson(json.type)), options);
  const mode = json.nested_type.nesting_mode;
  if (mode !== "single" && mode !== "list" && mode !== "set" && mode !== "map") throw unknownMode(path, mode);
  const members = mapEntries(json.nested_type.attributes, (name, member) =>
    oneAttribute(member, `${path}.${name}`, behaviours),
  );
  return nestedAttribute(mode, members, options);
}

/** What nobody configures keeps what the provider found out, as the SDK plans it. */
function kept({ optional, computed }: AttributeJson): Behaviour {
  return optional && computed ? { keeps: true } : {};
}

function oneBlock(json: BlockTypeJson, path: string, behaviours: Behaviours): Block {
  const mode = json.nesting_mode;
  if (mode !== "single" && mode !== "list" && mode !== "set") throw unknownMode(path, mode);
  const { attributes, blocks } = inside(json.block, path, behaviours);
  return block(mode, attributes, {
    description: "",
    blocks,
    minItems: json.min_items ?? 0,
    maxItems: json.max_items ?? 0,
  });
}

function optionsOf(json: AttributeJson, behaviour: Behaviour): AttributeOptions {
  const modifiers: PlanModifier[] = [];
  if (behaviour.keeps) modifiers.push(useStateForUnknown());
  if (behaviour.replaces) modifiers.push(requiresReplace());
  const common = {
    description: "",
    sensitive: json.sensitive ?? false,
    writeOnly: json.write_only ?? false,
    modifiers,
    ...(behaviour.default === undefined ? {} : { default: behaviour.default }),
  };
  if (json.required) return { required: true, ...common };
  if (!json.optional) return { computed: true, ...common };
  return json.computed || behaviour.default !== undefined
    ? { optional: true, computed: true, ...common }
    : { optional: true, ...common };
}

function unknownMode(path: string, mode: string): Error {
  return new Error(`${path}: the nesting mode "${mode}" is not one the stand-ins know`);
}

function mapEntries<A, B>(record: Readonly<Record<string, A>>, map: (name: string, value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(name, value)]));
}
