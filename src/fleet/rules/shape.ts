// Shapes that the schema's types can't tell: settings of which exactly one has to stand there, and settings that depend on another.
import type { FleetDefinition } from "../definition.js";
import { at } from "../path.js";
import { SCHEMA_RULE } from "../schema-issues.js";
import { type Breach, ERROR } from "../../rules/index.js";
import type { FleetRule, JudgedFleet } from "./rule.js";

/** What is wrong with the shape of a fleet whose keys and types are right; found under the id of the schema's own rule. */
function misshapen({ definition, fleet, entries }: JudgedFleet): readonly Breach[] {
  return [
    ...entries.flatMap(({ cells }) => cells.misshapen),
    ...Object.entries(definition.regions).flatMap(([name, { cluster }]) =>
      cluster?.steering === undefined ? [] : settingsOfWay(`${at("regions", name)}.cluster.steering`, cluster.steering),
    ),
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

type Steering = NonNullable<NonNullable<FleetDefinition["regions"][string]["cluster"]>["steering"]>;

/** Which ways of steering read each setting. */
const WAYS_THAT_READ: Readonly<Record<Exclude<keyof Steering, "way">, readonly Steering["way"][]>> = {
  failurePolicy: ["auto", "mutatingAdmissionPolicy", "kyverno"],
  wasteAccepted: ["annotations", "limitRange"],
  strictTolerations: ["annotations"],
  handler: ["runtimeClass"],
};

/** A way of steering has what it needs, and nothing that another way reads. */
function settingsOfWay(path: string, steering: Steering): readonly Breach[] {
  const { way, handler } = steering;
  const settings = Object.entries(WAYS_THAT_READ) as [keyof typeof WAYS_THAT_READ, readonly Steering["way"][]][];
  const unread = settings
    .filter(([setting, ways]) => steering[setting] !== undefined && !ways.includes(way))
    .map(([setting, ways]) => ({
      path: `${path}.${setting}`,
      value: steering[setting],
      why: `the way ${way} does not read it`,
      fix: `leave it out, or choose ${ways.join(" or ")}`,
    }));
  if (way !== "runtimeClass" || handler !== undefined) return unread;
  const why = "the handler decides which workloads go to the nodes of a tier, and none is named";
  return [...unread, { path: `${path}.handler`, why, fix: "write kata-qemu or kata-fc" }];
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

/** The rule that comes before all others: the schema judges most of it, and nothing else can be judged when that refuses. */
const schema: FleetRule = {
  id: SCHEMA_RULE,
  must: "A fleet has the keys of the schema, each with a value of its kind; settings that exclude each other don't stand together, and none stands where nothing reads it.",
  otherwise: "Nothing else can be judged.",
  severity: ERROR,
  unacknowledgeable: "write what the schema has",
  check: misshapen,
};

/** The rule about shape. */
export const shapeRules: readonly FleetRule[] = [schema];
