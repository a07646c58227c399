// The wrapper run by a real Python, with a runner that behaves as facts 1.1 describe that of the SDK, and real signals.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { start, type Started, wrapped } from "./wrapped";

test("a call in flight at SIGTERM is finished, and the program leaves with 0 without waiting for the rest of its drain", async () => {
  const { child, says, ended, output } = wrapped({ CALL: "1", UNPOD_WRAPPER_DRAIN_SECONDS: "3600" });
  await says("running");

  child.kill("SIGTERM");
  await says("shutdown");
  child.kill("SIGUSR1");

  expect(await ended).toEqual([0, null]);
  expect(output().indexOf("call done")).toBeGreaterThan(output().indexOf("shutdown"));
});

test("a second SIGTERM cuts nothing", async () => {
  const { child, says, ended } = wrapped({ CALL: "1" });
  await says("running");

  child.kill("SIGTERM");
  await says("draining");
  child.kill("SIGTERM");
  await says("another signal changes nothing");
  child.kill("SIGUSR1");

  expect(await ended).toEqual([0, null]);
});

test("a second interrupt by hand leaves at once", async () => {
  const { child, says, ended } = wrapped({ CALL: "1" });
  await says("running");

  child.kill("SIGINT");
  await says("draining");
  child.kill("SIGINT");

  expect(await ended).toEqual([130, null]);
});

test("a call that outlasts the drain is cut, and the exit code says so", async () => {
  const { child, says, ended, output } = wrapped({ CALL: "1", UNPOD_WRAPPER_DRAIN_SECONDS: "0.2" });
  await says("running");

  child.kill("SIGTERM");

  expect(await ended).toEqual([1, null]);
  expect(output()).not.toContain("call done");
});

test("without the wrapper SIGTERM kills the runner at once, as the SDK has no handler", async () => {
  const program = 'import agent; agent.runner.start(); print("never")';
  const { child, says, ended, output } = start(["python3", "-u", "-c", program], { CALL: "1" });
  await says("running");

  child.kill("SIGTERM");

  expect(await ended).toEqual([null, "SIGTERM"]);
  expect(output()).not.toContain("call done");
});

/** Whether this kernel lets a program be process 1 of a namespace of its own. */
const mayBeFirst = spawnSync("unshare", ["-Urpf", "--mount-proc", "true"]).status === 0;
const first = ["unshare", "-Urpf", "--mount-proc", "--kill-child", "python3", "-u"];

/** The process in the namespace: the child of `unshare`. */
function inside({ child }: Started): number {
  return Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim());
}

(mayBeFirst ? describe : describe.skip)("as process 1", () => {
  test("the wrapper hears SIGTERM, and a call in flight is finished", async () => {
    const run = start([...first, "wrapper.py", "agent:runner"], { CALL: "1" });
    await run.says("running");
    const pid = inside(run);

    process.kill(pid, "SIGTERM");
    await run.says("shutdown");
    process.kill(pid, "SIGUSR1");

    expect(await run.ended).toEqual([0, null]);
    expect(run.output()).toContain("call done");
  });

  test("without the wrapper SIGTERM has no effect: the runner takes calls until it is killed", async () => {
    const run = start([...first, "-c", "import agent; agent.runner.start()"], { CALL: "1" });
    await run.says("running");
    const pid = inside(run);

    process.kill(pid, "SIGTERM");
    process.kill(pid, "SIGUSR1"); // later than SIGTERM, and still served

    await run.says("call done");
    expect(run.output()).not.toContain("shutdown");
  });
});

test("a runner that ends by itself finishes its calls and leaves with 1, so that a supervisor starts it anew", async () => {
  const { child, says, ended, output } = wrapped({ CALL: "1", AUTH_ERROR: "1" });
  await says("running");

  child.kill("SIGUSR2");
  await says("ended by itself");
  child.kill("SIGUSR1");

  expect(await ended).toEqual([1, null]);
  expect(output()).toContain("call done");
  expect(output()).not.toContain("sk_not_to_be_shown");
});

