// The simulation in the hands of another process: control calls, and a timer for one that follows real time.
import { request } from "node:http";
import { type Emulator, startEmulator } from "../../../src/emulator/index.js";
import { SimulatedClock } from "../../../src/emulator/simulation/clock.js";
import { prepareSimulation } from "../../../src/emulator/simulation/start.js";
import { createStamper } from "../../../src/emulator/store/clock.js";
import { Store } from "../../../src/emulator/store/store.js";
import { WorkloadControl } from "../../../src/emulator/workload-control.js";
import { ADMIN } from "../support.js";
import { agent, type Simulated, simulated, START } from "./support.js";

/** A control call: status, and JSON if there is any. Its connection is not kept, so that closing need not wait. */
function control(
  { url }: Emulator,
  method: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((done, fail) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${url}/_emulator/simulation`, { method, agent: false, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, body: JSON.parse(text || "{}") as Record<string, unknown> }),
      );
    });
    sent.once("error", fail);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe("a control call", () => {
  let platform: Simulated;
  beforeEach(async () => {
    platform = await simulated({ agents: { reviewer: agent() } });
    await platform.runner("ml");
  });
  afterEach(async () => {
    await platform.emulator.close();
  });

  it("moves the simulation on and says what happened and how it stands", async () => {
    const { status, body } = await control(platform.emulator, "POST", { tick: "1m" });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      events: [
        { at: START, kind: "starting", agent: "reviewer", runnerName: "ml" },
        { at: "2026-08-10T12:01:00.000Z", kind: "running" },
      ],
      simulation: { now: "2026-08-10T12:01:00.000Z", stopped: false, agents: [{ name: "reviewer", active: 1 }] },
    });
  });

  it("shows how it stands, and stops it", async () => {
    expect((await control(platform.emulator, "DELETE")).status).toBe(204);

    expect(await control(platform.emulator, "GET")).toMatchObject({
      status: 200,
      body: { simulation: { now: START, stopped: true, agents: [{ started: 0 }] } },
    });
  });

  it.each<[unknown, string]>([
    [{ tick: "soon" }, 'tick is "soon"; allowed: a duration from 0s to 24h'],
    [{ tick: 60 }, 'The body has to be {"tick": "DURATION"}'],
    [[], 'The body has to be {"tick": "DURATION"}'],
  ])("fails with %j", async (body, text) => {
    const reply = await control(platform.emulator, "POST", body);

    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining(text) as string } });
  });
});

it.each(["GET", "POST", "DELETE"])("fails with %s where nothing is simulated", async (method) => {
  const emulator = await startEmulator({ token: ADMIN });
  try {
    const reply = await control(emulator, method, method === "POST" ? { tick: "1s" } : undefined);

    expect(reply).toEqual({
      status: 404,
      body: { error: "Nothing is simulated: start the gateway with --simulate FILE." },
    });
  } finally {
    await emulator.close();
  }
});

it("fails to start with a plan that is wrong, before anything is served", async () => {
  const plan = { agents: { reviewer: { organization: "" } } };

  await expect(startEmulator({ token: ADMIN, simulation: { plan } })).rejects.toMatchObject({
    code: "bad_simulation",
    message: expect.stringContaining('agents.reviewer.organization = ""') as string,
  });
});

describe("a simulation that follows real time", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse(START) });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it("looks at the clock each second until it ends", () => {
    const kinds: string[] = [];
    const plan = { agents: { a: agent({ organization: "none" }) }, pollEvery: "1s" };
    const prepared = prepareSimulation(
      { plan, follow: true, onEvent: ({ at, kind }) => kinds.push(`${at} ${kind}`) },
      () => new Date(),
    );
    const store = new Store();
    const stamp = createStamper(prepared.clock);
    const inEmulator = prepared.over({ store, stamp, workloads: new WorkloadControl(store, stamp) });
    const now = new Date().toISOString();
    try {
      expect(kinds).toEqual([]);
      inEmulator.run();
      expect(kinds).toEqual([`${START} unplaced`]);
      store.organizations.put({
        id: "00000000-0000-4000-8000-000000000000",
        name: "",
        slug: "none",
        sandboxDefaultIdleTimeout: "",
        sandboxDefaultTtl: "",
        sandboxMaxIdleTimeout: "",
        createdAt: now,
        updatedAt: now,
      });

      jest.advanceTimersByTime(2_000);
      expect(kinds).toEqual([`${START} unplaced`, "2026-08-10T12:00:01.000Z unplaced"]);
    } finally {
      inEmulator.end();
      store.close();
    }
    jest.advanceTimersByTime(10_000);

    expect(jest.getTimerCount()).toBe(0);
    expect(inEmulator.simulation.state().agents).toHaveLength(1);
  });
});

describe("its clock", () => {
  it.each([
    [false, 5_000],
    [true, 6_000],
  ])("that follows (%s) can be moved on, never back", (follows, expected) => {
    let now = 1_000;
    const clock = new SimulatedClock(() => new Date(now), follows);

    clock.moveTo(5_000);
    clock.moveTo(2_000);
    now = 2_000;

    expect(clock.nowMs).toBe(expected);
  });
});
