// What was seen on the wire when the platform's own services were run, topic by topic (D1 to D21): runners at 41c762c, organizations
// at 599fe68, behind a connect-go front on HTTP/1.1. Texts are exact.
//
// One row differs on purpose: at 41c762c ListFlavors was not implemented yet; here it follows the newer 4876ae6.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, raw, UNKNOWN_ID, USER } from "./support.js";

const R = "RunnersGateway";
const O = "OrganizationsGateway";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterEach(async () => {
  await emulator.close();
});

type Runner = Record<string, unknown> & { meta: { id: string; updatedAt: string; createdAt: string } };
const runnerOf = (reply: { body: Record<string, unknown> }) => reply.body.runner as Runner;
const organizationOf = (reply: { body: Record<string, unknown> }) => reply.body.organization as Record<string, string>;
/** Status and message of a refusal. */
const refusal = async (rpc: string, message: object, token?: string) => {
  const { status, message: text } = await call(emulator, rpc, message, token);
  return [status, text];
};

it.each([{ labels: {}, capabilities: [] }, {}])(
  "D1: an update with %j changes nothing but updatedAt",
  async (change) => {
    const { id } = await newRunner(emulator, ADMIN, { labels: { a: "1" }, capabilities: ["x"] });
    const before = runnerOf(await call(emulator, `${R}/GetRunner`, { id }, ADMIN));
    const after = runnerOf(await call(emulator, `${R}/UpdateRunner`, { id, ...change }, ADMIN));

    expect(after).toEqual({ ...before, meta: { ...before.meta, updatedAt: after.meta.updatedAt } });
    expect(after.meta.updatedAt > before.meta.updatedAt).toBe(true);
  },
);

it("D2: runner names are trimmed on register and update, may repeat, and may not be blank", async () => {
  const { id } = await newRunner(emulator, ADMIN, { name: " a " });
  await newRunner(emulator, ADMIN, { name: "a" });

  expect(runnerOf(await call(emulator, `${R}/UpdateRunner`, { id, name: " b " }, ADMIN)).name).toBe("b");
  expect(await refusal(`${R}/UpdateRunner`, { id, name: " " }, ADMIN)).toEqual([400, "name must be provided"]);
  expect(await refusal(`${R}/RegisterRunner`, { name: " " }, ADMIN)).toEqual([400, "name must be provided"]);
});

it("D3: ids equal identity ids; upper case and braces are read, and answered in canonical form", async () => {
  const { id } = await newRunner(emulator, ADMIN);
  const runner = runnerOf(await call(emulator, `${R}/GetRunner`, { id: `{${id.toUpperCase()}}` }, ADMIN));

  expect(runner).toMatchObject({ identityId: id, meta: { id } });
});

it("D4: a token enrolls twice; an unknown or blank one, or one of a deleted runner, does not", async () => {
  const { id, serviceToken } = await newRunner(emulator, ADMIN);
  const enroll = async (token: string) => await refusal(`${R}/EnrollRunner`, { serviceToken: token });

  expect(serviceToken).toMatch(/^[0-9a-f]{64}$/);
  expect([await enroll(serviceToken), await enroll(serviceToken)]).toEqual([
    [200, undefined],
    [200, undefined],
  ]);
  expect(await enroll("0".repeat(64))).toEqual([404, "runner not found"]);
  expect(await enroll("")).toEqual([400, "service_token must be provided"]);
  await call(emulator, `${R}/DeleteRunner`, { id }, ADMIN);
  expect(await enroll(serviceToken)).toEqual([404, "runner not found"]);
});

it("D5: a page token that is none", async () => {
  const text = "invalid page_token: decode token: illegal base64 data at input byte 0";

  expect(await refusal(`${R}/ListRunners`, { pageToken: "!" }, ADMIN)).toEqual([400, text]);
});

it("D6: a listing by organization holds the cluster's runners and refuses strangers", async () => {
  const organizationId = await newOrganization(emulator, USER);
  const { id } = await newRunner(emulator, ADMIN);

  expect((await call(emulator, `${R}/ListRunners`, { organizationId }, USER)).body.runners).toMatchObject([
    { identityId: id },
  ]);
  expect(await refusal(`${R}/ListRunners`, { organizationId }, OTHER_USER)).toEqual([403, "permission denied"]);
});

