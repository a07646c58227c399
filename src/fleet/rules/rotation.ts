// The life of a pool's runners: generations that make sense, work that is not given up by the way, and what a pause can't hold back.
//
// Source: a runner that is deleted ends the records of its work, and the platform has no pause (facts of the platform, 3.5, 4.1);
// an enrollment's `on_active_workloads` is judged from the value that was applied last.
import { PAUSED_LABELS } from "../../placement/index.js";
import { resolvedEnvironment } from "../placing/environment.js";
import type { ResolvedAgent, ResolvedFleet, ResolvedPool } from "../resolved.js";
import { cutsOf, stackOfPool } from "../slices.js";
import { type Breach, ERROR, WARNING } from "../../rules/index.js";
import type { FleetRule, JudgedFleet } from "./rule.js";

/** Generations name registrations. */
const generations: FleetRule = {
  id: "fleet/rotation",
  must: "The generations of a pool are ascending, each once; `draining` and the settings of a wait stand only where something reads them; a pool that changes its stack has one generation.",
  otherwise: "Registrations would be made or left that nobody meant.",
  severity: ERROR,
  unacknowledgeable: "write generations: [1, 2], then [2]",
  check: ({ fleet }) => {
    const { now, before } = cutsOf(fleet);
    const stackNow = stackOfPool(now);
    const stackBefore = stackOfPool(before);
    const moves = (pool: ResolvedPool) => before.length > 0 && stackNow.get(pool) !== stackBefore.get(pool);
    return fleet.pools.flatMap((pool) => [...generationsOf(pool, moves(pool)), ...waitOf(pool)]);
  },
};

function generationsOf({ path, rotation }: ResolvedPool, moves: boolean): readonly Breach[] {
  if (rotation === undefined) return [];
  const [older = 0, newer] = rotation.generations;
  const at = `${path}.rotation.generations`;
  const value = rotation.generations;
  if (newer === undefined) {
    if (!rotation.draining) return [];
    const why = "there is no second generation that would take the work";
    const fix = "name two generations, or leave it out; to stop dispatch to the pool write paused: true";
    return [{ path: `${path}.rotation.draining`, value: true, why, fix }];
  }
  if (newer <= older) {
    const why = "the older generation comes first, and each stands once";
    return [{ path: at, value, why, fix: "sort them, each once" }];
  }
  if (!moves) return [];
  const why =
    "while releasedFrom stands, one generation of a pool is taken over, and the other would be left to nobody";
  return [{ path: at, value, why, fix: "finish the rotation first, or move the states" }];
}

function waitOf({
  path,
  onActiveWorkloads = "ignore",
  activeWorkloadsWaitMinutes: value,
}: ResolvedPool): readonly Breach[] {
  if (value === undefined || onActiveWorkloads === "wait") return [];
  const why = `with onActiveWorkloads: ${onActiveWorkloads} nothing is waited for`;
  return [
    { path: `${path}.activeWorkloadsWaitMinutes`, value, why, fix: "leave it out, or write onActiveWorkloads: wait" },
  ];
}

/** What an old generation works on is not given up. */
const givenUp: FleetRule = {
  id: "fleet/rotation-gives-up-work",
  must: "A pool with two generations waits for the work of the one that goes, or refuses to take it away.",
  otherwise:
    "The runner is deleted while it works, as with a registration that is replaced in place (`-replace`): its workloads are lost, and without another runner new work waits until the new one has enrolled.",
  severity: WARNING,
  check: ({ fleet }) =>
    fleet.pools
      .filter(
        ({ rotation, onActiveWorkloads }) => (rotation?.generations.length ?? 1) > 1 && onActiveWorkloads === "ignore",
      )
      .map(({ path }) => ({
        path: `${path}.onActiveWorkloads`,
        value: "ignore",
        why: "the older generation is taken away by the next change, and the work that it still has is lost",
        fix: "leave it out, which is wait, and apply that before the older generation goes",
      })),
};

/** Dispatch that goes on in spite of a pause. */
const stillDispatched: FleetRule = {
  id: "fleet/paused-gets-work",
  must: "Every declared agent that may land on a paused pool, or on a generation that is drained, requires a label; no environment names a runner of it.",
  otherwise: "Its work goes on landing there: the platform has no pause, and labels hold back only what requires them.",
  severity: WARNING,
  check: (judged) => {
    const { fleet } = judged;
    const held = fleet.pools.filter(({ paused, rotation }) => paused !== undefined || rotation?.draining === true);
    if (held.length === 0) return [];
    return fleet.placement === "environments" ? byEnvironment(fleet, held) : byNoLabels(judged, held);
  },
};

function byNoLabels({ work }: JudgedFleet, held: readonly ResolvedPool[]): readonly Breach[] {
  return work.kinds
    .filter(({ labels }) => Object.entries(labels).every(([key, value]) => PAUSED_LABELS[key] === value))
    .flatMap(({ agents, shared, own }) => {
      const pools = held.filter((pool) => shared.pools.includes(pool) || own.pools.includes(pool));
      return pools.length === 0 ? [] : agents.map((agent) => noLabel(agent, pools));
    });
}

function noLabel({ path, labels: value }: ResolvedAgent, pools: readonly ResolvedPool[]): Breach {
  const why = `it requires no label that was taken away, so its work still lands on ${named(pools)}`;
  return { path: `${path}.labels`, value, why, fix: "require a label, as in tier, or accept that it goes on" };
}

function byEnvironment(fleet: ResolvedFleet, held: readonly ResolvedPool[]): readonly Breach[] {
  return fleet.agents.flatMap((agent) => {
    const { pool } = resolvedEnvironment(fleet, agent);
    if (pool === undefined || !held.includes(pool)) return [];
    const why = `its environment names a runner of ${pool.id}, and placement by environments looks at no labels`;
    return [{ path: `${agent.path}.environment`, why, fix: "let the environment name another pool's runner" }];
  });
}

function named(pools: readonly ResolvedPool[]): string {
  return pools.map(({ id, paused }) => (paused === undefined ? `the older generation of ${id}` : id)).join(", ");
}

/** The rules about generations and pauses. */
export const rotationRules: readonly FleetRule[] = [generations, givenUp, stillDispatched];
