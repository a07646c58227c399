// What judging a fleet costs: reading, resolving and all rules, at three sizes, so that growth shows. A pool in ten is shared, the
// others belong to teams; each agent requires region, tier and a capability, and some their team's label too.
import { checkFleet, fleetRules, resolve } from "../../src/fleet/index.js";
import { parseFleet } from "../../src/fleet/parse.js";
import { JudgedFleet } from "../../src/fleet/rules/rule.js";
import { fleetSchemaModule } from "../../src/fleet/lazy.js";
import type { FleetDefinition } from "../../src/fleet/index.js";
import { type Bound, median } from "./figure.js";

/** Pools at each size; agents are ten times as many. */
const SIZES = [100, 1_000, 10_000] as const;
const REGIONS = 20;
/** Most seconds that all rules may take at the largest size. */
const RULES_BOUND_MS = 2_000;
/** Most that the time of a rule run may grow, for ten times the fleet. */
const GROWTH_BOUND = 20;

/** A fleet of some pools, and ten agents for each. */
function syntheticFleet(pools: number): FleetDefinition {
  const teams = Math.max(1, Math.floor(pools / 50));
  const teamOf = (index: number): string => `team-${index % teams}`;
  const regionOf = (index: number): string => `r${Math.floor(index / 10) % REGIONS}`;
  const tierOf = (index: number): string => (index % 25 === 0 ? "gpu" : "standard");
  const isShared = (index: number): boolean => index % 10 === 0;
  const names = <T>(count: number, make: (index: number) => readonly [string, T]): Record<string, T> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));
  return {
    name: "synthetic",
    stage: "prod",
    regions: names(REGIONS, (index) => [
      `r${index}`,
      {
        cluster: { context: `r${index}` },
        capacity: {
          standard: { nodes: 100_000, cpu: "64", memory: "256Gi" },
          gpu: { nodes: 10_000, cpu: "96", memory: "1Ti" },
        },
      },
    ]),
    teams: names(teams, (index) => [teamOf(index), { organization: `acme-${index}` }]),
    tiers: { gpu: { gpu: { model: "nvidia-a100" } } },
    defaults: { protect: true, capabilities: ["docker"] },
    pools: names(pools, (index) => [
      `p${index}`,
      {
        region: regionOf(index),
        labels: { pool: `p${index}` },
        tier: tierOf(index),
        ...(isShared(index) ? {} : { team: teamOf(index) }),
        quota: {
          pods: 100_000,
          requestsCpu: "400000",
          requestsMemory: "1600000Gi",
          ...(tierOf(index) === "gpu" ? { accelerators: { "nvidia.com/gpu": 100_000 } } : {}),
        },
      },
    ]),
    agents: names(pools * 10, (agent) => {
      const index = agent % pools;
      return [
        `a${agent}`,
        {
          organization: `acme-${index % teams}`,
          labels: {
            region: regionOf(index),
            tier: tierOf(index),
            ...(agent % 5 === 0 && !isShared(index) ? { team: teamOf(index) } : {}),
          },
          capabilities: ["docker"],
          requests: { cpu: "2", memory: "4Gi", ...(tierOf(index) === "gpu" ? { gpu: 1 } : {}) },
          sidecars: agent % 3,
        },
      ];
    }),
  };
}

/** Prints what each step costs at each size, and returns the bounds. */
export function benchFleet(rounds: number): Promise<readonly Bound[]> {
  fleetSchemaModule();
  const rows = SIZES.map((size) => measure(size, rounds));
  const [, middle, largest] = rows;
  return Promise.resolve([
    ...rows.flatMap(({ size, parse, resolved, rules, all }) => [
      { what: `ms to read a fleet of ${size} pools, ${size * 10} agents`, value: parse, atMost: Infinity },
      { what: `ms to resolve it`, value: resolved, atMost: Infinity },
      {
        what: `ms for its ${fleetRules.length} rules`,
        value: rules,
        atMost: size === 10_000 ? RULES_BOUND_MS : Infinity,
      },
      { what: `ms for all of it`, value: all, atMost: Infinity },
    ]),
    {
      what: "growth of the rules' time, for ten times the fleet",
      value: (largest?.rules ?? 0) / (middle?.rules ?? 1),
      atMost: GROWTH_BOUND,
    },
  ]);
}

interface Row {
  readonly size: number;
  readonly parse: number;
  readonly resolved: number;
  readonly rules: number;
  readonly all: number;
}

function measure(size: number, rounds: number): Row {
  const definition = syntheticFleet(size);
  const fleet = resolve(definition);
  const found = checkFleet(definition).findings;
  const odd = found.filter(({ severity }) => severity === "error");
  if (odd.length > 0) throw new Error(`The synthetic fleet has errors: ${odd[0]?.rule ?? ""} at ${odd[0]?.path ?? ""}`);
  return {
    size,
    parse: timed(rounds, () => parseFleet(definition)),
    resolved: timed(rounds, () => resolve(definition)),
    rules: timed(rounds, () => {
      const judged = new JudgedFleet(definition, fleet);
      return fleetRules.flatMap(({ check }) => check(judged));
    }),
    all: timed(rounds, () => checkFleet(definition)),
  };
}

/** Milliseconds of processor time, collection of garbage included: what the work takes on a machine that does nothing else. */
function timed(rounds: number, action: () => unknown): number {
  const samples = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return median(samples);
}
