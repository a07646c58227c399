// How a simulation stands, in the form it is shown in.
import type { Store } from "../store/store.js";
import type { AgentMemory, Memory } from "./memory.js";
import type { CheckedAgent, CheckedPlan } from "./plan.js";
import { containersAt, type Pod, workEndsMs } from "./pod.js";
import type { AgentState, LeftBehind, SimulationState } from "./types.js";

/** The state as of what has happened. */
export function stateOf(plan: CheckedPlan, memory: Memory, store: Store): SimulationState {
  return {
    now: stamp(memory.doneMs),
    stopped: memory.stopped,
    agents: plan.agents.map((agent) => agentState(agent, memory.agents[agent.name])),
    // A runner that was deleted since the last look counts too.
    leftBehind: memory.pods
      .filter((pod) => store.runners.get(pod.runnerId) === undefined && containersAt(pod, memory.doneMs) !== undefined)
      .map((pod) => leftBehind(pod, memory.doneMs)),
  };
}

function agentState({ name, organization }: CheckedAgent, memory?: AgentMemory): AgentState {
  const { started = 0, failed = 0, instances = [], unplaced } = memory ?? {};
  return {
    name,
    organization,
    started,
    failed,
    active: instances.filter(({ workloadId }) => workloadId !== undefined).length,
    paused: instances.filter(({ paused }) => paused).length,
    ...(unplaced === undefined ? {} : { unplaced: { since: stamp(unplaced.sinceMs), ...unplaced.none } }),
  };
}

function leftBehind(pod: Pod, nowMs: number): LeftBehind {
  const { workloadId, agent, runnerId, runnerName } = pod;
  const endsMs = workEndsMs(pod);
  return {
    workloadId,
    agent,
    runnerId,
    runnerName,
    working: nowMs < endsMs,
    ...(Number.isFinite(endsMs) ? { workEnds: stamp(endsMs) } : {}),
  };
}

function stamp(ms: number): string {
  return new Date(ms).toISOString();
}
