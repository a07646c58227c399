// HTTP/2 beside HTTP/1.1 on one port, packed answers, and what browsers are told.
import { connect as connectHttp2 } from "node:http2";
import { request as httpRequest } from "node:http";
import { connect as connectTcp } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { GetMeResponseSchema } from "../../src/emulator/gen/agynio/api/users/v1/users_pb.js";
import { ADMIN, withEmulator } from "./support.js";

const GET_ME = "/agynio.api.gateway.v1.UsersGateway/GetMe";
const HEADERS = { "content-type": "application/json", authorization: `Bearer ${ADMIN}` };

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterAll(async () => {
  await emulator.close();
});

interface Raw {
  status: number;
  headers: Record<string, unknown>;
  body: Buffer;
}

/** One request over HTTP/1.1, its body as it came. */
function http1(path: string, headers: Record<string, string>, body: Buffer | string, method = "POST"): Promise<Raw> {
  return new Promise((done, fail) => {
    const request = httpRequest(emulator.url + path, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.once("error", fail);
    request.end(body);
  });
}

/** One request over HTTP/2 with prior knowledge. */
async function http2(
  path: string,
  headers: Record<string, string>,
  body: Buffer | string,
  method = "POST",
): Promise<Raw> {
  const session = connectHttp2(emulator.url);
  try {
    return await new Promise<Raw>((done, fail) => {
      session.once("error", fail);
      const stream = session.request({ ":method": method, ":path": path, ...headers });
      let answer: Record<string, unknown> = {};
      const chunks: Buffer[] = [];
      stream.on("response", (found) => (answer = found));
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => done({ status: Number(answer[":status"]), headers: answer, body: Buffer.concat(chunks) }));
      stream.once("error", fail);
      stream.end(body);
    });
  } finally {
    session.close();
  }
}

describe.each([
  ["HTTP/1.1", http1],
  ["HTTP/2", http2],
])("over %s", (protocol, send) => {
  it("answers JSON and says so in the log", async () => {
    emulator.clearRequests();
    const { status, headers, body } = await send(GET_ME, HEADERS, "{}");

    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/json");
    expect(headers["accept-encoding"]).toBe("gzip");
    expect(JSON.parse(body.toString())).toMatchObject({ user: { username: "cluster-admin" } });
    expect(emulator.requests).toMatchObject([{ rpc: "UsersGateway/GetMe", protocol }]);
  });

  it("answers binary, with errors in JSON", async () => {
    const binary = { ...HEADERS, "content-type": "application/proto" };

    const { body } = await send(GET_ME, binary, Buffer.alloc(0));
    expect(fromBinary(GetMeResponseSchema, new Uint8Array(body)).user?.username).toBe("cluster-admin");
    const bad = await send(GET_ME, { "content-type": "application/proto" }, Buffer.alloc(0));
    expect([bad.status, bad.headers["content-type"]]).toEqual([401, "application/json"]);
  });

  it.each([
    ["an unknown path", "/x", "POST", 404],
    ["PUT", GET_ME, "PUT", 405],
  ])("answers %s as a Connect server does", async (_name, path, method, status) => {
    const answer = await send(path, HEADERS, "", method);

    expect(answer.status).toBe(status);
    expect(answer.headers).not.toHaveProperty("accept-encoding");
  });

  it("answers a content type it does not know with 415", async () => {
    const answer = await send(GET_ME, { "content-type": "text/plain" }, "{}");

    expect([answer.status, answer.body.length]).toEqual([415, 0]);
    expect(answer.headers["accept-post"]).toBe("application/json, application/json; charset=utf-8, application/proto");
  });

  it.each<[string, Record<string, string>, boolean]>([
    ["nothing is accepted", {}, false],
    ["gzip is accepted", { "accept-encoding": "gzip" }, true],
    ["gzip is among what is accepted", { "accept-encoding": "br, gzip" }, true],
    ["gzip has a weight, which is no word the server knows", { "accept-encoding": "gzip;q=0" }, false],
    ["the request was packed", { "content-encoding": "gzip" }, true],
  ])("packs an answer or not when %s", async (_name, headers, packed) => {
    const sent = "content-encoding" in headers ? gzipSync("{}") : "{}";
    const answer = await send(GET_ME, { ...HEADERS, ...headers }, sent);

    expect(answer.headers["content-encoding"]).toBe(packed ? "gzip" : undefined);
    const text = (packed ? gunzipSync(answer.body) : answer.body).toString();
    expect(JSON.parse(text)).toMatchObject({ user: { username: "cluster-admin" } });
  });

  it("never packs an error", async () => {
    const answer = await send(GET_ME, { "content-type": "application/json", "accept-encoding": "gzip" }, "{}");

    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: "unauthenticated" });
  });

  it.each([
    ["no gzip", Buffer.from("hello hello hello"), "get decompressor: gzip: invalid header"],
    ["too short", Buffer.from("{}"), "get decompressor: unexpected EOF"],
    ["cut off", gzipSync("{}").subarray(0, 15), "decompress: unexpected EOF"],
  ])("refuses a packed body that is %s", async (_name, sent, message) => {
    const answer = await send(GET_ME, { ...HEADERS, "content-encoding": "gzip" }, sent);

    expect(JSON.parse(answer.body.toString())).toEqual({ code: "invalid_argument", message });
  });
});

