// What a new workload begins with: where it goes, what is planned to go wrong with it, and its pod.
import type { Workload } from "../../placement/index.js";
import type { RunnerRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import type { AgentMemory } from "./memory.js";
import type { CheckedAgent } from "./plan.js";
import type { PlannedFailure, Pod } from "./pod.js";
import { draw, type Random } from "./random.js";
import type { NoRunner, RunnerSelection } from "./selection.js";

/** A runner for an agent's work, and whose work it is. */
export interface Placed {
  readonly runner: RunnerRow;
  readonly organizationId: string;
}

/** A runner for an agent's next workload, or why there is none. */
export function placeAgent(
  store: Store,
  selection: RunnerSelection,
  agent: CheckedAgent,
  random: Random,
): Placed | { readonly none: NoRunner } {
  const workload = workloadOf(store, agent);
  if ("explanation" in workload) {
    return { none: workload };
  }
  const chosen = selection.choose(workload, random);
  return "none" in chosen ? chosen : { ...chosen, organizationId: workload.organizationId };
}

/** What an agent's next workload asks for, or why the platform does not know of the agent. */
export function workloadOf(store: Store, agent: CheckedAgent): Workload | NoRunner {
  const { organization: wanted, labels, capabilities } = agent;
  const organization = store.organizations.find(({ id, slug }) => slug === wanted || id === wanted);
  if (organization === undefined) {
    const explanation = `There is no organization ${JSON.stringify(wanted)} (yet): create it, or name another one.`;
    return { constraint: "organization", unmet: [], explanation };
  }
  return { organizationId: organization.id, labels, capabilities };
}

/** The first planned misbehaviour that befalls the agent's next workload, which is then counted; each that still may is drawn for. */
export function planFailure(
  { misbehaviour }: CheckedAgent,
  { misbehaved }: AgentMemory,
  random: Random,
): PlannedFailure | undefined {
  for (const [index, { chance, times, ...failure }] of misbehaviour.entries()) {
    const before = misbehaved[index] ?? 0;
    if (before < times && draw(random) < chance) {
      misbehaved[index] = before + 1;
      return failure;
    }
  }
  return undefined;
}

/** The pod of a new workload: what the plan says now, whatever a later one says. */
export function podOf(
  workloadId: string,
  agent: CheckedAgent,
  runner: RunnerRow,
  createdMs: number,
  failure: PlannedFailure | undefined,
): Pod {
  return {
    workloadId,
    agent: agent.name,
    runnerId: runner.id,
    runnerName: runner.name,
    createdMs,
    startsInMs: agent.startsInMs,
    runsForMs: agent.runsForMs,
    stopsInMs: agent.stopsInMs,
    sidecars: agent.sidecars,
    ...(failure === undefined ? {} : { failure }),
  };
}
