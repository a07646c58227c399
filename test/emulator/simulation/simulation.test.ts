// Declared agents at work, through the real gateway: their workloads' lives, where they go, and what everybody sees of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentPlan, Misbehaviour } from "../../../src/emulator/index.js";
import { ADMIN, call, newRunner, USER } from "../support.js";
import { agent, type Simulated, simulated, simulationOf, START, told } from "./support.js";

let platform: Simulated;
afterEach(async () => {
  await platform.emulator.close();
});

async function withAgent(more: Partial<AgentPlan>): Promise<void> {
  platform = await simulated({ agents: { reviewer: agent(more) } });
}

describe("a workload", () => {
  it("starts, runs as long as there is work, and stops, at the turns of the platform's two loops", async () => {
    await withAgent({});
    await platform.runner("ml");

    const events = platform.simulation.tick("8m");

    expect(told(events)).toEqual([
      "0s starting",
      "60s running",
      "330s stopping", // 20 s to start, 5 min of work, seen at the next look
      "360s stopped",
      "360s starting",
      "420s running",
    ]);
  });

  it("is in the ordinary listings, with its runner, its agent, its containers and the simulation's time", async () => {
    await withAgent({
      requests: { cpu: "500m", memory: "1Gi", gpu: 1 },
      sidecars: [{ name: "mcp", requests: { cpu: 1, memory: "512Mi" } }],
    });
    const runnerId = await platform.runner("ml");

    platform.simulation.tick("1m");

    expect(await platform.listed()).toMatchObject([
      {
        meta: { createdAt: expect.stringMatching(/^2026-08-10T12:00:00/) as string },
        runnerId,
        runnerName: "ml",
        organizationId: platform.acmeId,
        agentName: "reviewer",
        status: "WORKLOAD_STATUS_RUNNING",
        allocatedCpuMillicores: 1500,
        allocatedRamBytes: String(1.5 * 2 ** 30),
        containers: [
          { name: "agent-init", role: "CONTAINER_ROLE_INIT", status: "CONTAINER_STATUS_TERMINATED" },
          { name: "agent", role: "CONTAINER_ROLE_MAIN", status: "CONTAINER_STATUS_RUNNING" },
          { name: "mcp", role: "CONTAINER_ROLE_SIDECAR", status: "CONTAINER_STATUS_RUNNING" },
        ],
      },
    ]);
  });

  it.each<[string, Misbehaviour, string[], string]>([
    [
      "an image that can't be pulled, at the end of the grace",
      { reason: "image_pull_failed" },
      ["0s starting", "60s failed image_pull_failed"],
      'Back-off pulling image "registry.invalid/agent:simulated"',
    ],
    [
      "a configuration that is invalid, at the end of the grace",
      { reason: "config_invalid" },
      ["0s starting", "60s failed config_invalid"],
      'secret "agent-simulated" not found',
    ],
    [
      "an init container at its third restart",
      { reason: "start_failed" },
      ["0s starting", "180s failed start_failed"],
      "init container terminated with exit code 1",
    ],
    [
      "a crash loop at its third restart",
      { reason: "crashloop" },
      ["0s starting", "60s running", "120s failed crashloop"],
      "back-off 80s restarting failed container=agent",
    ],
    [
      "a pod that is gone",
      { reason: "runtime_lost", after: "1m" },
      ["0s starting", "60s running", "120s failed runtime_lost"],
      "workload missing on runner",
    ],
    [
      "a pod that is gone before it was seen running",
      { reason: "runtime_lost", after: "1s" },
      ["0s starting", "60s failed start_failed"],
      "workload missing on runner",
    ],
  ])("fails for %s", async (_name, misbehaviour, expected, message) => {
    await withAgent({ misbehaviour: [{ ...misbehaviour, times: 1 }] });
    await platform.runner("ml");

    const events = platform.simulation.tick("3m");
    const failed = events.find(({ kind }) => kind === "failed");

    expect(told(events).slice(0, expected.length)).toEqual(expected);
    expect(failed?.message).toBe(message);
    expect((await platform.listed()).at(-1)).toMatchObject({
      status: "WORKLOAD_STATUS_FAILED",
      failureReason: `WORKLOAD_FAILURE_REASON_${failed?.reason?.toUpperCase() ?? ""}`,
      failureMessage: message,
      removedAt: expect.any(String) as string,
    });
  });

  it.each<["crashloop" | "start_failed"]>([["crashloop"], ["start_failed"]])(
    "gets over a container that fails less often than the threshold of %s",
    async (reason) => {
      await withAgent({ misbehaviour: [{ reason, crashes: 3, times: 1 }] });
      await platform.runner("ml");

      const kinds = platform.simulation.tick("10m").map(({ kind }) => kind);

      expect(kinds.slice(0, 4)).toEqual(["starting", "running", "stopping", "stopped"]);
    },
  );

  it("that fails is tried again after pauses that grow, and after ten failures in a row no more", async () => {
    await withAgent({ misbehaviour: [{ reason: "config_invalid" }] });
    await platform.runner("ml");

    const events = platform.simulation.tick("5h");
    const starts = events.filter(({ kind }) => kind === "starting").map(({ at }) => Date.parse(at));
    const failures = events.filter(({ kind }) => kind === "failed").map(({ at }) => Date.parse(at));
    const pauses = starts.slice(1).map((start, index) => (start - (failures[index] ?? 0)) / 1000);

    // 10 s, 30 s, 1 min, 5 min, 15 min, seen by a look every 30 s
    expect(pauses).toEqual([30, 30, 60, 300, 900, 900, 900, 900, 900]);
    expect(platform.simulation.state().agents).toMatchObject([{ started: 10, failed: 10, active: 0, paused: 1 }]);
  });

  it("whose record somebody else has ended makes room for another", async () => {
    await withAgent({ runsFor: "1h" });
    await platform.runner("ml");
    platform.simulation.tick("1m");
    const [first] = platform.emulator.workloads.list();

    platform.emulator.workloads.remove(first?.id ?? "");

    expect(told(platform.simulation.tick("1m"))).toEqual(["120s starting"]);
  });
});

