// What a simulation remembers from one step to the next: JSON, kept in the gateway's state file, so that the workloads of an earlier run
// go on in the next one. While no gateway runs, time stands still for it.
import { randomUUID } from "node:crypto";
import type { StoreSection } from "../store/store.js";
import type { CheckedAgent, CheckedPlan } from "./plan.js";
import type { Pod } from "./pod.js";
import type { Random } from "./random.js";
import type { NoRunner } from "./selection.js";

const VERSION = 1;

/** One instance of an agent: it has one workload at a time. */
export interface Instance {
  readonly threadId: string;
  readonly ownerId: string;
  /** The workload of its own that is not over. */
  workloadId?: string;
  /** Failures since a workload of it ended well. */
  failures: number;
  /** When it may be started again. */
  retryMs: number;
  /** Failed so often that nothing is tried any more. */
  paused: boolean;
}

/** An agent and what came of it so far. */
export interface AgentMemory {
  /** The agent class. */
  readonly id: string;
  readonly instances: Instance[];
  started: number;
  failed: number;
  /** When work for the next workload is there. */
  nextStartMs: number;
  /** How many workloads each planned misbehaviour befell. */
  readonly misbehaved: number[];
  unplaced?: { readonly sinceMs: number; readonly none: NoRunner };
}

/** Everything. Times are milliseconds since 1970. */
export interface Memory {
  readonly version: typeof VERSION;
  readonly random: Random;
  /** When the platform looks next. */
  pollMs: number;
  reconcileMs: number;
  /** Up to when everything has happened. */
  doneMs: number;
  stopped: boolean;
  readonly agents: Record<string, AgentMemory>;
  pods: Pod[];
}

/** What an earlier run over the same state file left, brought up to now, or a beginning. */
export function recall(section: StoreSection, plan: CheckedPlan, nowMs: number): Memory {
  const kept = section.get() as Memory | undefined;
  const memory = kept?.version === VERSION ? shifted(kept, nowMs - kept.doneMs) : begin(plan, nowMs);
  for (const agent of plan.agents) {
    fit((memory.agents[agent.name] ??= newAgent(nowMs)), agent);
  }
  memory.stopped = false;
  section.set(memory);
  return memory;
}

function begin({ seed }: CheckedPlan, nowMs: number): Memory {
  return {
    version: VERSION,
    random: { state: seed },
    pollMs: nowMs,
    reconcileMs: nowMs,
    doneMs: nowMs,
    stopped: false,
    agents: {},
    pods: [],
  };
}

function newAgent(nowMs: number): AgentMemory {
  return { id: randomUUID(), instances: [], started: 0, failed: 0, nextStartMs: nowMs, misbehaved: [] };
}

/** As many instances as may work at a time: those of a bigger plan before stay, and start nothing. */
function fit(memory: AgentMemory, { concurrency, misbehaviour }: CheckedAgent): void {
  while (memory.instances.length < concurrency) {
    memory.instances.push({
      threadId: randomUUID(),
      ownerId: randomUUID(),
      failures: 0,
      retryMs: 0,
      paused: false,
    });
  }
  while (memory.misbehaved.length < misbehaviour.length) {
    memory.misbehaved.push(0);
  }
}

function shifted(kept: Memory, byMs: number): Memory {
  const memory = structuredClone(kept);
  memory.pollMs += byMs;
  memory.reconcileMs += byMs;
  memory.doneMs += byMs;
  for (const agent of Object.values(memory.agents)) {
    agent.nextStartMs += byMs;
    agent.instances.forEach((instance) => (instance.retryMs += byMs));
    if (agent.unplaced !== undefined) {
      agent.unplaced = { ...agent.unplaced, sinceMs: agent.unplaced.sinceMs + byMs };
    }
  }
  memory.pods = memory.pods.map((pod) => ({
    ...pod,
    createdMs: pod.createdMs + byMs,
    ...(pod.stoppedMs === undefined ? {} : { stoppedMs: pod.stoppedMs + byMs }),
    ...(pod.leftMs === undefined ? {} : { leftMs: pod.leftMs + byMs }),
  }));
  return memory;
}
