// The platform's orchestrator, simulated: declared agents become workloads on the runners that are registered, and time, which a test
// moves, carries them from start to end. Everybody sees them through the ordinary listings.
//
// Two loops, as on the platform: one starts and stops work, one compares records with what runners report. Between their turns nothing
// happens; what a pod looks like is a function of time (pod.ts). Deleting a runner deletes the records of its workloads, and nobody
// stops their pods: they go on here too, out of every listing, and no selection finds the runner any more.
//
// Not simulated: threads' volumes, which pin a runner; the newer placement by environment and flavor; room on nodes.
import type { Stamper } from "../store/clock.js";
import type { RunnerRow, WorkloadRow } from "../store/rows.js";
import type { Store, StoreSection } from "../store/store.js";
import type { WorkloadControl } from "../workload-control.js";
import type { SimulatedClock } from "./clock.js";
import { type AgentMemory, type Instance, type Memory, recall } from "./memory.js";
import type { CheckedAgent, CheckedPlan } from "./plan.js";
import { containersAt, type Pod, workEndsMs } from "./pod.js";
import { judge, MAX_ATTEMPTS, retryAfterMs, type Verdict } from "./reconcile.js";
import { type NoRunner, RunnerSelection } from "./selection.js";
import { placeAgent, type Placed, planFailure, podOf, workloadOf } from "./start-work.js";
import { stateOf } from "./state.js";
import { type AgentPlaces, requireTick, type Simulation, type SimulationEvent, type SimulationState } from "./types.js";

/** What a simulation works on. */
export interface SimulationParts {
  readonly plan: CheckedPlan;
  readonly store: Store;
  readonly stamp: Stamper;
  readonly workloads: WorkloadControl;
  readonly clock: SimulatedClock;
  /** Told of everything, as it happens. */
  readonly onEvent?: (event: SimulationEvent) => void;
}

/** {@link Simulation} over the tables. */
export class Orchestrator implements Simulation {
  readonly #parts: SimulationParts;
  readonly #section: StoreSection;
  readonly #memory: Memory;
  readonly #selection = new RunnerSelection();
  #events: SimulationEvent[] = [];

  constructor(parts: SimulationParts) {
    this.#parts = parts;
    this.#section = parts.store.section("simulation");
    this.#memory = recall(this.#section, parts.plan, parts.clock.nowMs);
  }

  tick(duration: string): SimulationEvent[] {
    const ms = requireTick(duration);
    const due = this.catchUp();
    return [...due, ...this.#advanceTo(this.#parts.clock.nowMs + ms)];
  }

  /** Lets happen what was due by now, for a clock that goes on by itself. */
  catchUp(): SimulationEvent[] {
    return this.#advanceTo(this.#parts.clock.nowMs);
  }

  state(): SimulationState {
    this.catchUp();
    return stateOf(this.#parts.plan, this.#memory, this.#parts.store);
  }

  /** Which of these runners the next workload of each agent may go to now, or why there is none. */
  places(among: Iterable<RunnerRow> = this.#parts.store.runners): AgentPlaces[] {
    const { store, plan } = this.#parts;
    this.#selection.look(among);
    return plan.agents.map((agent) => {
      const workload = workloadOf(store, agent);
      const found = "explanation" in workload ? workload : this.#selection.find(workload);
      return "explanation" in found
        ? { agent: agent.name, runnerIds: [], none: found }
        : { agent: agent.name, runnerIds: found.map(({ id }) => id) };
    });
  }

  stop(): void {
    this.#memory.stopped = true;
    this.#section.set(this.#memory);
  }

  #advanceTo(ms: number): SimulationEvent[] {
    const memory = this.#memory;
    const { clock, plan } = this.#parts;
    this.#events = [];
    for (let due = nextTurn(memory); due <= ms; due = nextTurn(memory)) {
      clock.moveTo(due);
      this.#noticeDeletedRunners(due);
      // What has ended makes room for what starts at the same moment.
      if (memory.reconcileMs === due) {
        this.#reconcile(due);
        memory.reconcileMs += plan.reconcileEveryMs;
      }
      if (memory.pollMs === due) {
        this.#poll(due);
        memory.pollMs += plan.pollEveryMs;
      }
      this.#section.set(memory);
    }
    clock.moveTo(ms);
    memory.doneMs = Math.max(memory.doneMs, ms);
    return this.#events;
  }

  /** The records went with the runner; for the platform there is nothing left of these workloads. */
  #noticeDeletedRunners(nowMs: number): void {
    const { store } = this.#parts;
    for (const pod of this.#memory.pods) {
      if (pod.leftMs === undefined && store.runners.get(pod.runnerId) === undefined) {
        pod.leftMs = nowMs;
        this.#release(pod);
        this.#tell(nowMs, { kind: "left_behind", ...about(pod), message: "its runner is deleted, nobody stops it" });
      }
    }
  }

