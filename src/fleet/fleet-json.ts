// cdktf.out/fleet.json: the fleet and what was found in it, for whoever reviews a change. The same fleet has the same bytes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, findingsToJson, type JsonFinding, type JsonReport, redactText } from "../rules/index.js";
import { resolvedSchemaModule } from "./lazy.js";
import { UNPROVED_WITH_ENVIRONMENTS } from "./placing/environment.js";
import { sortedEntries } from "./plain.js";
import type { FleetJson, ResolvedFleet } from "./resolved.js";

/** Name of the file in the output folder. */
export const FLEET_JSON = "fleet.json";

/** The file's content: the fleet, its pools by id and agents by name, and the findings. */
export type FleetFile = FleetJson & Pick<JsonReport, "findings">;

/** The fleet as a plain JSON value. */
function toFleetFile(fleet: ResolvedFleet, findings: readonly Finding[]): FleetFile {
  const { pools, agents, acknowledge, ...heading } = fleet;
  return {
    formatVersion: "1",
    ...heading,
    pools: Object.fromEntries(pools.map((pool) => [pool.id, pool])),
    agents: Object.fromEntries(agents.map((agent) => [agent.name, agent])),
    acknowledgements: acknowledge,
    unproved: fleet.placement === "environments" ? [UNPROVED_WITH_ENVIRONMENTS] : [],
    findings: findingsToJson(findings).findings,
  };
}

/** The text of the file: sorted keys, two blanks, a line break at the end; what looks like a secret is replaced. */
export function fleetJson(fleet: ResolvedFleet, findings: readonly Finding[]): string {
  return `${redactText(JSON.stringify(sortKeys(toFleetFile(fleet, findings)), null, 2))}\n`;
}

/** A fleet as a synthesis left it. */
export interface WrittenFleet {
  readonly fleet: ResolvedFleet;
  /** What the rules found when it was synthesized. */
  readonly findings: readonly JsonFinding[];
}

/**
 * Reads the fleet of an output folder; undefined when its app has none.
 *
 * @throws in one sentence when the file is none of this version's
 */
export function readFleetJson(outDirectory: string): WrittenFleet | undefined {
  const path = join(outDirectory, FLEET_JSON);
  if (!existsSync(path)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`${path} is no JSON: synthesize the app anew`);
  }
  const { fleetJsonSchema } = resolvedSchemaModule();
  const read = fleetJsonSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(
      `${path} is no fleet that this version can read (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}): synthesize the app with the same version of cdktf-agyn`,
    );
  }
  const { formatVersion: _, pools, agents, acknowledgements, unproved: _unproved, ...heading } = read.data;
  const { findings } = json as Partial<FleetFile>;
  return {
    fleet: { ...heading, pools: Object.values(pools), agents: Object.values(agents), acknowledge: acknowledgements },
    findings: Array.isArray(findings) ? findings : [],
  };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    sortedEntries(value as Record<string, unknown>).map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