it("D7: delete answers 200 {}, then 404; an organization leaves its runner to its former owner", async () => {
  const organizationId = await newOrganization(emulator, USER);
  const { id } = await newRunner(emulator, USER, { organizationId });

  expect(await call(emulator, `${O}/DeleteOrganization`, { id: organizationId }, USER)).toMatchObject({
    status: 200,
    body: {},
  });
  expect((await call(emulator, `${R}/GetRunner`, { id }, USER)).status).toBe(200);
  expect(await call(emulator, `${R}/DeleteRunner`, { id }, USER)).toMatchObject({ status: 200, body: {} });
  expect((await call(emulator, `${R}/DeleteRunner`, { id }, USER)).status).toBe(404);
});

it("D8: without identity reading succeeds, registering and creating do not", async () => {
  const organizationId = await newOrganization(emulator, USER);
  const { id } = await newRunner(emulator, USER, { organizationId });

  expect((await call(emulator, `${O}/GetOrganization`, { id: organizationId })).status).toBe(200);
  expect((await call(emulator, `${R}/GetRunner`, { id })).status).toBe(200);
  expect(await refusal(`${R}/RegisterRunner`, { name: "r" })).toEqual([
    401,
    "unauthenticated: metadata x-identity-id: expected single value, got 0",
  ]);
  expect(await refusal(`${O}/CreateOrganization`, { name: "o" })).toEqual([
    401,
    "identity not available: x-identity-id not found in metadata",
  ]);
});

it("D9: what strangers may and may not", async () => {
  const organizationId = await newOrganization(emulator, USER);
  const own = await newRunner(emulator, USER, { organizationId });
  const shared = await newRunner(emulator, ADMIN);
  const stranger = async (rpc: string, message: object) => await refusal(rpc, message, OTHER_USER);
  const denied = [403, "permission denied"];

  expect(await stranger(`${O}/GetOrganization`, { id: organizationId })).toEqual([200, undefined]);
  expect(await stranger(`${R}/GetRunner`, { id: own.id })).toEqual(denied);
  expect(await stranger(`${R}/GetRunner`, { id: shared.id })).toEqual([200, undefined]);
  expect(await stranger(`${R}/RegisterRunner`, { name: "r" })).toEqual(denied);
  expect(await stranger(`${R}/UpdateRunner`, { id: own.id, name: "n" })).toEqual(denied);
  expect(await stranger(`${R}/DeleteRunner`, { id: own.id })).toEqual(denied);
  const noUpdate = [403, "missing permission to update organization"];
  expect(await stranger(`${O}/UpdateOrganization`, { id: organizationId, name: "n" })).toEqual(noUpdate);
  expect(await stranger(`${O}/UpdateOrganization`, { id: UNKNOWN_ID, name: "n" })).toEqual(noUpdate);
  expect(await stranger(`${O}/ListOrganizations`, {})).toEqual([403, "missing permission to list organizations"]);
});

it("D10: sandbox fields of a new organization are its defaults as written, updated ones Go's spelling", async () => {
  const created = organizationOf(await call(emulator, `${O}/CreateOrganization`, { name: "o" }, USER));
  const change = { id: created.id, sandboxDefaultIdleTimeout: "45m" };

  expect(created).toMatchObject({
    sandboxDefaultIdleTimeout: "30m",
    sandboxDefaultTtl: "72h",
    sandboxMaxIdleTimeout: "24h",
  });
  expect(organizationOf(await call(emulator, `${O}/UpdateOrganization`, change, USER)).sandboxDefaultIdleTimeout).toBe(
    "45m0s",
  );
});

