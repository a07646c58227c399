// Shapes that the schema's types can't tell: settings of which exactly one has to stand there.
import { at } from "../path.js";
import type { Breach, JudgedFleet } from "./rule.js";

/** What is wrong with the shape of a fleet whose keys and types are right; found under the id of the schema's own rule. */
export function misshapen({ definition, fleet, entries }: JudgedFleet): readonly Breach[] {
  return [
    ...entries.flatMap(({ cells }) => cells.misshapen),
    ...Object.entries(definition.regions).flatMap(([name, { gateway }]) =>
      gateway === undefined
        ? []
        : [
            ...exactlyOne(`${at("regions", name)}.gateway`, gateway, ["inCluster", "viaTlsProxy", "privateAddress"]),
            ...(gateway.port !== undefined && gateway.viaTlsProxy === undefined ? [portAlone(name, gateway.port)] : []),
          ],
    ),
    ...Object.entries(definition.tiers ?? {}).flatMap(([name, { gpu }]) =>
      typeof gpu?.sharing === "object"
        ? exactlyOne(`${at("tiers", name)}.gpu.sharing`, gpu.sharing, ["mig", "timeSlices"])
        : [],
    ),
    ...fleet.agents.flatMap(({ path, environment }) =>
      environment === undefined ? [] : exactlyOne(`${path}.environment`, environment, ["runner", "pool"]),
    ),
  ];
}

function exactlyOne<T extends object>(path: string, object: T, keys: readonly (keyof T & string)[]): readonly Breach[] {
  const given = keys.filter((key) => object[key] !== undefined);
  if (given.length === 1) return [];
  const why = given.length === 0 ? "none of its ways is chosen" : `${given.join(" and ")} exclude each other`;
  return [{ path, value: given, why, fix: `write exactly one of ${keys.join(", ")}` }];
}

function portAlone(region: string, port: number): Breach {
  const why = "only a gateway behind TLS has a port of its own here";
  return {
    path: `${at("regions", region)}.gateway.port`,
    value: port,
    why,
    fix: "write the port into the address: host:port",
  };
}
