// Faults on demand: what each kind does to a call, and which calls it befalls.
import { request as httpRequest } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, withEmulator } from "./support.js";

const REGISTER = "RunnersGateway/RegisterRunner";
const HEADERS = { "content-type": "application/json", authorization: `Bearer ${ADMIN}` };

let now = new Date("2026-08-10T12:00:00Z");
let emulator: Emulator;
beforeEach(async () => {
  now = new Date("2026-08-10T12:00:00Z");
  emulator = await startEmulator({ token: ADMIN, clock: () => now });
});
afterEach(async () => {
  await emulator.close();
});

/** What arrived of an answer, and whether all of it did. */
interface Arrived {
  status?: number;
  headers: Record<string, unknown>;
  text: string;
  complete: boolean;
  pieces: number;
}

/** Registers a runner over HTTP/1.1 and tells what came back, cut or not. `stopAfter` bytes are enough. */
function register(stopAfter = Number.POSITIVE_INFINITY, more: Record<string, string> = {}): Promise<Arrived> {
  return new Promise((done) => {
    const arrived: Arrived = { headers: {}, text: "", complete: false, pieces: 0 };
    const url = `${emulator.url}/agynio.api.gateway.v1.${REGISTER}`;
    const request = httpRequest(url, { method: "POST", headers: { ...HEADERS, ...more }, agent: false }, (response) => {
      arrived.status = response.statusCode;
      arrived.headers = response.headers;
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        arrived.text += chunk.toString("latin1");
        arrived.pieces++;
        if (bytes > stopAfter) {
          request.destroy();
        }
      });
      response.on("error", () => undefined);
      response.on("close", () => done({ ...arrived, complete: response.complete }));
    });
    request.on("error", () => done(arrived));
    request.end('{"name":"r"}');
  });
}

const runners = () => emulator.snapshot().runners;

it("cut-before-send: no answer, and nothing was carried out", async () => {
  emulator.faults.add("RegisterRunner:cut-before-send");

  expect(await register()).toMatchObject({ complete: false, text: "" });
  expect(runners()).toBe(0);
  expect(emulator.requests).toMatchObject([{ rpc: REGISTER, status: 0, faults: ["RegisterRunner:cut-before-send"] }]);
});

it("cut-after-send: no answer, but it was carried out", async () => {
  emulator.faults.add("RegisterRunner:cut-after-send,times=1");

  expect(await register()).toMatchObject({ complete: false, text: "" });
  expect(runners()).toBe(1);
  expect((await register()).status).toBe(200);
});

it.each([0, 10])("cut-at=%i: so many bytes of the body arrive, with the length of all", async (bytes) => {
  emulator.faults.add(`*:cut-at=${bytes}`);

  const { status, headers, text, complete } = await register();

  expect({ status, complete, length: text.length }).toEqual({ status: 200, complete: false, length: bytes });
  expect(Number(headers["content-length"])).toBeGreaterThan(100);
  expect(runners()).toBe(1);
});

it.each<[string, number, object, string]>([
  ["error=unavailable", 503, {}, '{"code":"unavailable","message":"injected fault: unavailable"}'],
  ["error=deadline_exceeded", 504, {}, '{"code":"deadline_exceeded","message":"injected fault: deadline_exceeded"}'],
  [
    "rate-limit=7",
    429,
    { "retry-after": "7" },
    '{"code":"resource_exhausted","message":"injected fault: resource_exhausted"}',
  ],
  ["html=502", 502, { "content-type": "text/html" }, "<html>"],
  ["redirect=http://127.0.0.1:1/elsewhere", 307, { location: "http://127.0.0.1:1/elsewhere" }, ""],
])("%s: answered instead, with or without carrying out", async (kind, status, headers, text) => {
  emulator.faults.add(`RegisterRunner:${kind},times=1`);
  emulator.faults.add(`RegisterRunner:${kind},carried-out`);

  const first = await register();
  expect(first).toMatchObject({ status, headers, complete: true });
  expect(first.text).toContain(text);
  expect(runners()).toBe(0);

  expect((await register()).text).toBe(first.text);
  expect(runners()).toBe(1);
  expect(emulator.requests.map((request) => request.status)).toEqual([status, status]);
});