describe("how much an agent works", () => {
  it("is at most its concurrency at a time", async () => {
    await withAgent({ concurrency: 3, runsFor: "1h" });
    await platform.runner("ml");

    platform.simulation.tick("10m");

    expect(platform.simulation.state().agents).toMatchObject([{ started: 3, active: 3 }]);
    expect(await platform.listed()).toHaveLength(3);
  });

  it("is paced by how often work comes", async () => {
    await withAgent({ concurrency: 3, runsFor: "1h", startsEvery: "2m" });
    await platform.runner("ml");

    expect(told(platform.simulation.tick("10m")).filter((text) => text.endsWith("starting"))).toEqual([
      "0s starting",
      "120s starting",
      "240s starting",
    ]);
  });

  it("is nothing new once the simulation is stopped, and what runs goes on to its end", async () => {
    await withAgent({});
    await platform.runner("ml");
    platform.simulation.tick("1m");

    platform.simulation.stop();

    expect(told(platform.simulation.tick("1h"))).toEqual(["330s stopping", "360s stopped"]);
    expect(platform.simulation.state()).toMatchObject({ stopped: true, agents: [{ active: 0 }] });
  });
});

describe("the runner of a workload", () => {
  it("is one that is enrolled, in scope, with its labels and capabilities", async () => {
    await withAgent({ labels: { tier: "gpu" }, capabilities: ["docker"] });
    const fitting = { labels: { tier: "gpu", region: "eu" }, capabilities: ["privileged", "docker"] };
    await platform.runner("other-labels", { ...fitting, labels: { tier: "cpu" } });
    await platform.runner("other-capabilities", { ...fitting, capabilities: ["privileged"] });
    await newRunner(platform.emulator, USER, { name: "pending", organizationId: platform.acmeId, ...fitting });
    const right = await platform.runner("right", fitting);

    platform.simulation.tick("0s");

    expect(platform.emulator.workloads.list()).toMatchObject([{ runnerId: right }]);
  });

  it("is drawn by chance, each as likely as the others, and the same for the same seed", async () => {
    const drawn = async (seed: number, names: readonly string[]): Promise<string[]> => {
      const own = await simulated({ seed, agents: { reviewer: agent({ concurrency: 300 }) } });
      try {
        for (const name of names) {
          await own.runner(name);
        }
        return own.simulation.tick("0s").map(({ runnerName }) => runnerName ?? "");
      } finally {
        await own.emulator.close();
      }
    };
    await withAgent({});

    const first = await drawn(1, ["a", "b", "c"]);
    const counts = ["a", "b", "c"].map((name) => first.filter((one) => one === name).length);

    // Registered in another order: what counts is what they are called.
    expect(await drawn(1, ["c", "a", "b"])).toEqual(first);
    expect(await drawn(2, ["a", "b", "c"])).not.toEqual(first);
    expect(Math.min(...counts)).toBeGreaterThan(70);
  });

  it("may be cluster-scoped; the workload is then the agent's organization's", async () => {
    await withAgent({});
    const { id, serviceToken } = await newRunner(platform.emulator, ADMIN, { name: "shared" });
    await call(platform.emulator, "RunnersGateway/EnrollRunner", { serviceToken });

    platform.simulation.tick("0s");

    expect(await platform.listed()).toMatchObject([{ runnerId: id, organizationId: platform.acmeId }]);
  });

  it("that is deleted takes no new work, while its pods go on, out of every listing and stopped by nobody", async () => {
    await withAgent({ concurrency: 2 });
    const first = await platform.runner("first");
    platform.simulation.tick("1m");
    const running = platform.emulator.workloads.list().map(({ id }) => id);

    await call(platform.emulator, "RunnersGateway/DeleteRunner", { id: first }, USER);
    const second = await platform.runner("second");
    const events = platform.simulation.tick("1m");

    expect(told(events).slice(0, 2)).toEqual(["90s left_behind", "90s left_behind"]);
    expect(new Set((await platform.listed()).map(({ runnerId }) => runnerId))).toEqual(new Set([second]));
    const left = () => platform.simulation.state().leftBehind;
    expect(
      left()
        .map(({ workloadId }) => workloadId)
        .sort(),
    ).toEqual([...running].sort());
    expect(left()[0]).toMatchObject({ runnerName: "first", working: true, workEnds: "2026-08-10T12:05:20.000Z" });

    platform.simulation.tick("1h");

    expect(left().map(({ working }) => working)).toEqual([false, false]);
  });
});

