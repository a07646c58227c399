// The deletion guard and a removal against a simulated orchestrator: work that comes, runs and ends by itself, by a clock the test moves.
import { type Emulator, type Simulation, type SimulationPlan, startEmulator } from "../../src/emulator/index";
import { GatewayClient } from "../../src/gateway/index";
import { ADMIN_TOKEN, ALICE, unwrap, Workspace } from "../support/workspace";

/** Work of 5 minutes for a runner that has the label. */
const WORK = { organization: "acme-ml", labels: { tier: "gpu" }, runsFor: "5m" } as const;
/** Two instances that always have some, and one that has some each hour. */
const BUSY: SimulationPlan = { agents: { reviewer: { ...WORK, concurrency: 2 } } };
const HOURLY: SimulationPlan = { agents: { reviewer: { ...WORK, startsEvery: "1h" } } };

const organization = `
resource "agyn_organization" "acme" {
  name = "Acme ML"
  slug = "acme-ml"
}
data "agyn_workloads" "active" {
  organization_id = agyn_organization.acme.id
  statuses        = ["starting", "running", "stopping"]
}
output "active" {
  value = { for workload in data.agyn_workloads.active.workloads : workload.id => workload.runner_name }
}
`;
const runner = (name: string, policy: string): string => `
resource "agyn_runner" "${name}" {
  organization_id     = agyn_organization.acme.id
  name                = "${name}"
  labels              = { tier = "gpu" }
  on_active_workloads = "${policy}"
}
`;

describe("with a simulated orchestrator", () => {
  let emulator: Emulator;
  let simulation: Simulation;
  let client: GatewayClient;
  let workspace: Workspace;
  afterEach(async () => {
    await client.close();
    await workspace.dispose();
    await emulator.close();
  });

  async function start(plan: SimulationPlan): Promise<void> {
    emulator = await startEmulator({ token: ADMIN_TOKEN, simulation: { plan } });
    if (emulator.simulation === undefined) throw new Error("nothing is simulated");
    simulation = emulator.simulation;
    client = new GatewayClient({ url: emulator.url, token: ALICE });
    workspace = await Workspace.create({ url: emulator.url, kept: true });
  }

  /** Enrolls a runner with the token in state, as its process does; returns its id. */
  async function enroll(name: string): Promise<string> {
    const { id, service_token } = await workspace.state(`agyn_runner.${name}`);
    await client.runners.enroll(String(service_token));
    return String(id);
  }
  /** The workloads that terraform sees at work, with the names of their runners. */
  async function seen(): Promise<Record<string, string>> {
    await workspace.refreshOnly();
    return JSON.parse((await workspace.run("output", ["-json", "active"])).stdout) as Record<string, string>;
  }

  it("releases a runner with on_active_workloads = wait when the simulation's clock ends its work", async () => {
    await start(BUSY);
    await workspace.apply(organization + runner("ml", "wait"));
    const runnerId = await enroll("ml");
    simulation.tick("1m");
    const active = Object.keys(await seen());
    expect(active).toHaveLength(2);
    // what comes after would hold the runner as well: there is no pause in the API
    simulation.stop();
    const planned = await workspace.run("plan", ["-destroy", "-out=destroy.bin", "-input=false", "-no-color"]);
    expect(planned.stdout).toContain("Warning: Destroying waits for active workloads");

    const held = emulator.faults.hold("ListWorkloads");
    const applied = workspace.run("apply", ["-input=false", "-no-color", "destroy.bin"], { TF_LOG: "INFO" });
    await held.reached;
    expect((await client.runners.get(runnerId)).status).toBe("enrolled");
    const ended = simulation.tick("10m");
    held.release(); // with what was there before the tick

    const { exitCode, stderr } = await applied;
    expect(exitCode).toBe(0);
    expect(ended.filter(({ kind }) => kind === "stopped").map(({ workloadId }) => workloadId)).toEqual(
      expect.arrayContaining(active),
    );
    expect(stderr).toContain(`Runner "ml" (${runnerId}) has 2 active workloads`);
    expect(emulator.snapshot().runners).toBe(0);
    expect(simulation.state().leftBehind).toEqual([]);
  });

  it("lets a runner be replaced for a new token between two pieces of work, and gives the next one to the new runner", async () => {
    await start(HOURLY);
    await workspace.apply(organization + runner("ml", "refuse"));
    const oldId = await enroll("ml");
    simulation.tick("1m");
    const replace = ["-replace=agyn_runner.ml", "-input=false", "-no-color"];

    const refused = await workspace.run("plan", replace);
    expect(refused.exitCode).toBe(1);
    expect(unwrap(refused.stderr)).toContain("Error: Runner has active workloads");
    expect((await workspace.run("apply", ["-auto-approve", ...replace])).exitCode).toBe(1);

    simulation.tick("9m");
    expect(await seen()).toEqual({});
    await workspace.apply(undefined, ...replace);

    const newId = await enroll("ml");
    expect(newId).not.toBe(oldId);
    expect(simulation.state().leftBehind).toEqual([]);
    simulation.tick("51m");
    expect(emulator.workloads.list()).toMatchObject([{ runnerId: newId, status: "running" }]);
  });

  it("leaves the work of a runner that is removed at its end, and gives new work to the other one", async () => {
    await start(BUSY);
    await workspace.apply(organization + runner("first", "ignore"));
    const firstId = await enroll("first");
    simulation.tick("1m");
    const running = Object.keys(await seen()).sort();

    await workspace.apply(organization + runner("second", "ignore"));
    await enroll("second");

    const left = () => simulation.state().leftBehind;
    expect(left()).toMatchObject([
      { runnerId: firstId, working: true },
      { runnerId: firstId, working: true },
    ]);
    expect(
      left()
        .map(({ workloadId }) => workloadId)
        .sort(),
    ).toEqual(running);
    expect(await seen()).toEqual({});

    simulation.tick("1m");
    expect(Object.values(await seen())).toEqual(["second", "second"]);

    simulation.tick("10m");
    expect(left().map(({ working }) => working)).toEqual([false, false]);
    expect(new Set(emulator.workloads.list().map(({ runnerId }) => runnerId))).not.toContain(firstId);
  });
});
