// What the declared agents ask of each pool when all of them run at full concurrency. Chance spreads the work of an agent evenly
// over the runners that may get it, so a pool's share is an average, and exact where no other pool takes the work.
//
// Source: selection of the platform (uniform over runners); a workload's pod has the main container, its side-cars and the overlay's
// (measured: the native side-car counts like a running container); 4 cpu and 16Gi per workload as the rule of thumb.
import { quantityValue } from "../../kubernetes/index.js";
import { runnersWithWork } from "../dispatch.js";
import type { ResolvedAgent, ResolvedCluster, ResolvedFleet, ResolvedPool, ResolvedTier } from "../resolved.js";
import { resolvedEnvironment } from "./environment.js";
import type { Match } from "./pool-index.js";
import type { Work } from "./work.js";

/** cpu that a workload counts as needing when it says nothing. */
const CPUS_OF_WORKLOAD = 4;
/** Memory that a workload counts as needing when it says nothing, in bytes. */
const MEMORY_OF_WORKLOAD = 16 * 1024 ** 3;
/** Containers that every workload has beside the main one: the overlay's. */
const OVERLAY_CONTAINERS = 1;

/** Work added up, linear in the number of workloads. */
export interface Load {
  workloads: number;
  /** cpu that main containers ask for, and how many ask for none. */
  cpu: number;
  withoutCpu: number;
  /** Memory in bytes that main containers ask for, and how many ask for none. */
  memory: number;
  withoutMemory: number;
  /** Containers beside the main ones, the overlay's among them. */
  sidecars: number;
}

/** What is asked of pools, by their ids. A pool that no declared agent may reach is absent. */
export type Demand = ReadonlyMap<string, Load>;

/** Adds up the declared work by pool. */
export function demandOf(fleet: ResolvedFleet, work: Work): Demand {
  const demand = new Map<string, Load>();
  if (fleet.placement === "environments") {
    for (const agent of fleet.agents) {
      const { pool, flavor } = resolvedEnvironment(fleet, agent);
      if (pool === undefined) continue;
      const requests = { cpu: flavor?.requestsCpu, memory: flavor?.requestsMemory, ...agent.requests };
      add(loadOfPool(demand, pool), loadOf({ ...agent, requests }), agent.concurrency);
    }
    return demand;
  }
  for (const [match, perRunner] of loadPerRunner(work)) {
    for (const pool of match.pools) add(loadOfPool(demand, pool), perRunner, runnersWithWork(pool));
  }
  return demand;
}

/** What the pool's quota counts: requests, with the tier's defaults for containers that have none. */
export function requestedOf(load: Load, { containerDefaults }: ResolvedTier): { cpu: number; memory: number } {
  const cpuEach = quantityValue(containerDefaults.requestCpu) ?? 0;
  const memoryEach = quantityValue(containerDefaults.requestMemory) ?? 0;
  return {
    cpu: load.cpu + (load.withoutCpu + load.sidecars) * cpuEach,
    memory: load.memory + (load.withoutMemory + load.sidecars) * memoryEach,
  };
}

/** What nodes have to give: as requested, with the rule of thumb for main containers that ask for nothing. */
export function neededOf(load: Load, { containerDefaults }: ResolvedTier): { cpu: number; memory: number } {
  const cpuEach = quantityValue(containerDefaults.requestCpu) ?? 0;
  const memoryEach = quantityValue(containerDefaults.requestMemory) ?? 0;
  return {
    cpu: load.cpu + load.withoutCpu * CPUS_OF_WORKLOAD + load.sidecars * cpuEach,
    memory: load.memory + load.withoutMemory * MEMORY_OF_WORKLOAD + load.sidecars * memoryEach,
  };
}

/**
 * Units of the tier's accelerator that the work takes: each workload gets the tier's share, asked for or not, and where the cluster
 * gives it to every container alike, each side-car gets one too.
 */
export function acceleratorsOf(load: Load, { gpu }: ResolvedTier, cluster: ResolvedCluster | undefined): number {
  if (gpu === undefined) return 0;
  const isWasteful = cluster?.steering.way === "annotations" || cluster?.steering.way === "limitRange";
  return gpu.perWorkload * (load.workloads + (isWasteful ? load.sidecars : 0));
}

/** Nothing asked for. */
export function noLoad(): Load {
  return { workloads: 0, cpu: 0, withoutCpu: 0, memory: 0, withoutMemory: 0, sidecars: 0 };
}

/** Adds a load some times over. */
export function add(to: Load, load: Readonly<Load>, times: number): void {
  to.workloads += load.workloads * times;
  to.cpu += load.cpu * times;
  to.withoutCpu += load.withoutCpu * times;
  to.memory += load.memory * times;
  to.withoutMemory += load.withoutMemory * times;
  to.sidecars += load.sidecars * times;
}

/** One workload of an agent. */
export function loadOf({ requests, sidecars }: Pick<ResolvedAgent, "requests" | "sidecars">): Load {
  const cpu = requests.cpu === undefined ? undefined : quantityValue(requests.cpu);
  const memory = requests.memory === undefined ? undefined : quantityValue(requests.memory);
  return {
    workloads: 1,
    cpu: cpu ?? 0,
    withoutCpu: cpu === undefined ? 1 : 0,
    memory: memory ?? 0,
    withoutMemory: memory === undefined ? 1 : 0,
    sidecars: sidecars + OVERLAY_CONTAINERS,
  };
}

/** The load of one runner, for each answer of the index: many kinds of work share an answer, and its pools are gone through once. */
function loadPerRunner({ kinds }: Work): ReadonlyMap<Match, Load> {
  const loads = new Map<Match, Load>();
  for (const { agents, shared, own: ownPools } of kinds) {
    const runners = shared.runners + ownPools.runners;
    if (runners === 0) continue;
    const total = noLoad();
    for (const agent of agents) add(total, loadOf(agent), agent.concurrency);
    for (const match of [shared, ownPools]) {
      const load = loads.get(match) ?? noLoad();
      add(load, total, 1 / runners);
      loads.set(match, load);
    }
  }
  return loads;
}

function loadOfPool(demand: Map<string, Load>, { id }: ResolvedPool): Load {
  const known = demand.get(id);
  if (known !== undefined) return known;
  const load = noLoad();
  demand.set(id, load);
  return load;
}
