// From anything to a fleet of the right shape: an object that TypeScript or a YAML file brought.
import type { Finding } from "../rules/index.js";
import type { FleetDefinition } from "./definition.js";
import { fleetSchemaModule } from "./lazy.js";
import { pathOf } from "./path.js";
import { SCHEMA_RULE, schemaFindings } from "./schema-issues.js";

/** A name that is none in JavaScript: zod passes over it in silence, and with it over a pool. */
const NO_NAME = "__proto__";

/** A fleet of the right shape, or what is wrong with it. */
export interface Parsed {
  /** Left out when something is wrong. */
  readonly definition?: FleetDefinition;
  readonly findings: readonly Finding[];
}

/** Judges the shape of a fleet: keys, types, choices. Loads zod. */
export function parseFleet(input: unknown): Parsed {
  const { fleetSchema } = fleetSchemaModule();
  const unnamed = entriesWithoutName(input);
  const result = fleetSchema.safeParse(input);
  if (result.success && unnamed.length === 0) return { definition: result.data, findings: [] };
  return { findings: [...unnamed, ...schemaFindings(fleetSchema, input, result.error?.issues ?? [])] };
}

function entriesWithoutName(input: unknown): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<object>();
  const steps: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    for (const key of Object.keys(value)) {
      steps.push(key);
      if (key === NO_NAME) {
        const why = "nothing can have this name";
        findings.push({ rule: SCHEMA_RULE, severity: "error", path: pathOf(steps), why, fix: "name it otherwise" });
      }
      visit((value as Readonly<Record<string, unknown>>)[key]);
      steps.pop();
    }
  };
  visit(input);
  return findings;
}
