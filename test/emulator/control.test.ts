// The control calls, who may make them, and the request log they show.
import { request as httpRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { controlRefusal } from "../../src/emulator/control/guard.js";
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import type { HttpRequest } from "../../src/emulator/wire/exchange.js";
import { ADMIN, call, newOrganization, newRunner, USER } from "./support.js";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterEach(async () => {
  await emulator.close();
});

/** One control call with exactly these headers: fetch would set its own Host. */
function control(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: Record<string, unknown> }> {
  return new Promise((done, fail) => {
    const request = httpRequest(
      `${emulator.url}/_emulator/${path}`,
      { method, headers: { "content-type": "application/json", ...headers }, agent: false },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () =>
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: JSON.parse(text || "{}") as Record<string, unknown>,
          }),
        );
      },
    );
    request.once("error", fail);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

it("adds, lists, removes and clears faults", async () => {
  const added = await control("POST", "faults", { fault: "GetMe:error=unavailable" });
  await control("POST", "faults", { fault: "*:latency=1ms" });

  expect(added).toMatchObject({ status: 201, body: { id: 1 } });
  expect((await control("GET", "faults")).body).toEqual({
    faults: [
      { id: 1, fault: "GetMe:error=unavailable", met: 0 },
      { id: 2, fault: "*:latency=1ms", met: 0 },
    ],
  });
  expect((await call(emulator, "UsersGateway/GetMe", {}, ADMIN)).status).toBe(503);
  expect((await control("DELETE", "faults/1")).status).toBe(204);
  expect((await control("DELETE", "faults/1")).body.error).toBe("There is no fault 1.");
  expect((await call(emulator, "UsersGateway/GetMe", {}, ADMIN)).status).toBe(200);
  expect((await control("DELETE", "faults")).status).toBe(204);
  expect(emulator.faults.list()).toEqual([]);
});

it("makes, changes, lists and ends workloads", async () => {
  const organizationId = await newOrganization(emulator, USER);
  const { id: runnerId } = await newRunner(emulator, USER, { organizationId });

  const made = await control("POST", "workloads", { runnerId });
  const { id } = made.body.workload as { id: string };
  expect(made.status).toBe(201);
  expect((await control("PATCH", `workloads/${id}`, { status: "running" })).body.workload).toMatchObject({
    status: "running",
  });
  expect((await control("GET", "workloads")).body.workloads).toMatchObject([{ id, runnerId, organizationId }]);
  expect((await control("DELETE", `workloads/${id}`)).body.workload).toMatchObject({ status: "stopped" });
});

it.each<[string, string, unknown, number, string]>([
  ["POST", "faults", { fault: "*:explode" }, 400, "can't be used: the kind"],
  ["POST", "faults", "*:never", 400, 'The body has to be {"fault": "TARGET:KIND..."}.'],
  ["POST", "workloads", [], 400, "workload is []; allowed: an object."],
  ["PATCH", "workloads/x", { status: "up" }, 400, 'status is "up"; allowed: starting'],
  ["DELETE", "workloads/x", undefined, 400, 'id is "x"; allowed: the id of a workload.'],
  ["PUT", "faults", undefined, 405, "/_emulator/faults takes GET, POST, DELETE."],
  ["GET", "faults/1", undefined, 405, "/_emulator/faults/<id> takes DELETE."],
  ["GET", "nothing", undefined, 404, "There are the control paths /_emulator/faults, /_emulator/faults/<id>,"],
  ["GET", "toString", undefined, 404, "There are the control paths"],
])("%s %s with %j is refused", async (method, path, body, status, text) => {
  const reply = await control(method, path, body);

  expect(reply.status).toBe(status);
  expect(reply.body.error).toContain(text);
});

it("refuses what is not JSON", async () => {
  const text = await control("POST", "faults", { fault: "*:never" }, { "content-type": "text/plain" });
  expect(text).toMatchObject({ status: 415, body: { error: "Control calls take application/json." } });
});

