// What a faithful double of the platform must do, row by row: the checklist (C1 to C14) that was drawn up from the platform's
// sources and a running installation. The details of each row are in the tests of its topic, named beside it.
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

const runnerOf = (reply: { body: Record<string, unknown> }) => reply.body.runner as Record<string, unknown>;

it("C1: POST only, JSON and binary only, and {} for an empty message (wire, protocols)", async () => {
  const status = async (init: RequestInit) => (await raw(emulator, `${R}/ListRunners`, init)).status;
  const json = { "content-type": "application/json" };

  expect(await status({ method: "GET" })).toBe(405);
  expect(await status({ headers: { "content-type": "text/plain" }, body: "{}" })).toBe(415);
  expect(await status({ headers: { "content-type": "application/proto" }, body: new Uint8Array() })).toBe(200);
  expect(await status({ headers: json, body: "{}" })).toBe(200);
  expect(await status({ headers: json, body: "" })).toBe(400);
});

it("C2: errors are code and message in JSON, each code with its status (codes-per-situation)", async () => {
  expect((await call(emulator, `${R}/GetRunner`, { id: UNKNOWN_ID }, USER)).body).toEqual({
    code: "not_found",
    message: "runner not found",
  });
});

it("C3: JSON leaves out defaults, empty maps and lists, and an empty next token (wire)", async () => {
  await newRunner(emulator, ADMIN, { name: "plain", labels: {}, capabilities: [] });
  const { body } = await call(emulator, `${R}/ListRunners`, {}, ADMIN);

  expect(Object.keys(body)).toEqual(["runners"]);
  const [runner] = body.runners as object[];
  expect(Object.keys(runner ?? {}).sort()).toEqual(["identityId", "meta", "name", "openzitiServiceName", "status"]);
});

it("C4: the order of checks, rights before existence for organizations (codes-per-situation)", async () => {
  const unknown = { name: "r", organizationId: UNKNOWN_ID };

  expect((await call(emulator, `${R}/RegisterRunner`, { ...unknown, name: "" }, ADMIN)).code).toBe("invalid_argument");
  expect((await call(emulator, `${R}/RegisterRunner`, unknown, ADMIN)).code).toBe("permission_denied");
  expect((await call(emulator, `${O}/UpdateOrganization`, { id: UNKNOWN_ID }, ADMIN)).code).toBe("permission_denied");
});

it("C5: runner names repeat, slugs do not, and derived ones are numbered (runners, organizations)", async () => {
  await newRunner(emulator, ADMIN, { name: "twin" });
  expect((await call(emulator, `${R}/RegisterRunner`, { name: "twin" }, ADMIN)).status).toBe(200);

  const slug = async (message: object) =>
    (await call(emulator, `${O}/CreateOrganization`, message, USER)).body.organization as { slug: string } | undefined;
  expect(await slug({ name: "Acme" })).toMatchObject({ slug: "acme" });
  expect(await slug({ name: "Acme" })).toMatchObject({ slug: "acme-2" });
  expect((await call(emulator, `${O}/CreateOrganization`, { slug: "acme-2" }, USER)).code).toBe("already_exists");
});

it("C6: empty labels or capabilities in an update change nothing (runners)", async () => {
  const { id } = await newRunner(emulator, ADMIN, { labels: { a: "1" }, capabilities: ["x"] });
  const reply = await call(emulator, `${R}/UpdateRunner`, { id, labels: {}, capabilities: [] }, ADMIN);

  expect(runnerOf(reply)).toMatchObject({ labels: { a: "1" }, capabilities: ["x"] });
});

it("C7: a token of 64 hex digits enrolls until its runner is deleted (runners)", async () => {
  const { id, serviceToken } = await newRunner(emulator, ADMIN);
  const enroll = async () => await call(emulator, `${R}/EnrollRunner`, { serviceToken });

  expect(serviceToken).toMatch(/^[0-9a-f]{64}$/);
  expect((await enroll()).status).toBe(200);
  expect(runnerOf(await call(emulator, `${R}/GetRunner`, { id }, ADMIN)).status).toBe("RUNNER_STATUS_ENROLLED");
  await call(emulator, `${R}/DeleteRunner`, { id }, ADMIN);
  expect(await enroll()).toMatchObject({ code: "not_found", message: "runner not found" });
});

