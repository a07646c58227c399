// A gateway with a simulation, an organization "acme" and runners, for the tests of what the simulation does with them.
import {
  type AgentPlan,
  type Emulator,
  type EmulatorOptions,
  type Simulation,
  type SimulationEvent,
  type SimulationPlan,
  startEmulator,
} from "../../../src/emulator/index.js";
import { ADMIN, call, newRunner, USER } from "../support.js";

/** Where time begins. */
export const START = "2026-08-10T12:00:00.000Z";

/** A platform under simulation. */
export interface Simulated {
  readonly emulator: Emulator;
  readonly simulation: Simulation;
  readonly acmeId: string;
  /** Registers a runner of acme and enrolls it. */
  runner(name: string, more?: { labels?: object; capabilities?: string[] }): Promise<string>;
  /** The workloads of acme as everybody sees them, newest first. */
  listed(): Promise<Listed[]>;
}

/** A workload as it is answered. */
export type Listed = Record<string, unknown> & { meta: { id: string; createdAt: string } };

/** Starts a platform; the caller closes its emulator. */
export async function simulated(
  plan: Partial<SimulationPlan> & Pick<SimulationPlan, "agents">,
  options: Partial<EmulatorOptions> = {},
): Promise<Simulated> {
  const emulator = await startEmulator({
    token: ADMIN,
    clock: () => new Date(START),
    port: 0, // never the last one: fetch keeps connections to it
    ...options,
    simulation: { plan, ...options.simulation },
  });
  const acmeId = await organization(emulator, "acme").catch(async (error: unknown) => {
    await emulator.close();
    throw error;
  });
  return {
    emulator,
    simulation: simulationOf(emulator),
    acmeId,
    async runner(name, more = {}) {
      const { id, serviceToken } = await newRunner(emulator, USER, { name, organizationId: acmeId, ...more });
      await call(emulator, "RunnersGateway/EnrollRunner", { serviceToken });
      return id;
    },
    async listed() {
      const { body } = await call(
        emulator,
        "RunnersGateway/ListWorkloads",
        { organizationId: acmeId, pageSize: 100 },
        USER,
      );
      return (body.workloads ?? []) as Listed[];
    },
  };
}

/** The simulation of an emulator that has one. */
export function simulationOf({ simulation }: Emulator): Simulation {
  if (simulation === undefined) {
    throw new Error("nothing is simulated");
  }
  return simulation;
}

/** The id of an organization that is made when it is not there. */
async function organization(emulator: Emulator, slug: string): Promise<string> {
  const listed = await call(emulator, "OrganizationsGateway/ListOrganizations", {}, ADMIN);
  const known = ((listed.body.organizations ?? []) as { id: string; slug: string }[]).find((one) => one.slug === slug);
  if (known !== undefined) {
    return known.id;
  }
  const { body } = await call(emulator, "OrganizationsGateway/CreateOrganization", { name: "Acme", slug }, USER);
  return (body.organization as { id: string }).id;
}

/** An agent of acme. */
export function agent(more: Partial<AgentPlan> = {}): AgentPlan {
  return { organization: "acme", ...more };
}

/** What happened, in short: seconds from the start, kind, reason. */
export function told(events: readonly SimulationEvent[]): string[] {
  return events.map(({ at, kind, reason }) => {
    const seconds = (Date.parse(at) - Date.parse(START)) / 1000;
    return [`${seconds}s`, kind, ...(reason === undefined ? [] : [reason])].join(" ");
  });
}