it("refuses a packed body that would unpack to more than 16 MiB", async () => {
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, " "));
  const answer = await http1(GET_ME, { ...HEADERS, "content-encoding": "gzip" }, bomb);

  expect(answer.status).toBe(429);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ code: "resource_exhausted" });
});

it("tells the protocols apart when the first bytes come one by one", async () => {
  const answer = await new Promise<string>((done, fail) => {
    const socket = connectTcp(emulator.port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("end", () => done(text));
    socket.once("error", fail);
    const bytes = [...Buffer.from("PROPFIND / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")];
    const next = () => {
      const byte = bytes.shift();
      if (byte !== undefined) {
        socket.write(Buffer.of(byte), next);
      }
    };
    next();
  });

  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
});

it("finishes a call under way over HTTP/2 when it is closed", async () => {
  const own = await startEmulator({ token: ADMIN });
  const held = own.faults.hold("GetMe");
  const session = connectHttp2(own.url);
  const stream = session.request({ ":method": "POST", ":path": GET_ME, ...HEADERS });
  const answered = new Promise((done) => stream.once("response", (headers) => done(headers[":status"])));
  stream.resume().end("{}");
  await held.reached;

  const closing = own.close();
  held.release();

  expect(await answered).toBe(200);
  await closing;
});

it("closes at once when nothing is under way, over both protocols", async () => {
  const own = await startEmulator({ token: ADMIN });
  const session = connectHttp2(own.url);
  await new Promise((connected) => session.once("remoteSettings", connected));
  const silent = connectTcp(own.port, "127.0.0.1");
  await new Promise<void>((connected) => silent.once("connect", () => connected()));
  const ended = Promise.all([
    new Promise((closed) => session.once("close", closed)),
    new Promise((closed) => silent.once("close", closed)),
  ]);

  await own.close();

  await ended;
});

describe("with cors", () => {
  const preflight = { origin: "https://console.example", "access-control-request-method": "POST" };

  it("answers a preflight of any origin, and lets pages read answers", async () => {
    await withEmulator(
      async ({ url }) => {
        const asked = await fetch(url + GET_ME, {
          method: "OPTIONS",
          headers: { ...preflight, "access-control-request-headers": "authorization,content-type" },
        });
        expect(asked.status).toBe(204);
        expect(Object.fromEntries(asked.headers)).toMatchObject({
          "access-control-allow-origin": "*",
          "access-control-allow-methods": "POST",
          "access-control-allow-headers": "authorization,content-type",
        });

        const headers = { ...HEADERS, origin: preflight.origin };
        const answer = await fetch(url + GET_ME, { method: "POST", headers, body: "{}" });
        expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      },
      { cors: true },
    );
  });

  it("does not allow another method", async () => {
    await withEmulator(
      async ({ url }) => {
        const headers = { ...preflight, "access-control-request-method": "PUT" };
        const answer = await fetch(url + GET_ME, { method: "OPTIONS", headers });
        expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([204, null]);
      },
      { cors: true },
    );
  });

  it("is off unless asked for", async () => {
    const answer = await fetch(emulator.url + GET_ME, { method: "OPTIONS", headers: preflight });

    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([405, null]);
  });
});