describe("an agent that no runner takes", () => {
  const reviewer = agent({ labels: { tier: "gpu" }, capabilities: ["docker", "gpu", "docker"] });
  const unplaced = () => platform.simulation.state().agents[0]?.unplaced;
  beforeEach(async () => {
    platform = await simulated({ agents: { reviewer } });
  });

  it("is told with the platform's text, and with the constraint that it does not name", async () => {
    platform.simulation.tick("0s");
    expect(unplaced()).toMatchObject({ since: START, error: "no runners available", constraint: "runners", unmet: [] });

    const wrongLabel = await platform.runner("cpu", { labels: { tier: "cpu" } });
    await newRunner(platform.emulator, USER, { name: "pending", organizationId: platform.acmeId });
    platform.simulation.tick("30s");
    expect(unplaced()).toMatchObject({
      since: START,
      error: "no eligible runners found",
      constraint: "labels",
      unmet: [{ runnerId: wrongLabel, runnerName: "cpu", detail: "lacks label tier=gpu (has tier=cpu)" }],
    });

    const [a, b] = [
      await platform.runner("no-gpu", { labels: { tier: "gpu" }, capabilities: ["docker"] }),
      await platform.runner("none", { labels: { tier: "gpu" } }),
    ];
    platform.simulation.tick("30s");
    const missing = [`${a}:[gpu]`, `${b}:[docker gpu]`].sort().join(", ");
    expect(unplaced()).toMatchObject({
      error: `no eligible runners found (required capabilities: [docker gpu], missing capabilities: ${missing})`,
      constraint: "capabilities",
      explanation: expect.stringContaining("let the runner offer them") as string,
    });
  });

  it.each<[string, object, string]>([
    ["foreign", {}, "scope"],
    ["pending", { mine: true }, "enrolled"],
  ])("names a runner that is %s", async (_name, { mine }: { mine?: boolean }, constraint) => {
    const { body } = await call(platform.emulator, "OrganizationsGateway/CreateOrganization", { name: "Web" }, USER);
    const organizationId = mine === true ? platform.acmeId : (body.organization as { id: string }).id;
    await newRunner(platform.emulator, USER, { name: "r", organizationId });

    platform.simulation.tick("0s");

    expect(unplaced()).toMatchObject({ error: "no eligible runners found", constraint });
  });

  it("is told once per reason, and no more when a runner takes it", async () => {
    expect(told(platform.simulation.tick("10m"))).toEqual(["0s unplaced"]);
    await platform.runner("gpu", { labels: { tier: "gpu" }, capabilities: ["gpu", "docker"] });

    expect(told(platform.simulation.tick("30s"))).toEqual(["630s starting"]);
    expect(unplaced()).toBeUndefined();
  });

  it.each<[string, string, (id: string) => object]>([
    ["an update", "UpdateRunner", (id) => ({ id, labels: { tier: "gpu" } })],
    ["a deletion", "DeleteRunner", (id) => ({ id })],
  ])("is looked at anew after %s of a runner", async (_name, rpc, message) => {
    const id = await platform.runner("cpu", { labels: { tier: "cpu" }, capabilities: ["gpu", "docker"] });
    platform.simulation.tick("0s");
    expect(unplaced()?.constraint).toBe("labels");

    await call(platform.emulator, `RunnersGateway/${rpc}`, message(id), USER);
    platform.simulation.tick("30s");

    expect(unplaced()?.constraint).toBe(rpc === "DeleteRunner" ? "runners" : undefined);
  });

  it("waits for an organization that is not there yet, of which the platform would say nothing", async () => {
    await platform.emulator.close();
    platform = await simulated({ agents: { reviewer: agent({ organization: "later" }) } });

    platform.simulation.tick("0s");

    expect(unplaced()).toEqual({
      since: START,
      constraint: "organization",
      unmet: [],
      explanation: 'There is no organization "later" (yet): create it, or name another one.',
    });
  });
});

