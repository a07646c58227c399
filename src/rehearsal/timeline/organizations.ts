// Organizations by what agents know of them. One that is recreated has another id and the same slug: for the agents it is the same, and the
// runners of both are seen under one id, or the places in the old one would be none.
import { randomUUID } from "node:crypto";
import type { SimulationPlan } from "../../emulator/index.js";
import type { RunnerThen } from "./watch.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An organization. */
interface Organization {
  readonly id: string;
  readonly slug: string;
}

/** Those that were seen, and those of agents that another app makes: one for each slug. */
export class Organizations {
  readonly all: readonly Organization[];
  /** The plan, in which agents name these. */
  readonly plan: SimulationPlan;
  /** What was assumed. */
  readonly notes: readonly string[];
  private readonly ids: ReadonlyMap<string, string>;

  /** @param seen those that are there or were, each with the slug it last had */
  constructor(seen: readonly Organization[], plan: SimulationPlan) {
    const latest = new Map(seen.map(({ id, slug }) => [slug, id]));
    this.ids = new Map(seen.map(({ id, slug }) => [id, latest.get(slug) ?? id]));
    const agents = Object.entries(plan.agents).map(([name, agent]) => {
      return [name, { ...agent, organization: this.ids.get(agent.organization) ?? agent.organization }] as const;
    });
    this.plan = { ...plan, agents: Object.fromEntries(agents) };
    const known = [...latest].map(([slug, id]) => ({ id, slug }));
    const wanted = new Set(agents.map(([, { organization }]) => organization));
    const missing = [...wanted].filter((one) => !known.some(({ id, slug }) => id === one || slug === one)).sort();
    this.all = [...known, ...missing.map((one) => ({ id: UUID.test(one) ? one : randomUUID(), slug: one }))];
    this.notes = missing.map(
      (one) => `organization ${one} is taken for there, because agents are of it and no stack or state makes it`,
    );
  }

  /** A runner with its organization's one id. */
  ofOne(runner: RunnerThen): RunnerThen {
    const { organizationId } = runner;
    return organizationId === undefined
      ? runner
      : { ...runner, organizationId: this.ids.get(organizationId) ?? organizationId };
  }
}
