// The applies of a rehearsal, watched for the agents of the app's fleet.
import { randomUUID } from "node:crypto";
import { EmulatorError, readSimulationPlan, type SimulationPlan } from "../../emulator/index.js";
import type { Scene } from "../proof.js";
import { FleetWords, StackResources, stateTextOf } from "./resources.js";
import { type AgentOutlook, type TimelineItem, timelineOf } from "./timeline.js";
import { PlatformWatch } from "./watch.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What work came to, and what it did to agents. */
export interface WatchedAgents<T> {
  readonly done: T;
  readonly timeline: readonly TimelineItem[];
  readonly agents: readonly AgentOutlook[];
  /** Why nothing is told of agents, although there are some. */
  readonly notes: readonly string[];
}

/** Does the applies of a scene, and watches the platform meanwhile when the app has agents. */
export async function watchAgents<T>(
  { platform, rehearsal, stacks }: Scene,
  outDirectory: string,
  podStartMs: number,
  work: (watch: PlatformWatch | undefined) => Promise<T>,
): Promise<WatchedAgents<T>> {
  const nothing = { timeline: [], agents: [] };
  const fleet = FleetWords.of(outDirectory);
  const plan = fleet && (await planOf(fleet.path));
  if (fleet === undefined || plan === undefined || typeof plan === "string") {
    return { done: await work(undefined), ...nothing, notes: typeof plan === "string" ? [plan] : [] };
  }
  const statesBefore = stacks.map((stack) => stateTextOf(rehearsal, stack));
  const watch = new PlatformWatch(platform);
  try {
    const done = await work(watch);
    const resources = new Map(
      stacks.map((stack, index) => {
        const states = { before: statesBefore[index] ?? [], after: stateTextOf(rehearsal, stack) };
        return [stack.name, new StackResources(stack, states)];
      }),
    );
    const { organizations, notes } = organizationsOf(plan, watch);
    const { timeline, agents } = timelineOf({ watch, organizations, resources, fleet, plan, podStartMs });
    return { done, timeline, agents, notes };
  } finally {
    watch.end();
  }
}

/** Those that are there, and those of agents that another app makes. */
function organizationsOf(plan: SimulationPlan, { organizations }: PlatformWatch) {
  const wanted = new Set(Object.values(plan.agents).map(({ organization }) => organization));
  const missing = [...wanted].filter((one) => !organizations.some(({ id, slug }) => id === one || slug === one)).sort();
  return {
    organizations: [
      ...organizations,
      ...missing.map((one) => ({ id: UUID.test(one) ? one : randomUUID(), slug: one })),
    ],
    notes: missing.map(
      (one) => `organization ${one} is taken for there, because agents are of it and no stack or state makes it`,
    ),
  };
}

/** The agents of a fleet; undefined when it has none, a sentence when they can't be simulated. */
async function planOf(path: string): Promise<SimulationPlan | string | undefined> {
  try {
    const plan = await readSimulationPlan(path);
    return Object.keys(plan.agents).length === 0 ? undefined : plan;
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error;
    return "the agents of fleet.json can't be simulated, so what the change does to them is not told: the simulation places by labels and capabilities only";
  }
}
