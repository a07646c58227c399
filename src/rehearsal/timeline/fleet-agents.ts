// What the app's fleet says: which pool a runner is of, and its agents as the simulation takes them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EmulatorError, readSimulationPlan, type SimulationPlan } from "../../emulator/index.js";
import { at, isObject } from "../../synthesized/index.js";

/** The fleet of an app. */
export interface FleetAgents {
  readonly words: FleetWords;
  /** @default - it has no agents, or they can't be simulated */
  readonly plan: SimulationPlan | undefined;
  /** Why they can't. @default - they can, or there are none */
  readonly unfit: string | undefined;
}

/**
 * Reads the fleet.
 * @returns undefined for an app without one
 * @throws {Error} with its path, when it is no fleet
 */
export async function readFleetAgents(outDirectory: string): Promise<FleetAgents | undefined> {
  const path = fleetPath(outDirectory);
  if (!existsSync(path)) return undefined;
  const words = new FleetWords(objectIn(path));
  try {
    const plan = await readSimulationPlan(path);
    return { words, plan: Object.keys(plan.agents).length === 0 ? undefined : plan, unfit: undefined };
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    return { words, plan: undefined, unfit: error.message };
  }
}

/** Why a gate over agents would judge nothing: nothing, when there are agents that can be simulated. */
export function withoutAgents(fleet: FleetAgents | undefined, outDirectory: string): string[] {
  if (fleet?.plan !== undefined) return [];
  const path = fleetPath(outDirectory);
  const judged = "so no agent would be judged";
  if (fleet === undefined) {
    return [
      `--max-gap: there is no ${path}, ${judged}. Declare the app's fleet with its agents, or leave --max-gap out`,
    ];
  }
  return fleet.unfit === undefined
    ? [`--max-gap: ${path} has no agents, ${judged}. Declare them in the fleet, or leave --max-gap out`]
    : [`--max-gap: the agents of ${path} can't be simulated, ${judged}. ${fleet.unfit}`];
}

/** Which pool a runner is of, in the fleet's words. */
export class FleetWords {
  private readonly pools = new Map<string, string>();

  constructor(fleet: unknown) {
    const pools = at(fleet, "pools");
    for (const [id, pool] of Object.entries(isObject(pools) ? pools : {})) {
      for (const runner of textsAt(pool, "runners")) {
        this.pools.set(runner, id);
        const first = withoutGeneration(runner);
        if (!this.pools.has(first)) this.pools.set(first, id);
      }
    }
  }

  /** Id of the pool that a runner is of, by its name. A generation's suffix does not matter. */
  pool(runner: string): string | undefined {
    return this.pools.get(runner) ?? this.pools.get(withoutGeneration(runner));
  }
}

function fleetPath(outDirectory: string): string {
  return join(outDirectory, "fleet.json");
}

function objectIn(path: string): object {
  let fleet: unknown;
  try {
    fleet = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} can't be read as JSON, so nothing is known of agents: ${why}. Synthesize the app again`, {
      cause: error,
    });
  }
  if (!isObject(fleet)) {
    const found = fleet === null ? "null" : Array.isArray(fleet) ? "a list" : `a ${typeof fleet}`;
    throw new Error(`${path} is ${found}, not a fleet, so nothing is known of agents. Synthesize the app again`);
  }
  return fleet;
}

function withoutGeneration(runner: string): string {
  return runner.replace(/-g\d+$/, "");
}

function textsAt(value: unknown, key: string): string[] {
  const found = at(value, key);
  return Array.isArray(found) ? (found as unknown[]).filter((one): one is string => typeof one === "string") : [];
}
