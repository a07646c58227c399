// cdktf.out/fleet.json: the fleet and what was found in it, for whoever reviews a change. The same fleet has the same bytes.
import { type Finding, findingsToJson, type JsonReport, redactText } from "../rules/index.js";
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

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    sortedEntries(value as Record<string, unknown>).map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
