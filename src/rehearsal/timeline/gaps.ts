// How many places each agent has at every moment, and when it has none: the simulated orchestrator says it, over the runners that were seen,
// with work running on them. No second selection.
import { type AgentPlaces, type SimulationPlan, SimulationReplay } from "../../emulator/index.js";
import type { RunnerChange, RunnerThen } from "./watch.js";

/** So long work runs before the first change, so that every agent's work has started. */
const WARM_UP_MS = 120_000;
/** So long the platform is looked at after the last change: it looks once a minute at the latest. */
const AFTER_MS = 60_000;
/** Work that does not end by itself meanwhile. */
const ENDLESS = "8760h";

/** A change at a time of one of the two clocks. */
export interface ReplayedChange extends Pick<RunnerChange, "before" | "after"> {
  readonly atMs: number;
  /** Its place in the timeline. */
  readonly index: number;
}

/** A time without a place; milliseconds from the beginning. */
export interface Gap {
  /** What took the last place away. @default - there was none at the beginning */
  readonly from?: { readonly atMs: number; readonly index: number };
  /** What gave a place again. @default - nothing did */
  readonly to?: { readonly atMs: number; readonly index: number };
  /** Constraint at which the runners that came furthest were passed over. */
  readonly why: string;
}

/** An agent's places. */
export interface AgentPlacesOver {
  readonly agent: string;
  /** Ids of the runners that take its work before. */
  readonly placesBefore: readonly string[];
  readonly before: number;
  readonly after: number;
  /** The least number after any change. */
  readonly least: number;
  readonly gaps: readonly Gap[];
}

/** Workloads of an agent whose runner was deleted under them. */
export interface LostWork {
  readonly agent: string;
  readonly runnerId: string;
  readonly workloads: number;
}

/** What became of the agents. */
export interface Outcome {
  readonly agents: readonly AgentPlacesOver[];
  /** Which agents take the runner of a change after it, by the change's place in the timeline; not those after which nothing is another. */
  readonly taken: ReadonlyMap<number, ReadonlySet<string>>;
  readonly lost: readonly LostWork[];
}

/** Lets the simulated orchestrator see the changes. @throws {EmulatorError} `bad_simulation` for agents that can't be simulated */
export function replay(
  plan: SimulationPlan,
  organizations: readonly { readonly id: string; readonly slug: string }[],
  before: Iterable<RunnerThen>,
  changes: readonly ReplayedChange[],
): Outcome {
  const agents = Object.entries(plan.agents).map(([name, { misbehaviour: _, ...agent }]) => {
    return [name, { ...agent, runsFor: ENDLESS, startsEvery: "0s" }] as const;
  });
  const simulation = new SimulationReplay({ ...plan, agents: Object.fromEntries(agents) });
  try {
    simulation.addOrganizations(organizations);
    for (const runner of before) simulation.show(runner.id, shown(runner));
    const events = simulation.moveTo(WARM_UP_MS);
    const over = new Map(
      simulation.places().map(({ agent, runnerIds, none }) => {
        return [agent, new AgentPlacing(agent, runnerIds, none?.constraint)] as const;
      }),
    );
    const ordered = [...changes].sort((a, b) => a.atMs - b.atMs || a.index - b.index);
    const taken = new Map<number, ReadonlySet<string>>();
    let cause: ReplayedChange | undefined;
    for (const [at, change] of ordered.entries()) {
      events.push(...simulation.moveTo(WARM_UP_MS + Math.ceil(change.atMs)));
      const id = (change.after ?? change.before)?.id ?? "";
      simulation.show(id, change.after && shown(change.after));
      if (matters(change)) {
        cause = change;
        const agents = simulation.takenBy(id); // of the other runners nothing has changed
        taken.set(change.index, agents);
        for (const [agent, placing] of over) placing.take(id, agents.has(agent));
      }
      if (ordered[at + 1]?.atMs === change.atMs || cause === undefined) continue;
      let places: AgentPlaces[] | undefined; // asked for at once, when one has none
      const whyNone = (name: string): string => {
        places ??= simulation.places();
        return places.find(({ agent }) => agent === name)?.none?.constraint ?? "";
      };
      for (const [agent, placing] of over) placing.see(cause, () => whyNone(agent));
      cause = undefined;
    }
    const end = ordered.at(-1)?.atMs ?? 0;
    events.push(...simulation.moveTo(WARM_UP_MS + Math.ceil(end) + AFTER_MS));
    const lost = new Map<string, LostWork>();
    for (const { kind, agent, runnerId = "" } of events) {
      if (kind !== "left_behind") continue;
      const key = `${agent} ${runnerId}`;
      lost.set(key, { agent, runnerId, workloads: (lost.get(key)?.workloads ?? 0) + 1 });
    }
    return { agents: [...over.values()].map((one) => one.over()), taken, lost: [...lost.values()] };
  } finally {
    simulation.close();
  }
}

/** Whether places may be others after it: a runner that is only registered is none yet. */
function matters({ before, after }: ReplayedChange): boolean {
  return before?.status === "enrolled" || after?.status === "enrolled";
}

/** As the orchestrator is shown it: it knows nothing of processes, so one that is gone takes its runner along. */
function shown({ id, name, organizationId, status, labels, capabilities, process }: RunnerThen) {
  return {
    id,
    name,
    ...(organizationId === undefined ? {} : { organizationId }),
    status: process === "gone" && status === "enrolled" ? "offline" : status,
    labels,
    capabilities,
  } as const;
}

/** The places of one agent, from moment to moment. */
export class AgentPlacing {
  private readonly placesBefore: readonly string[];
  private readonly places: Set<string>;
  private least: number;
  private readonly gaps: Gap[] = [];
  private open: Gap | undefined;

  constructor(
    private readonly agent: string,
    runnerIds: Iterable<string>,
    whyNone = "",
  ) {
    this.places = new Set(runnerIds);
    this.placesBefore = [...this.places];
    this.least = this.places.size;
    if (this.least === 0) this.open = { why: whyNone };
  }

  /** Says whether a runner is a place from now on. */
  take(runnerId: string, isPlace: boolean): void {
    if (isPlace) this.places.add(runnerId);
    else this.places.delete(runnerId);
  }

  /** Looks at a moment, which a change has brought. */
  see({ atMs, index }: Pick<ReplayedChange, "atMs" | "index">, why: () => string): void {
    const count = this.places.size;
    this.least = Math.min(this.least, count);
    if (count === 0) this.open ??= { from: { atMs, index }, why: why() };
    else if (this.open !== undefined) {
      this.gaps.push({ ...this.open, to: { atMs, index } });
      this.open = undefined;
    }
  }

  over(): AgentPlacesOver {
    const { agent, placesBefore, least, open, places } = this;
    const gaps = [...this.gaps, ...(open === undefined ? [] : [open])];
    return { agent, placesBefore, before: placesBefore.length, after: places.size, least, gaps };
  }
}
