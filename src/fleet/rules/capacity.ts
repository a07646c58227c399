// Whether what is declared fits: the nodes of a tier in a region against what agents need there, and the quota of a pool against what
// they request. Shares of a pool are averages where chance spreads the work over several.
import { quantityValue } from "../../kubernetes/index.js";
import { cpuText, memoryText } from "../names.js";
import { at } from "../path.js";
import { acceleratorsOf, add, type Load, loadOf, neededOf, noLoad, requestedOf } from "../placing/demand.js";
import { resolvedEnvironment } from "../placing/environment.js";
import { own } from "../plain.js";
import type { ResolvedFleet, ResolvedPool, ResolvedTier } from "../resolved.js";
import { tierOf } from "../tiers.js";
import { type Breach, groupBy, STRICT_IN_PROD } from "../../rules/index.js";
import type { FleetRule } from "./rule.js";

/** Adding up shares leaves errors far below this. */
const ROUNDING = 1e-6;

/** The nodes hold what the agents need. */
const capacity: FleetRule = {
  id: "fleet/capacity",
  must: "The nodes of a tier in a region hold all declared work there at full concurrency, side-cars counted; a workload that says nothing counts as 4 cpu and 16Gi.",
  otherwise: "Some of it stays Pending until other work ends.",
  severity: STRICT_IN_PROD,
  check: ({ fleet, demand }) =>
    [...groupBy(fleet.pools, ({ region, tier }) => JSON.stringify([region, tier])).values()].flatMap((pools) => {
      const [pool] = pools;
      const nodes = pool === undefined ? undefined : own(fleet.regions[pool.region]?.capacity, pool.tier);
      if (pool === undefined || nodes === undefined) return [];
      const tier = tierOf(fleet, pool);
      const load = pools.reduce((sum, { id }) => {
        add(sum, demand.get(id) ?? noLoad(), 1);
        return sum;
      }, noLoad());
      const needed = neededOf(load, tier);
      const accelerators = acceleratorsOf(load, tier, fleet.regions[pool.region]?.cluster);
      const path = at(`${at("regions", pool.region)}.capacity`, pool.tier);
      const work = `${Math.ceil(load.workloads - ROUNDING)} workloads at a time`;
      return [
        ...short(`${path}.cpu`, nodes.cpu, nodes.nodes, needed.cpu, cpuText, `${work} need`),
        ...short(`${path}.memory`, nodes.memory, nodes.nodes, needed.memory, memoryText, `${work} need`),
        ...(tier.gpu === undefined
          ? []
          : short(`${path}.gpus`, String(nodes.gpus), nodes.nodes, accelerators, cpuText, `${work} take GPUs:`)),
      ];
    }),
};

function short(
  path: string,
  each: string,
  nodes: number,
  needed: number,
  print: (value: number) => string,
  who: string,
): readonly Breach[] {
  const one = quantityValue(each);
  if (one === undefined || needed <= one * nodes + ROUNDING * needed) return [];
  const enough = one > 0 ? `${Math.ceil(needed / one - ROUNDING)} nodes are enough` : "give its nodes some";
  const why = `${who} ${print(needed)}, and ${nodes} nodes have ${print(one * nodes)}`;
  return [{ path, value: `${nodes} x ${each}`, why, fix: `${enough}, or lower the concurrency of agents` }];
}

/** One workload fits on one node. */
const workloadSize: FleetRule = {
  id: "fleet/workload-size",
  must: "One workload of every declared agent, side-cars included, fits on one node of each tier where it may land.",
  otherwise: "It stays Pending for ever, however many nodes there are.",
  severity: STRICT_IN_PROD,
  check: ({ fleet, work }) => {
    const smallest = smallestNodes(fleet);
    if (fleet.placement === "environments") {
      return fleet.agents.flatMap((agent) => {
        const { pool, flavor } = resolvedEnvironment(fleet, agent);
        const requests = { cpu: flavor?.requestsCpu, memory: flavor?.requestsMemory, ...agent.requests };
        return pool === undefined ? [] : tooLarge(fleet, agent.path, loadOf({ ...agent, requests }), smallest([pool]));
      });
    }
    return work.kinds.flatMap(({ agents, shared, own: ownPools }) =>
      agents.flatMap((agent) => {
        const nodes = [...smallest(shared.pools), ...smallest(ownPools.pools)];
        return nodes.length === 0 ? [] : tooLarge(fleet, agent.path, loadOf(agent), nodes);
      }),
    );
  },
};

/** The nodes of one tier in one region. */
interface Nodes {
  readonly pool: ResolvedPool;
  readonly cpu: string;
  readonly memory: string;
}

/** Of some pools the smallest nodes of each tier, by cpu and by memory; worked out once for each list of pools. */
function smallestNodes(fleet: ResolvedFleet): (pools: readonly ResolvedPool[]) => readonly Nodes[] {
  const known = new Map<readonly ResolvedPool[], readonly Nodes[]>();
  return (pools) => {
    const answer = known.get(pools) ?? findSmallest(fleet, pools);
    known.set(pools, answer);
    return answer;
  };
}