it("D11: time stamps have six fraction digits, in UTC", async () => {
  const { createdAt } = organizationOf(await call(emulator, `${O}/CreateOrganization`, {}, USER));

  expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

it("D12: organization names are stored as sent, an empty one is missing from the JSON", async () => {
  expect(organizationOf(await call(emulator, `${O}/CreateOrganization`, { name: " o " }, USER)).name).toBe(" o ");
  expect(organizationOf(await call(emulator, `${O}/CreateOrganization`, { name: "" }, USER))).not.toHaveProperty(
    "name",
  );
});

it.each<[string, string, object, number, string]>([
  ["D13 a bad id", `${R}/GetRunner`, { id: "nope" }, 400, "id: invalid UUID length: 4"],
  ["D13 an empty id", `${R}/GetRunner`, {}, 400, "id: value is empty"],
  [
    "D14 an empty organization",
    `${R}/RegisterRunner`,
    { name: "r", organizationId: "" },
    400,
    "organization_id: value is empty",
  ],
  [
    "D14 a bad organization",
    `${R}/RegisterRunner`,
    { name: "r", organizationId: "no" },
    400,
    "organization_id: invalid UUID length: 2",
  ],
  [
    "D14 an unknown organization",
    `${R}/RegisterRunner`,
    { name: "r", organizationId: UNKNOWN_ID },
    403,
    "permission denied",
  ],
  ["D15 a taken slug", `${O}/CreateOrganization`, { slug: "taken" }, 409, "organization slug already exists"],
  ["D15 a bad slug", `${O}/CreateOrganization`, { slug: "A" }, 400, "slug: must match ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"],
  ["D15 a long slug", `${O}/CreateOrganization`, { slug: "a".repeat(64) }, 400, "slug: must be at most 63 characters"],
])("%s", async (_row, rpc, message, status, text) => {
  await call(emulator, `${O}/CreateOrganization`, { name: "o", slug: "taken" }, ADMIN);

  expect(await refusal(rpc, message, ADMIN)).toEqual([status, text]);
});

it.each([
  ["D16 nothing to update", {}, "at least one field must be provided"],
  [
    "D17 an idle time-out out of bounds",
    { sandboxDefaultIdleTimeout: "1s" },
    "sandbox_default_idle_timeout: must be between 1m0s and 24h0m0s",
  ],
  [
    "D17 a default above its maximum",
    { sandboxDefaultIdleTimeout: "45m", sandboxMaxIdleTimeout: "10m" },
    "sandbox_default_idle_timeout 45m0s exceeds sandbox_max_idle_timeout 10m0s",
  ],
  [
    "D17 a time to live out of bounds",
    { sandboxDefaultTtl: "337h" },
    "sandbox_default_ttl: must be greater than 0s and at most 336h0m0s",
  ],
])("%s", async (_row, change, text) => {
  const id = await newOrganization(emulator, USER);

  expect(await refusal(`${O}/UpdateOrganization`, { id, ...change }, USER)).toEqual([400, text]);
});

it("D18: the methods on single flavors are not implemented", async () => {
  expect(await refusal(`${R}/CreateFlavor`, {}, ADMIN)).toEqual([501, "method CreateFlavor not implemented"]);
});

describe("D19: connect-go on the wire", () => {
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await raw(emulator, `${R}/ListRunners`, {
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    const { message } = (await response.json()) as { message?: string };
    return [response.status, message];
  };

  it.each<[string, string, Record<string, string>, string]>([
    ["an empty body", "", {}, "unmarshal message: zero-length payload is not a valid JSON object"],
    ["{", "{", {}, "unmarshal message: unmarshal into *runnersv1.ListRunnersRequest: proto: unexpected EOF"],
    ["version 2", "{}", { "connect-protocol-version": "2" }, 'Connect-Protocol-Version must be "1": got "2"'],
    [
      "time-out abc",
      "{}",
      { "connect-timeout-ms": "abc" },
      'parse timeout: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
  ])("%s", async (_name, body, headers, text) => {
    expect(await post(body, headers)).toEqual([400, text]);
  });

  it.each(['{"pageSize":"2"}', '{"pageSize":null,"pageToken":null}'])("%s is accepted", async (body) => {
    expect(await post(body)).toEqual([200, undefined]);
  });

  it("GET: 405, Allow: POST, empty body", async () => {
    const response = await raw(emulator, `${R}/ListRunners`, { method: "GET" });

    expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([405, "POST", ""]);
  });

  it("text/plain: 415 with Accept-Post, empty body", async () => {
    const response = await raw(emulator, `${R}/ListRunners`, { headers: { "content-type": "text/plain" }, body: "{}" });

    expect([response.status, await response.text()]).toEqual([415, ""]);
    expect(response.headers.get("accept-post")).toContain("application/json");
  });
});

it("D20: the content type is echoed, and Connect answers say that gzip is taken; 404, 405 and 415 do not", async () => {
  const type = "application/json; charset=utf-8";
  const good = await raw(emulator, `${R}/ListRunners`, { headers: { "content-type": type }, body: "{}" });
  const bad = await raw(emulator, `${R}/GetRunner`, { headers: { "content-type": type }, body: "{}" });

  expect([good.headers.get("content-type"), good.headers.get("accept-encoding")]).toEqual([type, "gzip"]);
  expect([bad.status, bad.headers.get("accept-encoding")]).toEqual([400, "gzip"]);
  const others = [
    await fetch(`${emulator.url}/x`),
    await raw(emulator, `${R}/ListRunners`, { method: "GET" }),
    await raw(emulator, `${R}/ListRunners`, { body: "{}" }),
  ];
  expect(others.map(({ status, headers }) => [status, headers.get("accept-encoding")])).toEqual([
    [404, null],
    [405, null],
    [415, null],
  ]);
});

it("D21: an unknown path is a plain 404", async () => {
  const response = await fetch(`${emulator.url}/unknown`, { method: "POST" });

  expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
    404,
    "text/plain; charset=utf-8",
    "404 page not found\n",
  ]);
});
