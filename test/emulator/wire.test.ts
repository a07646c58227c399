// What stands on the wire before any service is asked: statuses, headers and texts of connect-go.
import { gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import {
  GetRunnerRequestSchema,
  GetRunnerResponseSchema,
  RunnerStatus,
} from "../../src/emulator/gen/agynio/api/runners/v1/runners_pb.js";
import { ADMIN, call, newRunner, raw, withEmulator } from "./support.js";

const JSON_TYPE = { "content-type": "application/json" };

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterAll(async () => {
  await emulator.close();
});

describe("a path", () => {
  it.each(["/", "/agynio.api.runners.v1.RunnersService/GetRunner", "/agynio.api.gateway.v1.RunnersGateway/Nope"])(
    "that is not mounted is a plain 404: %s",
    async (path) => {
      const response = await fetch(emulator.url + path, { method: "POST", headers: JSON_TYPE, body: "{}" });

      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
      expect(response.headers.has("accept-encoding")).toBe(false);
      expect(await response.text()).toBe("404 page not found\n");
    },
  );

  it.each(["CreateFlavor", "GetFlavor", "UpdateFlavor", "DeleteFlavor"])(
    "of a method the platform gave up is unimplemented: %s",
    async (method) => {
      expect(await call(emulator, `RunnersGateway/${method}`, {}, ADMIN)).toMatchObject({
        status: 501,
        code: "unimplemented",
        message: `method ${method} not implemented`,
      });
    },
  );
});

it.each(["GET", "PUT", "DELETE", "OPTIONS"])("%s is refused with 405, Allow and no body", async (method) => {
  const response = await raw(emulator, "RunnersGateway/GetRunner", { method });

  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
  expect(response.headers.has("accept-encoding")).toBe(false);
  expect(await response.text()).toBe("");
});

it.each(["text/plain", "application/xml", "application/json; charset=latin1", ""])(
  "content type %j is refused with 415, Accept-Post and no body",
  async (type) => {
    const response = await raw(emulator, "RunnersGateway/GetRunner", {
      headers: type === "" ? {} : { "content-type": type },
      body: new Uint8Array([0x7b, 0x7d]),
    });

    expect(response.status).toBe(415);
    expect(response.headers.get("accept-post")).toContain("application/json");
    expect(await response.text()).toBe("");
  },
);

it.each([
  ["application/json", "application/json"],
  ["application/json; charset=utf-8", "application/json; charset=utf-8"],
  ["Application/JSON;charset=UTF-8", "application/json; charset=utf-8"],
])("content type %j is echoed", async (sent, echoed) => {
  const response = await raw(emulator, "RunnersGateway/ListRunners", { headers: { "content-type": sent }, body: "{}" });

  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(echoed);
  expect(response.headers.get("accept-encoding")).toBe("gzip");
});

const INTO = "unmarshal message: unmarshal into *runnersv1.ListRunnersRequest: proto:";
it.each<[string, string, Record<string, string>, number, string, string]>([
  [
    "an empty body",
    "",
    {},
    400,
    "invalid_argument",
    "unmarshal message: zero-length payload is not a valid JSON object",
  ],
  ["an open brace", "{", {}, 400, "invalid_argument", `${INTO} unexpected EOF`],
  ["a list", "[]", {}, 400, "invalid_argument", `${INTO} syntax error (line 1:1): unexpected token [`],
  ["a word", "hello", {}, 400, "invalid_argument", `${INTO} syntax error (line 1:1): invalid value hello`],
  [
    "another protocol version",
    "{}",
    { "connect-protocol-version": "2" },
    400,
    "invalid_argument",
    'Connect-Protocol-Version must be "1": got "2"',
  ],
  [
    "a time-out that is no number",
    "{}",
    { "connect-timeout-ms": "abc" },
    400,
    "invalid_argument",
    'parse timeout: strconv.ParseInt: parsing "abc": invalid syntax',
  ],
  [
    "a time-out that is too long",
    "{}",
    { "connect-timeout-ms": "12345678901" },
    400,
    "invalid_argument",
    'parse timeout: "12345678901" has >10 digits',
  ],
  ["a time-out of zero", "{}", { "connect-timeout-ms": "0" }, 504, "deadline_exceeded", "context deadline exceeded"],
  [
    "another compression",
    "{}",
    { "content-encoding": "br" },
    501,
    "unimplemented",
    'unknown compression "br": supported encodings are gzip',
  ],
])("%s is refused with its text", async (_name, body, headers, status, code, message) => {
  const response = await raw(emulator, "RunnersGateway/ListRunners", { headers: { ...JSON_TYPE, ...headers }, body });

  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ code, message });
});