test("it answers probes and shows metrics, and says while it drains that it is not ready but lives", async () => {
  const port = await freePort();
  const { child, says, ended } = wrapped({ CALL: "1", UNPOD_WRAPPER_PORT: String(port) });
  await says("running");
  const get = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: answer.status, body: await answer.text() };
  };

  expect(await get("/livez")).toEqual({ status: 200, body: "ok\n" });
  expect(await get("/readyz?verbose")).toMatchObject({ status: 200 });
  expect(await get("/elsewhere")).toMatchObject({ status: 404 });
  const { body } = await get("/metrics");
  expect(body.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
    "unpod_runner_in_flight 1",
    "unpod_runner_capacity 3",
    "unpod_runner_calls_completed_total 0",
    "unpod_runner_calls_failed_total 0",
    "unpod_runner_call_duration_mean_seconds 1.5",
    "unpod_runner_draining 0",
  ]);

  child.kill("SIGTERM");
  await says("draining");
  expect(await get("/readyz")).toMatchObject({ status: 503 });
  expect(await get("/livez")).toMatchObject({ status: 200 });
  child.kill("SIGUSR1");
  expect(await ended).toEqual([0, null]);
});

test("it answers at every address for a kubelet, and at one where that is named", async () => {
  const answersAt = async (environment: Readonly<Record<string, string>>) => {
    const port = await freePort();
    const { child, says, ended } = wrapped({ ...environment, UNPOD_WRAPPER_PORT: String(port) });
    await says("running");
    const asked = ["127.0.0.1", "127.0.0.2"].map(async (host) => (await fetch(`http://${host}:${port}/livez`)).status);
    const answers = await Promise.allSettled(asked);
    child.kill("SIGKILL");
    await ended;
    return answers.map(({ status }) => status);
  };

  expect(await answersAt({})).toEqual(["fulfilled", "fulfilled"]);
  expect(await answersAt({ UNPOD_WRAPPER_HOST: "127.0.0.1" })).toEqual(["fulfilled", "rejected"]);
});

test.each<{ what: string; place: string; environment: Readonly<Record<string, string>>; why: string }>([
  { what: "no module:attribute", place: "agent", environment: {}, why: "module:attribute" },
  { what: "a module that is not there", place: "missing:runner", environment: {}, why: "missing" },
  { what: "an attribute that is not there", place: "agent:missing", environment: {}, why: "missing" },
  { what: "something that is no runner", place: "agent:nothing", environment: {}, why: "has no run()" },
  { what: "another agent id than declared", place: "agent:runner", environment: { AGENT_ID: "mail" }, why: "agent_id" },
  {
    what: "another transport than declared",
    place: "agent:make",
    environment: { AGENT_TRANSPORT: "serve" },
    why: "transport",
  },
  {
    what: "another number of calls than declared, which budgets and scalers rely on",
    place: "agent:runner",
    environment: { AGENT_IN_FLIGHT_LIMIT: "2" },
    why: "max_sessions=int(os.environ['AGENT_IN_FLIGHT_LIMIT'])",
  },
  { what: "a module that leaves when it is imported", place: "leaves:runner", environment: {}, why: "leaves" },
  {
    what: "a drain that is no number",
    place: "agent:runner",
    environment: { UNPOD_WRAPPER_DRAIN_SECONDS: "1m" },
    why: "UNPOD_WRAPPER_DRAIN_SECONDS",
  },
])("it refuses $what", async ({ place, environment, why }) => {
  const { ended, output } = wrapped(environment, place);

  expect(await ended).toEqual([78, null]);
  expect(output()).toContain(why);
  expect(output()).not.toContain("Traceback");
});

test("it makes a runner where it is given a function", async () => {
  const { child, says, ended } = wrapped({ AGENT_IN_FLIGHT_LIMIT: "3" }, "agent:make");

  await says("running");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
