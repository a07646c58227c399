// The simulated orchestrator over runners that somebody else has seen come, change and go: what it makes of them, at the times it is told.
// No gateway is asked and nothing is kept.
//
// A runner whose process is known not to run is shown as `offline`, which the platform never does (facts of the platform, 3.3): there
// its work would be sent to nobody.
import { createStamper, type Stamper } from "../store/clock.js";
import type { RunnerRow } from "../store/rows.js";
import { Store } from "../store/store.js";
import { WorkloadControl } from "../workload-control.js";
import { SimulatedClock } from "./clock.js";
import { requirePlan } from "./plan-file.js";
import type { SimulationPlan } from "./plan.js";
import { Orchestrator } from "./simulation.js";
import type { AgentPlaces, SimulationEvent } from "./types.js";

/** A runner as it is seen. */
export interface ReplayedRunner extends Pick<RunnerRow, "id" | "name" | "organizationId" | "status"> {
  readonly labels: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
}

/** A simulation whose platform is what is shown to it. */
export class SimulationReplay {
  readonly #clock = new SimulatedClock(() => new Date(0), false);
  readonly #store = new Store();
  readonly #stamp: Stamper = createStamper(() => new Date(this.#clock.nowMs));
  readonly #orchestrator: Orchestrator;

  /** @throws {EmulatorError} `bad_simulation` */
  constructor(plan: SimulationPlan) {
    const workloads = new WorkloadControl(this.#store, this.#stamp);
    const parts = { store: this.#store, stamp: this.#stamp, workloads, clock: this.#clock };
    this.#orchestrator = new Orchestrator({ ...parts, plan: requirePlan(plan) });
  }

  /** Organizations that are there from now on. */
  addOrganizations(organizations: readonly { readonly id: string; readonly slug: string }[]): void {
    const now = this.#stamp();
    const settings = {
      sandboxDefaultIdleTimeout: "",
      sandboxDefaultTtl: "",
      sandboxMaxIdleTimeout: "",
      createdAt: now,
      updatedAt: now,
    };
    for (const { id, slug } of organizations) this.#store.organizations.put({ id, slug, name: slug, ...settings });
  }

  /** How a runner is from now on; the work on one that goes loses its records with it. */
  show(id: string, runner: ReplayedRunner | undefined): void {
    const now = this.#stamp();
    const createdAt = this.#store.runners.get(id)?.createdAt ?? now;
    if (runner !== undefined) {
      const copies = { labels: { ...runner.labels }, capabilities: [...runner.capabilities] };
      this.#store.runners.put({ ...runner, ...copies, serviceTokenHash: "", createdAt, updatedAt: now });
      return;
    }
    this.#store.runners.delete(id);
    for (const workload of this.#store.workloads.filter(({ runnerId }) => runnerId === id)) {
      this.#store.workloads.delete(workload.id);
    }
  }

  /** Moves time on to so many milliseconds after the beginning, and answers what happened on the way. */
  moveTo(ms: number): SimulationEvent[] {
    const aheadMs = Math.max(0, ms - this.#clock.nowMs);
    return this.#orchestrator.tick(`${aheadMs}ms`);
  }

  /** Where work may go now. */
  places(): AgentPlaces[] {
    return this.#orchestrator.places();
  }

  /** The agents whose work may go to a runner now, by name. */
  takenBy(id: string): ReadonlySet<string> {
    const runner = this.#store.runners.get(id);
    const found = runner === undefined ? [] : this.#orchestrator.places([runner]);
    return new Set(found.filter(({ runnerIds }) => runnerIds.length > 0).map(({ agent }) => agent));
  }

  close(): void {
    this.#store.close();
  }
}
