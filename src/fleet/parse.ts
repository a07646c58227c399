// From anything to a fleet of the right shape: an object that TypeScript or a YAML file brought.
import type { Finding } from "../rules/index.js";
import type { FleetDefinition } from "./definition.js";
import { fleetSchemaModule } from "./lazy.js";
import { schemaFindings } from "./schema-issues.js";

/** A fleet of the right shape, or what is wrong with it. */
export interface Parsed {
  /** Left out when something is wrong. */
  readonly definition?: FleetDefinition;
  readonly findings: readonly Finding[];
}

/** Judges the shape of a fleet: keys, types, choices. Loads zod. */
export function parseFleet(input: unknown): Parsed {
  const { fleetSchema } = fleetSchemaModule();
  const result = fleetSchema.safeParse(input);
  if (result.success) return { definition: result.data, findings: [] };
  return { findings: schemaFindings(fleetSchema, input, result.error.issues) };
}
