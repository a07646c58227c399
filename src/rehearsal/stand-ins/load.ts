// The committed schemas as framework schemas. Loading makes every type of one provider; a plugin process does it once.
import { BEHAVIOURS } from "./behaviours.js";
import { type RuntimeSchema, schemaFromJson } from "./schema-from-json.js";
import type { SchemaFileJson } from "./schemas/schema-json.js";

/** A provider's own schema and its resources'. */
export interface LoadedSchemas {
  readonly version: string;
  readonly provider: RuntimeSchema;
  readonly resources: Readonly<Record<string, RuntimeSchema>>;
}

/** Reads one schema file. */
export function loadSchemas(file: SchemaFileJson, name: string): LoadedSchemas {
  const address = `registry.terraform.io/hashicorp/${name}`;
  const schemas = file.provider_schemas[address];
  const version = file.provider_versions[address];
  if (schemas === undefined || version === undefined) throw new Error(`the schema file holds no ${address}`);
  return {
    version,
    provider: schemaFromJson(schemas.provider, name, BEHAVIOURS),
    resources: Object.fromEntries(
      Object.entries(schemas.resource_schemas).map(([type, schema]) => [
        type,
        schemaFromJson(schema, type, BEHAVIOURS),
      ]),
    ),
  };
}