  #reconcile(nowMs: number): void {
    const { store } = this.#parts;
    this.#memory.pods = this.#memory.pods.filter((pod) => {
      const containers = containersAt(pod, nowMs);
      if (pod.leftMs !== undefined) {
        return containers !== undefined;
      }
      const row = store.workloads.get(pod.workloadId);
      if (row === undefined || row.status === "stopped" || row.status === "failed") {
        // Somebody else ended the workload: a pod without a record that is open is stopped.
        this.#release(pod);
        return false;
      }
      return this.#apply(nowMs, pod, row, judge(row.status, containers, nowMs - pod.createdMs), containers);
    });
  }

  /** @returns whether the pod stays */
  #apply(
    nowMs: number,
    pod: Pod,
    row: WorkloadRow,
    verdict: Verdict,
    containers: WorkloadRow["containers"] = row.containers,
  ): boolean {
    const { stamp, store } = this.#parts;
    const now = stamp();
    switch (verdict.status) {
      case "unchanged":
        // Only what has changed is written: the state file of a quiet simulation stays quiet.
        if (JSON.stringify(row.containers) !== JSON.stringify(containers)) {
          Object.assign(row, { containers, updatedAt: now });
          store.changed();
        }
        return true;
      case "running":
        Object.assign(row, { status: "running", containers, lastActivityAt: now, updatedAt: now });
        break;
      case "stopped":
        Object.assign(row, { status: "stopped", agentState: "idle", removedAt: now, updatedAt: now });
        this.#release(pod, (instance) => (instance.failures = 0));
        break;
      case "failed":
        Object.assign(row, {
          status: "failed",
          failureReason: verdict.reason,
          failureMessage: verdict.message,
          containers,
          removedAt: now,
          updatedAt: now,
        });
        this.#release(pod, (instance, agent) => fail(instance, agent, nowMs));
        break;
    }
    store.changed();
    const { status, ...why } = verdict;
    this.#tell(nowMs, { kind: status, ...about(pod), ...why });
    return status === "running";
  }

  #poll(nowMs: number): void {
    this.#stopWhatIsDone(nowMs);
    if (this.#memory.stopped) {
      return;
    }
    this.#selection.look(this.#parts.store.runners);
    for (const agent of this.#parts.plan.agents) {
      const memory = this.#memory.agents[agent.name];
      if (memory !== undefined) {
        this.#startWork(nowMs, agent, memory);
      }
    }
  }

  #stopWhatIsDone(nowMs: number): void {
    const { stamp, store } = this.#parts;
    for (const pod of this.#memory.pods) {
      const row = pod.leftMs === undefined ? store.workloads.get(pod.workloadId) : undefined;
      if (row?.status === "running" && nowMs >= workEndsMs(pod)) {
        pod.stoppedMs = nowMs;
        Object.assign(row, { status: "stopping", agentState: "idle", updatedAt: stamp() });
        store.changed();
        this.#tell(nowMs, { kind: "stopping", ...about(pod) });
      }
    }
  }

  #startWork(nowMs: number, agent: CheckedAgent, memory: AgentMemory): void {
    const isFree = ({ workloadId, paused, retryMs }: Instance) =>
      workloadId === undefined && !paused && retryMs <= nowMs;
    for (const instance of memory.instances.slice(0, agent.concurrency).filter(isFree)) {
      if (memory.nextStartMs > nowMs) {
        return;
      }
      const chosen = placeAgent(this.#parts.store, this.#selection, agent, this.#memory.random);
      if ("none" in chosen) {
        this.#noteUnplaced(nowMs, agent, memory, chosen.none);
        return;
      }
      delete memory.unplaced;
      memory.nextStartMs += agent.startsEveryMs;
      this.#start(nowMs, agent, memory, instance, chosen);
    }
  }

  #noteUnplaced(nowMs: number, agent: CheckedAgent, memory: AgentMemory, none: NoRunner): void {
    const isNews = memory.unplaced?.none.explanation !== none.explanation;
    memory.unplaced = { sinceMs: memory.unplaced?.sinceMs ?? nowMs, none };
    if (isNews) {
      const { error, explanation } = none;
      const message = error === undefined ? explanation : `${error}. ${explanation}`;
      this.#tell(nowMs, { kind: "unplaced", agent: agent.name, message });
    }
  }

  #start(
    nowMs: number,
    agent: CheckedAgent,
    memory: AgentMemory,
    instance: Instance,
    { runner, organizationId }: Placed,
  ): void {
    const { store, workloads } = this.#parts;
    const failure = planFailure(agent, memory, this.#memory.random);
    const { id } = workloads.create({
      runnerId: runner.id,
      organizationId,
      threadId: instance.threadId,
      ownerId: instance.ownerId,
      agentId: memory.id,
      agentName: agent.name,
      allocatedCpuMillicores: agent.cpuMillicores,
      allocatedRamBytes: agent.ramBytes,
    });
    const pod = podOf(id, agent, runner, nowMs, failure);
    const row = store.workloads.get(id);
    Object.assign(row ?? {}, { instanceId: `workload-${id}`, containers: containersAt(pod, nowMs) ?? [] });
    this.#memory.pods.push(pod);
    instance.workloadId = id;
    memory.started++;
    this.#tell(nowMs, { kind: "starting", ...about(pod) });
  }

  /** Makes the pod's instance free for another workload. */
  #release(pod: Pod, then?: (instance: Instance, agent: AgentMemory) => void): void {
    const agent = this.#memory.agents[pod.agent];
    const instance = agent?.instances.find(({ workloadId }) => workloadId === pod.workloadId);
    if (agent !== undefined && instance !== undefined) {
      delete instance.workloadId;
      then?.(instance, agent);
    }
  }

  #tell(nowMs: number, event: Omit<SimulationEvent, "at">): void {
    const told = { at: new Date(nowMs).toISOString(), ...event };
    this.#events.push(told);
    this.#parts.onEvent?.(told);
  }
}

function nextTurn({ pollMs, reconcileMs }: Memory): number {
  return Math.min(pollMs, reconcileMs);
}

function fail(instance: Instance, agent: AgentMemory, nowMs: number): void {
  agent.failed++;
  instance.failures++;
  instance.paused = instance.failures >= MAX_ATTEMPTS;
  instance.retryMs = nowMs + retryAfterMs(instance.failures);
}

function about({ workloadId, agent, runnerId, runnerName }: Pod) {
  return { workloadId, agent, runnerId, runnerName };
}