it.each([
  ["numbers as texts", { pageSize: "2" }],
  ["null values", { pageSize: null, pageToken: null, organizationId: null }],
  ["proto names", { page_size: 2 }],
  ["unknown fields", { pageSize: 2, colour: { of: ["the", "sky"] } }],
])("accepts %s", async (_name, message) => {
  expect((await call(emulator, "RunnersGateway/ListRunners", message, ADMIN)).status).toBe(200);
});

it("refuses a value of a wrong type", async () => {
  const reply = await call(emulator, "RunnersGateway/RegisterRunner", { name: 7 }, ADMIN);

  expect(reply).toMatchObject({ status: 400, code: "invalid_argument" });
  expect(reply.message).toMatch(/^unmarshal message: unmarshal into \*runnersv1\.RegisterRunnerRequest: proto: .*name/);
});

it("reads the message before it asks for the identity", async () => {
  const headers = { ...JSON_TYPE, authorization: "Bearer wrong" };

  expect((await raw(emulator, "RunnersGateway/ListRunners", { headers, body: "{" })).status).toBe(400);
  expect((await raw(emulator, "RunnersGateway/ListRunners", { headers, body: "{}" })).status).toBe(401);
});

it("leaves defaults out of the JSON and prints time stamps with six digits", async () => {
  const { body } = await call(emulator, "RunnersGateway/RegisterRunner", { name: "plain" }, ADMIN);
  const runner = body.runner as { meta: { createdAt: string } };

  expect(Object.keys(runner).sort()).toEqual(["identityId", "meta", "name", "openzitiServiceName", "status"]);
  expect(runner.meta.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect((await call(emulator, "OrganizationsGateway/ListAccessibleOrganizations", {}, ADMIN)).body).toEqual({});
});

it("keeps a label called __proto__", async () => {
  const { id } = await newRunner(emulator, ADMIN, { labels: JSON.parse('{"__proto__":"x"}') as object });
  const { body } = await call(emulator, "RunnersGateway/GetRunner", { id }, ADMIN);

  expect(JSON.stringify(body)).toContain('"labels":{"__proto__":"x"}');
});

it("takes a gzipped body, and refuses one that is not", async () => {
  const headers = { ...JSON_TYPE, "content-encoding": "gzip" };

  expect((await raw(emulator, "RunnersGateway/ListRunners", { headers, body: gzipSync("{}") })).status).toBe(200);
  expect((await raw(emulator, "RunnersGateway/ListRunners", { headers, body: "{}" })).status).toBe(400);
});

it("speaks binary too, with errors in JSON", async () => {
  const { id } = await newRunner(emulator, ADMIN, { name: "binary", labels: { a: "b" } });
  const post = (runnerId: string) =>
    raw(emulator, "RunnersGateway/GetRunner", {
      headers: { "content-type": "application/proto", authorization: `Bearer ${ADMIN}` },
      body: Buffer.from(toBinary(GetRunnerRequestSchema, create(GetRunnerRequestSchema, { id: runnerId }))),
    });

  const good = await post(id);
  expect(good.headers.get("content-type")).toBe("application/proto");
  const { runner } = fromBinary(GetRunnerResponseSchema, new Uint8Array(await good.arrayBuffer()));
  expect(runner).toMatchObject({ name: "binary", labels: { a: "b" }, status: RunnerStatus.PENDING });

  const bad = await post("nope");
  expect(bad.headers.get("content-type")).toBe("application/json");
  expect(await bad.json()).toEqual({ code: "invalid_argument", message: "id: invalid UUID length: 4" });
});

it("waits before each call, and gives up when the caller's time is shorter", async () => {
  await withEmulator(
    async (slow) => {
      const started = performance.now();
      expect((await call(slow, "RunnersGateway/ListRunners", {}, ADMIN)).status).toBe(200);
      expect(performance.now() - started).toBeGreaterThanOrEqual(55);

      const headers = { ...JSON_TYPE, "connect-timeout-ms": "5" };
      expect((await raw(slow, "RunnersGateway/ListRunners", { headers, body: "{}" })).status).toBe(504);
    },
    { latencyMs: 60 },
  );
});