it("drip: the body comes byte by byte", async () => {
  emulator.faults.add("*:drip=0ms");

  const { text, pieces, complete } = await register();

  expect(complete).toBe(true);
  expect(JSON.parse(text)).toHaveProperty("serviceToken");
  expect(pieces).toBeGreaterThan(5);
});

it("content-type: the right body under the wrong name", async () => {
  emulator.faults.add("*:content-type=text/plain; charset=utf-8");

  const { headers, text } = await register();

  expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(JSON.parse(text)).toHaveProperty("serviceToken");
});

it("truncated: half of the body, as if it were all", async () => {
  emulator.faults.add("*:truncated");

  const { status, text, complete } = await register();

  expect({ status, complete }).toEqual({ status: 200, complete: true });
  expect(() => JSON.parse(text) as unknown).toThrow();
  expect(text).toMatch(/^\{"runner":/);
});

it("is seen in the plain: a broken answer is not packed, whatever the caller accepts", async () => {
  emulator.faults.add("*:truncated,times=1");
  const packed = { "accept-encoding": "gzip" };

  expect((await register(undefined, packed)).headers).not.toHaveProperty("content-encoding");
  expect((await register(undefined, packed)).headers).toHaveProperty("content-encoding", "gzip");
});

it("never: no answer while the connection stays, and closing is not held up for long", async () => {
  await withEmulator(
    async (own) => {
      const controller = new AbortController();
      const pending = fetch(`${own.url}/agynio.api.gateway.v1.${REGISTER}`, {
        method: "POST",
        headers: HEADERS,
        body: '{"name":"r"}',
        signal: controller.signal,
      });
      const ended = expect(pending).rejects.toThrow();
      // Other calls go on, and by then the first one is in the log.
      while (own.requests.length === 0) {
        expect((await call(own, "UsersGateway/GetMe", {}, ADMIN)).status).toBe(200);
      }
      expect(own.requests.find(({ rpc }) => rpc === REGISTER)).toMatchObject({ status: 0 });
      controller.abort();
      await ended;
    },
    { faults: ["RegisterRunner:never"] },
  );
});

it("giant: more bytes than anybody wants", async () => {
  emulator.faults.add("*:giant=1GiB");

  const { status, complete, text } = await register(1024 * 1024);

  expect({ status, complete }).toEqual({ status: 200, complete: false });
  expect(text.slice(0, 12)).toBe('{"filler":"x');
});

it("giant: as many as were asked for, and whole JSON", async () => {
  emulator.faults.add("*:giant=200000");

  const { text, complete } = await register();

  expect({ complete, length: text.length }).toEqual({ complete: true, length: 200_000 });
  expect(JSON.parse(text)).toHaveProperty("filler");
});

it("gzip-bomb: few bytes that become many", async () => {
  emulator.faults.add("*:gzip-bomb=8MiB");

  const { headers, text, complete } = await register();

  expect(headers["content-encoding"]).toBe("gzip");
  expect(complete).toBe(true);
  expect(text.length).toBeLessThan(64 * 1024);
});

it("latency: adds up, and goes with another fault", async () => {
  emulator.faults.add("*:latency=30ms");
  emulator.faults.add("RegisterRunner:latency=30ms");
  emulator.faults.add("*:error=aborted");

  expect((await register()).status).toBe(409);
  expect(emulator.requests).toMatchObject([
    { faults: ["*:latency=30ms", "RegisterRunner:latency=30ms", "*:error=aborted"] },
  ]);
  expect(emulator.requests[0]?.durationMs).toBeGreaterThanOrEqual(55);
});

it("latency: gives way to the time the caller has", async () => {
  emulator.faults.add("*:latency=1m");
  const response = await fetch(`${emulator.url}/agynio.api.gateway.v1.${REGISTER}`, {
    method: "POST",
    headers: { ...HEADERS, "connect-timeout-ms": "5" },
    body: '{"name":"r"}',
  });

  expect(response.status).toBe(504);
  expect(runners()).toBe(0);
});

it("hold: carried out, and answered when it is let go", async () => {
  const held = emulator.faults.hold("RegisterRunner");
  const pending = register();
  await held.reached;

  expect(runners()).toBe(1);
  held.release();
  expect(await pending).toMatchObject({ status: 200, complete: true });
  expect((await register()).status).toBe(200);
});

it("hold: is let go by clear", async () => {
  const held = emulator.faults.hold("RegisterRunner");
  const pending = register();
  await held.reached;
  emulator.faults.clear();

  expect((await pending).status).toBe(200);
});

describe("over HTTP/2", () => {
  /** What arrives of GetMe; `stopAfter` bytes are enough. */
  const getMe = async (stopAfter = Number.POSITIVE_INFINITY) => {
    const session = connectHttp2(emulator.url);
    let goAway = false;
    session.on("error", () => undefined);
    session.on("goaway", () => (goAway = true));
    const stream = session.request({
      ":method": "POST",
      ":path": "/agynio.api.gateway.v1.UsersGateway/GetMe",
      ...HEADERS,
    });
    const arrived: { status?: number; bytes: number; complete: boolean } = { bytes: 0, complete: false };
    stream.on("response", (headers) => (arrived.status = headers[":status"]));
    stream.on("data", (chunk: Buffer) => {
      arrived.bytes += chunk.length;
      if (arrived.bytes > stopAfter) {
        stream.close(constants.NGHTTP2_CANCEL);
      }
    });
    stream.on("error", () => undefined);
    stream.end("{}");
    await new Promise((closed) => stream.once("close", closed));
    session.destroy();
    arrived.complete = stream.rstCode === constants.NGHTTP2_NO_ERROR;
    return { ...arrived, goAway };
  };

  it.each<[string, object]>([
    ["cut-before-send", { bytes: 0, complete: false, goAway: false }],
    ["cut-after-send", { bytes: 0, complete: false, goAway: false }],
    ["cut-at=10", { status: 200, bytes: 10, complete: false, goAway: false }],
    ["giant=200000", { status: 200, bytes: 200_000, complete: true }],
    ["redirect=/x", { status: 307, bytes: 0, complete: true }],
    ["html=502", { status: 502, complete: true }],
    ["drip=0ms", { status: 200, complete: true }],
    ["gzip-bomb=1MiB", { status: 200, complete: true }],
  ])("%s does the same", async (kind, expected) => {
    emulator.faults.add(`GetMe:${kind}`);

    expect(await getMe()).toMatchObject(expected);
  });

  it("outlives a reader who has enough", async () => {
    emulator.faults.add("GetMe:giant=1GiB,times=1");
    emulator.faults.add("GetMe:drip=1ms,times=1");

    expect(await getMe(100_000)).toMatchObject({ status: 200, complete: false });
    expect(await getMe(5)).toMatchObject({ status: 200, complete: false });
    expect(await getMe()).toMatchObject({ status: 200, complete: true });
  });
});

describe("a fault befalls", () => {
  const statuses = async (...rpcs: string[]) => {
    const found: number[] = [];
    for (const rpc of rpcs) {
      found.push((await call(emulator, rpc, {}, ADMIN)).status);
    }
    return found;
  };
  const LIST = "RunnersGateway/ListRunners";
  const ME = "UsersGateway/GetMe";

  it.each([
    ["*", [503, 503]],
    ["GetMe", [200, 503]],
    ["UsersGateway/GetMe", [200, 503]],
    ["RunnersGateway/GetMe", [200, 200]],
    ["RunnersGateway/*", [503, 200]],
  ])("%s", async (target, expected) => {
    emulator.faults.add(`${target}:error=unavailable`);

    expect(await statuses(LIST, ME)).toEqual(expected);
  });

  it("/me", async () => {
    emulator.faults.add("/me:html=503");

    expect((await fetch(`${emulator.url}/me`)).status).toBe(503);
    expect(await statuses(ME)).toEqual([200]);
  });

  it("so many calls, after so many others", async () => {
    emulator.faults.add("*:error=unavailable,after=1,times=2");

    expect(await statuses(ME, ME, ME, ME)).toEqual([200, 503, 503, 200]);
    expect(emulator.faults.list()).toEqual([]);
  });

  it("calls for so long", async () => {
    emulator.faults.add("*:error=unavailable,for=2s");

    expect(await statuses(ME)).toEqual([503]);
    now = new Date(now.getTime() + 2_000);
    expect(await statuses(ME)).toEqual([200]);
  });

  it("calls one after the other, the oldest first", async () => {
    emulator.faults.add("*:error=aborted,times=1");
    const id = emulator.faults.add("*:error=unavailable,times=2");

    expect(emulator.faults.list()).toEqual([
      { id: 1, fault: "*:error=aborted,times=1", met: 0, left: 1 },
      { id, fault: "*:error=unavailable,times=2", met: 0, left: 2 },
    ]);
    expect(await statuses(ME, ME)).toEqual([409, 503]);
    expect(emulator.faults.list()).toEqual([{ id, fault: "*:error=unavailable,times=2", met: 1, left: 1 }]);
    expect(emulator.faults.remove(id)).toBe(true);
    expect(emulator.faults.remove(id)).toBe(false);
    expect(await statuses(ME)).toEqual([200]);
  });
});

describe("a fault's text", () => {
  it.each([
    ["", "it has to begin with the calls it befalls and a colon"],
    ["GetMe", "it has to begin with the calls it befalls and a colon"],
    ["a b:never", "it has to begin with the calls it befalls and a colon"],
    ["*:explode", 'the kind "explode" is none; allowed: latency=..., error=..., rate-limit=..., html=...,'],
    ["*:hold", 'the kind "hold" is none'],
    ["*:toString", 'the kind "toString" is none'],
    ["*:never=1", '"never" takes no value'],
    ["*:error", '"error" needs a value; allowed: a Connect code: canceled, unknown, invalid_argument,'],
    ["*:error=nope", `"error" can't be "nope"; allowed: a Connect code`],
    ["*:latency=soon", `"latency" can't be "soon"; allowed: a duration up to 1h, such as 250ms, 2s or 1m.`],
    ["*:latency=2h", `"latency" can't be "2h"`],
    ["*:html=200", `"html" can't be "200"; allowed: an HTTP status, 400 to 599.`],
    ["*:cut-at=x", `"cut-at" can't be "x"; allowed: how many bytes of the body still arrive`],
    ["*:giant=5GiB", `"giant" can't be "5GiB"; allowed: a size up to 4GiB`],
    ["*:content-type=plain", `"content-type" can't be "plain"; allowed: a content type, such as text/plain.`],
    ["*:redirect=a b", `"redirect" can't be "a b"`],
    ["*:never,times=0", 'the option "times=0" is none; allowed: times=N, 1 to 1000000; after=N,'],
    ["*:never,for=ever", 'the option "for=ever" is none'],
    ["*:never,once", 'the option "once" is none'],
  ])("%j is refused, saying what is allowed", async (text, problem) => {
    expect(() => emulator.faults.add(text)).toThrow(`The fault ${JSON.stringify(text)} can't be used: ${problem}`);
    await expect(startEmulator({ token: ADMIN, faults: [text] })).rejects.toMatchObject({ code: "bad_fault" });
  });
});