describe("the clock", () => {
  it("is the emulator's, and stands still but for ticks", async () => {
    await withAgent({});
    platform.emulator.faults.add("ListRunners:error=unavailable,for=1m");
    const status = async () => (await call(platform.emulator, "RunnersGateway/ListRunners", {}, ADMIN)).status;

    expect(await status()).toBe(503);
    platform.simulation.tick("1m");

    expect(await status()).toBe(200);
    expect(platform.simulation.state().now).toBe("2026-08-10T12:01:00.000Z");
  });

  it("follows another one where that is asked for, and ticks skip ahead of it", async () => {
    let now = Date.parse(START);
    platform = await simulated(
      { agents: { reviewer: agent() } },
      { clock: () => new Date(now), simulation: { plan: { agents: { reviewer: agent() } }, follow: true } },
    );
    await platform.runner("ml");

    now += 90_000;
    expect(platform.simulation.state()).toMatchObject({
      now: "2026-08-10T12:01:30.000Z",
      agents: [{ started: 1, active: 1 }],
    });
    expect(platform.emulator.workloads.list()).toMatchObject([{ status: "running" }]); // from the turn at 30 s

    expect(told(platform.simulation.tick("5m"))).toEqual(["360s stopping"]);
    now += 60_000;
    expect(platform.simulation.state().now).toBe("2026-08-10T12:07:30.000Z");
  });

  it.each(["5", "-1s", "25h", ""])("fails to move by %j", async (duration) => {
    await withAgent({});

    expect(() => platform.simulation.tick(duration)).toThrow(
      `tick is ${JSON.stringify(duration)}; allowed: a duration from 0s to 24h, such as "90s" or "1h30m".`,
    );
  });
});

it("goes on from its state file where it was left, whatever time has passed since", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulation-"));
  const dataFile = join(folder, "state.json");
  try {
    platform = await simulated({ agents: { reviewer: agent() } }, { dataFile });
    await platform.runner("ml");
    platform.simulation.tick("2m");
    await platform.emulator.close();

    platform = await simulated(
      { agents: { reviewer: agent({ runsFor: "1h" }) } },
      { dataFile, clock: () => new Date("2026-09-01T00:00:00Z") },
    );
    const later = simulationOf(platform.emulator).tick("4m");

    // 330 s and 360 s from the start, as in one run; the plan that is new holds for what starts under it
    expect(later.map(({ at, kind }) => `${at.slice(11, 19)} ${kind}`)).toEqual([
      "00:03:30 stopping",
      "00:04:00 stopped",
      "00:04:00 starting",
    ]);
  } finally {
    await platform.emulator.close(); // which writes the file once more
    rmSync(folder, { recursive: true, force: true });
  }
});