function findSmallest(fleet: ResolvedFleet, pools: readonly ResolvedPool[]): readonly Nodes[] {
  const stated = pools.flatMap((pool): readonly Nodes[] => {
    const nodes = own(fleet.regions[pool.region]?.capacity, pool.tier);
    return nodes === undefined ? [] : [{ pool, cpu: nodes.cpu, memory: nodes.memory }];
  });
  const least = (members: readonly Nodes[], key: "cpu" | "memory"): Nodes =>
    members.reduce((best, nodes) =>
      (quantityValue(nodes[key]) ?? Infinity) < (quantityValue(best[key]) ?? Infinity) ? nodes : best,
    );
  return [...groupBy(stated, ({ pool }) => pool.tier).values()].flatMap((members) => [
    ...new Set([least(members, "cpu"), least(members, "memory")]),
  ]);
}

function tooLarge(fleet: ResolvedFleet, path: string, one: Load, nodes: readonly Nodes[]): readonly Breach[] {
  return nodes
    .flatMap(({ pool, cpu, memory }) => {
      const requested = requestedOf(one, tierOf(fleet, pool));
      const where = `a node of the tier ${pool.tier} in ${pool.region}`;
      return [
        ...larger(`${path}.requests.cpu`, requested.cpu, cpu, cpuText, where),
        ...larger(`${path}.requests.memory`, requested.memory, memory, memoryText, where),
      ];
    })
    .slice(0, 1);
}

function larger(
  path: string,
  needed: number,
  most: string,
  print: (value: number) => string,
  where: string,
): readonly Breach[] {
  if (needed <= (quantityValue(most) ?? Infinity) * (1 + ROUNDING)) return [];
  const why = `with its side-cars one workload requests that much, and ${where} has ${most}`;
  return [{ path, value: print(needed), why, fix: "ask for less, or require a tier or region with larger nodes" }];
}

/** A pool's quota lets its work start. */
const quota: FleetRule = {
  id: "fleet/quota",
  must: "A pool's quota lets all work start that its declared agents send it at full concurrency.",
  otherwise: "The cluster refuses the pods above it, and the agents' starts fail.",
  severity: STRICT_IN_PROD,
  check: ({ fleet, demand }) =>
    fleet.pools.flatMap((pool) => {
      const load = demand.get(pool.id);
      if (load === undefined) return [];
      const tier = tierOf(fleet, pool);
      return quotaBreaches(pool, tier, load, acceleratorsOf(load, tier, fleet.regions[pool.region]?.cluster));
    }),
};

function quotaBreaches(
  { path, quota: most }: ResolvedPool,
  tier: ResolvedTier,
  load: Load,
  accelerators: number,
): readonly Breach[] {
  const requested = requestedOf(load, tier);
  const resource = tier.gpu?.resource;
  const gpus = resource === undefined ? undefined : own(most.accelerators, resource);
  return [
    ...below(`${path}.quota.pods`, String(most.pods), Math.ceil(load.workloads - ROUNDING), cpuText),
    ...below(`${path}.quota.requestsCpu`, most.requestsCpu, requested.cpu, cpuText),
    ...below(`${path}.quota.requestsMemory`, most.requestsMemory, requested.memory, memoryText),
    ...(resource === undefined || gpus === undefined
      ? []
      : below(at(`${path}.quota.accelerators`, resource), String(gpus), Math.ceil(accelerators - ROUNDING), cpuText)),
  ];
}

function below(path: string, most: string, needed: number, print: (value: number) => string): readonly Breach[] {
  const value = quantityValue(most);
  if (value === undefined || needed <= value + ROUNDING * needed) return [];
  const why = `its declared agents ask for ${print(needed)} at full concurrency, so the pods above the quota are refused`;
  return [{ path, value: most, why, fix: `raise it to ${print(needed)}, or lower the concurrency of agents` }];
}

/** Namespaces of production can't be destroyed by a slip. */
const unprotected: FleetRule = {
  id: "fleet/unprotected",
  must: "A pool in prod has `protect: true`.",
  otherwise: "One mistaken apply destroys its namespaces with all running work.",
  severity: STRICT_IN_PROD,
  check: ({ fleet }) =>
    fleet.stage === "dev"
      ? []
      : fleet.pools
          .filter(({ protect }) => !protect)
          .map(({ path }) => ({
            path: `${path}.protect`,
            value: false,
            why: "one mistaken apply would destroy its namespaces with all running work",
            fix: "write protect: true, once for all under defaults",
          })),
};

/** The rules about what fits, and what has to stay. */
export const capacityRules: readonly FleetRule[] = [capacity, workloadSize, quota, unprotected];
