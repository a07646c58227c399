// The JSON Schemas of what users write and of cdktf.out/fleet.json, made from the schemas that judge. The published files under api/
// have descriptions too, which are the doc comments of the schemas' sources (scripts/gen-fleet-docs.ts).
import { findingJsonSchema } from "../rules/index.js";
import { fleetSchemaModule, resolvedSchemaModule } from "./lazy.js";

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema of fleet.yaml, in the draft that YAML editors know. Loads zod. */
export function fleetYamlJsonSchema(): JsonSchema {
  const { toJSONSchema } = resolvedSchemaModule();
  const { $schema, definitions } = toJSONSchema(fleetSchemaModule().fleetSchema, { target: "draft-7" });
  const { Fleet, ...parts } = definitions as Readonly<Record<string, JsonSchema>>;
  return { $schema, title: "fleet.yaml of cdktf-agyn", ...Fleet, definitions: parts };
}

/** JSON Schema of cdktf.out/fleet.json; readers have to expect more fields. Loads zod. */
export function fleetFileJsonSchema(): JsonSchema {
  const { toJSONSchema, fleetJsonSchema } = resolvedSchemaModule();
  const { $schema, $defs } = toJSONSchema(fleetJsonSchema, {
    io: "input",
    // what users write may hold no unknown key; readers of the file have to expect more
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const { FleetFile, ...parts } = $defs as Readonly<Record<string, JsonSchema>>;
  const { properties, required } = FleetFile as { properties: object; required: readonly string[] };
  return {
    $schema,
    title: "cdktf.out/fleet.json of cdktf-agyn",
    ...FleetFile,
    properties: { ...properties, findings: { type: "array", items: findingJsonSchema } },
    required: [...required, "findings"],
    $defs: parts,
  };
}
