// The applies of a rehearsal, watched for the agents of the app's fleet.
import type { Scene } from "../proof.js";
import { readFleetAgents } from "./fleet-agents.js";
import { Organizations } from "./organizations.js";
import { StackResources, stateTextOf } from "./resources.js";
import { type AgentOutlook, type TimelineItem, timelineOf } from "./timeline.js";
import { PlatformWatch } from "./watch.js";

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
  const fleet = await readFleetAgents(outDirectory);
  if (fleet?.plan === undefined) {
    const notes =
      fleet?.unfit === undefined
        ? []
        : [
            "the agents of fleet.json can't be simulated, so what the change does to them is not told: the simulation places by labels and capabilities only",
          ];
    return { done: await work(undefined), timeline: [], agents: [], notes };
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
    const organizations = new Organizations(watch.organizations, fleet.plan);
    const { timeline, agents } = timelineOf({ watch, organizations, resources, fleet: fleet.words, podStartMs });
    return { done, timeline, agents, notes: organizations.notes };
  } finally {
    watch.end();
  }
}