describe("a control call is refused", () => {
  it.each<[string, Record<string, string>, string]>([
    [
      "of a page whose name was made to point here",
      { host: "evil.example" },
      'Control calls have to name the emulator localhost, 127.0.0.1 or [::1]; this one names "evil.example".',
    ],
    ["with a name that only begins like ours", { host: "localhost.evil.example" }, "Control calls have to name"],
    ["of a page of another origin", { origin: "https://evil.example" }, "Control calls are not taken from web pages"],
    ["of a page without an origin", { "sec-fetch-site": "none" }, "Control calls are not taken from web pages"],
  ])("%s", async (_name, headers, text) => {
    const reply = await control("POST", "faults", { fault: "*:never" }, headers);

    expect(reply.status).toBe(403);
    expect(reply.body.error).toContain(text);
    expect(emulator.faults.list()).toEqual([]);
  });

  it.each([
    ["10.0.0.7", "127.0.0.1:1", true],
    ["::ffff:10.0.0.7", "localhost", true],
    ["", "localhost", true],
    ["127.0.0.1", "127.0.0.1:1", false],
    ["::ffff:127.0.0.1", "LOCALHOST:80", false],
    ["::1", "[::1]:80", false],
    ["127.0.0.1", undefined, true],
  ])("from %s, naming %s: %s", (remoteAddress, host, isRefused) => {
    const request = { socket: { remoteAddress }, headers: { host } } as unknown as HttpRequest;

    expect(controlRefusal(request) !== undefined).toBe(isRefused);
  });
});

it.each([
  ["localhost:1", 200],
  ["evil.example", 403],
])("looks at the name over HTTP/2 too: %s", async (authority, expected) => {
  const session = connectHttp2(emulator.url);
  const stream = session.request({ ":path": "/_emulator/faults", ":authority": authority });
  const status = await new Promise((done) => stream.once("response", (headers) => done(headers[":status"])));
  stream.resume();
  session.destroy();

  expect(status).toBe(expected);
});

describe("the request log", () => {
  it("says what was called, how it was answered, by whom, when and for how long", async () => {
    const at = new Date("2026-08-10T12:00:00Z");
    const own = await startEmulator({ token: ADMIN, clock: () => at });
    try {
      await call(own, "RunnersGateway/GetRunner", { id: "x" }, USER);
      await call(own, "RunnersGateway/ListRunners", {});

      const common = { method: "POST", protocol: "HTTP/1.1", at, durationMs: expect.any(Number) as number };
      expect(own.requests).toEqual([
        { rpc: "RunnersGateway/GetRunner", status: 400, code: "invalid_argument", identity: USER.slice(5), ...common },
        { rpc: "RunnersGateway/ListRunners", status: 200, ...common },
      ]);
      own.clearRequests();
      expect(own.requests).toEqual([]);
    } finally {
      await own.close();
    }
  });

  it("is readable and erasable by control calls, which are not in it", async () => {
    await call(emulator, "UsersGateway/GetMe", {}, ADMIN);

    expect((await control("GET", "requests")).body.requests).toMatchObject([
      { rpc: "UsersGateway/GetMe", status: 200 },
    ]);
    expect((await control("DELETE", "requests")).status).toBe(204);
    expect((await control("GET", "requests")).body.requests).toEqual([]);
  });

  it("holds no token, wherever one was put", async () => {
    const { serviceToken } = await newRunner(emulator, ADMIN);
    await call(emulator, "RunnersGateway/EnrollRunner", { serviceToken });
    await fetch(`${emulator.url}/${serviceToken}/agyn_abc?token=${ADMIN}`);
    await fetch(`${emulator.url}/me?token=${ADMIN}`, { headers: { authorization: `Bearer ${ADMIN}` } });

    const text = JSON.stringify(emulator.requests);
    expect(text).toContain('"/***/***"');
    for (const secret of [serviceToken, ADMIN, "agyn_abc"]) {
      expect(text).not.toContain(secret);
    }
  });

  it("keeps the last 10,000", async () => {
    const { RequestLog } = await import("../../src/emulator/request-log.js");
    const log = new RequestLog();
    for (let status = 0; status < 10_002; status++) {
      log.add({ rpc: "x", status, method: "POST", protocol: "HTTP/1.1", at: new Date(0), durationMs: 0 });
    }

    expect(log.records).toHaveLength(10_000);
    expect(log.records[0]?.status).toBe(2);
  });
});