it("C8: pages of 50, at most 100, in id order, after the last id in base64url (listing)", async () => {
  for (let i = 0; i < 51; i++) {
    await newRunner(emulator, ADMIN);
  }
  const { body } = await call(emulator, `${R}/ListRunners`, {}, ADMIN);
  const ids = (body.runners as { identityId: string }[]).map(({ identityId }) => identityId);

  expect(ids).toEqual([...ids].sort());
  expect(ids).toHaveLength(50);
  expect(body.nextPageToken).toBe(Buffer.from(ids.at(-1) ?? "").toString("base64url"));
});

it("C8: listings of an organization hold the cluster's runners, others run short (listing)", async () => {
  const organizationId = await newOrganization(emulator, USER);
  await newRunner(emulator, ADMIN);
  await newRunner(emulator, USER, { organizationId });
  const count = async (message: object, token: string) =>
    ((await call(emulator, `${R}/ListRunners`, message, token)).body.runners as object[]).length;

  expect(await count({ organizationId }, USER)).toBe(2);
  expect(await count({}, OTHER_USER)).toBe(1);
});

it("C9: one id for runner and identity, its service name, and names trimmed for runners only (runners)", async () => {
  const runner = runnerOf(await call(emulator, `${R}/RegisterRunner`, { name: " r " }, ADMIN));
  const { body } = await call(emulator, `${O}/CreateOrganization`, { name: " o " }, USER);

  const { id } = runner.meta as { id: string };
  expect(runner).toMatchObject({ name: "r", identityId: id, openzitiServiceName: `runner-${id}` });
  expect(body.organization).toMatchObject({ name: " o " });
});

it("C10: a second delete is not_found (runners, organizations)", async () => {
  const { id } = await newRunner(emulator, ADMIN);
  const organization = await newOrganization(emulator, USER);
  const twice = async (method: string, message: object) => [
    (await call(emulator, method, message, ADMIN)).status,
    (await call(emulator, method, message, ADMIN)).code,
  ];

  expect(await twice(`${R}/DeleteRunner`, { id })).toEqual([200, "not_found"]);
  expect(await twice(`${O}/DeleteOrganization`, { id: organization })).toEqual([200, "not_found"]);
});

it("C11: without a bearer each service decides, there is no blanket 401 (codes-per-situation)", async () => {
  const id = await newOrganization(emulator, USER);

  expect((await call(emulator, `${O}/GetOrganization`, { id })).status).toBe(200);
  expect((await call(emulator, `${R}/ListRunners`, {})).status).toBe(200);
  expect((await call(emulator, `${R}/RegisterRunner`, { name: "r" })).code).toBe("unauthenticated");
});

it("C12: 503 for a while after the start, on demand (faults)", async () => {
  emulator.faults.add("*:error=unavailable,times=2");
  const status = async () => (await call(emulator, "UsersGateway/GetMe", {}, ADMIN)).status;

  expect([await status(), await status(), await status()]).toEqual([503, 503, 200]);
});

it("C13: an update brings sandbox durations into Go's spelling (organizations)", async () => {
  const id = await newOrganization(emulator, USER);
  const message = { id, sandboxDefaultIdleTimeout: "30m" };

  expect((await call(emulator, `${O}/UpdateOrganization`, message, USER)).body.organization).toMatchObject({
    sandboxDefaultIdleTimeout: "30m0s",
  });
});

it("C14: a catalog report overwrites the capabilities (catalog)", async () => {
  const { id, serviceToken } = await newRunner(emulator, ADMIN, { capabilities: ["by-hand"] });
  await call(emulator, `${R}/ReportRunnerCatalog`, { serviceToken, capabilities: ["docker"] });

  expect(runnerOf(await call(emulator, `${R}/GetRunner`, { id }, ADMIN)).capabilities).toEqual(["docker"]);
});
