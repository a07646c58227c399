// The runners service: what each method does, and the platform's quirks. What is refused is in codes-per-situation.test.ts.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, UNKNOWN_ID, USER } from "./support.js";

const R = "RunnersGateway";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterEach(async () => {
  await emulator.close();
});

type Runner = Record<string, unknown> & { meta: { id: string; createdAt: string; updatedAt: string } };
const runnerOf = (reply: { body: Record<string, unknown> }) => reply.body.runner as Runner;

describe("RegisterRunner", () => {
  it("trims the name, draws one id for runner and identity, and hands out the token once", async () => {
    const message = { name: "  gpu 1 ", labels: { tier: "gpu", empty: "" }, capabilities: ["b", "a", "b"] };
    const reply = await call(emulator, `${R}/RegisterRunner`, message, ADMIN);
    const { meta, ...runner } = runnerOf(reply);

    expect(runner).toEqual({
      name: "gpu 1",
      identityId: meta.id,
      status: "RUNNER_STATUS_PENDING",
      labels: { tier: "gpu", empty: "" },
      openzitiServiceName: `runner-${meta.id}`,
      capabilities: ["b", "a", "b"],
    });
    expect(reply.body.serviceToken).toMatch(/^[0-9a-f]{64}$/);
    const read = await call(emulator, `${R}/GetRunner`, { id: meta.id }, ADMIN);
    expect(JSON.stringify(read.body)).not.toContain(reply.body.serviceToken);
  });

  it("takes the same name again", async () => {
    const first = await newRunner(emulator, ADMIN, { name: "twin" });
    const second = await newRunner(emulator, ADMIN, { name: "twin" });

    expect(second.id).not.toBe(first.id);
    expect(second.serviceToken).not.toBe(first.serviceToken);
  });

  it("is for the organization's owner, and not for the cluster admin as such", async () => {
    const organizationId = await newOrganization(emulator, USER);

    expect((await call(emulator, `${R}/RegisterRunner`, { name: "r", organizationId }, USER)).status).toBe(200);
    expect((await call(emulator, `${R}/RegisterRunner`, { name: "r", organizationId }, ADMIN)).status).toBe(403);
  });

  it("stores the canonical form of the organization's id", async () => {
    const organizationId = await newOrganization(emulator, ADMIN);
    const sent = { name: "r", organizationId: `{${organizationId.toUpperCase()}}` };

    expect(runnerOf(await call(emulator, `${R}/RegisterRunner`, sent, ADMIN)).organizationId).toBe(organizationId);
  });
});

describe("an id", () => {
  it.each([
    ["", "id: value is empty"],
    ["   ", "id: value is empty"],
    ["nope", "id: invalid UUID length: 4"],
    ["héé", "id: invalid UUID length: 5"],
    ["zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", "id: invalid UUID format"],
    ["zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "id: invalid UUID format"],
    ["urn:uuix:11111111-2222-4333-8444-555555555555", 'id: invalid urn prefix: "urn:uuix:"'],
  ])("is refused before anything is looked up: %j", async (id, message) => {
    for (const method of ["GetRunner", "UpdateRunner", "DeleteRunner"]) {
      expect(await call(emulator, `${R}/${method}`, { id }, ADMIN)).toMatchObject({
        status: 400,
        code: "invalid_argument",
        message,
      });
    }
  });

  it("is read in upper case, with braces, as urn, without dashes and with blanks", async () => {
    const { id } = await newRunner(emulator, ADMIN);
    for (const form of [id.toUpperCase(), `{${id}}`, `urn:uuid:${id}`, id.replaceAll("-", ""), ` ${id}\n`]) {
      expect(runnerOf(await call(emulator, `${R}/GetRunner`, { id: form }, ADMIN)).meta.id).toBe(id);
    }
  });
});

describe("GetRunner", () => {
  it("is for members when the runner is an organization's, for everybody when it is the cluster's", async () => {
    const organizationId = await newOrganization(emulator, USER);
    const own = await newRunner(emulator, USER, { organizationId });
    const shared = await newRunner(emulator, ADMIN);
    const get = async (id: string, token?: string) => (await call(emulator, `${R}/GetRunner`, { id }, token)).status;

    expect(await get(own.id, USER)).toBe(200);
    expect(await get(own.id, OTHER_USER)).toBe(403);
    expect(await get(own.id, ADMIN)).toBe(403);
    expect(await get(own.id)).toBe(200);
    expect(await get(shared.id, OTHER_USER)).toBe(200);
    expect(await get(UNKNOWN_ID, OTHER_USER)).toBe(404);
  });

  it("lets the runner's own identity read it", async () => {
    const organizationId = await newOrganization(emulator, USER);
    const { id } = await newRunner(emulator, USER, { organizationId });

    expect((await call(emulator, `${R}/GetRunner`, { id }, `agyn_${id}`)).status).toBe(200);
  });
});

describe("UpdateRunner", () => {
  it("is refused to strangers", async () => {
    const { id } = await newRunner(emulator, ADMIN);

    expect(await call(emulator, `${R}/UpdateRunner`, { id, name: "x" }, USER)).toMatchObject({
      status: 403,
      message: "permission denied",
    });
  });

  it.each<[string, object, object]>([
    ["a name, trimmed", { name: " new " }, { name: "new" }],
    ["a name, trimmed as Go does", { name: "\u0085\ufeffnew\u0085" }, { name: "\ufeffnew" }],
    ["labels as a whole", { labels: { b: "2" } }, { labels: { b: "2" } }],
    ["capabilities as a whole", { capabilities: ["y"] }, { capabilities: ["y"] }],
    ["nothing for empty labels and capabilities", { labels: {}, capabilities: [] }, {}],
    ["nothing for no field at all", {}, {}],
    ["nothing of the scope", { organizationId: UNKNOWN_ID }, {}],
  ])("changes %s, and moves updatedAt", async (_name, change, expected) => {
    const before = { name: "old", labels: { a: "1", b: "1" }, capabilities: ["x"] };
    const { id } = await newRunner(emulator, ADMIN, before);
    const created = runnerOf(await call(emulator, `${R}/GetRunner`, { id }, ADMIN));

    const updated = runnerOf(await call(emulator, `${R}/UpdateRunner`, { id, ...change }, ADMIN));

    expect(updated).toMatchObject({ ...before, ...expected });
    expect(updated).not.toHaveProperty("organizationId");
    expect(updated.meta.createdAt).toBe(created.meta.createdAt);
    expect(updated.meta.updatedAt > created.meta.updatedAt).toBe(true);
    expect(runnerOf(await call(emulator, `${R}/GetRunner`, { id }, ADMIN))).toEqual(updated);
  });
});

describe("DeleteRunner", () => {
  it("answers {} once, then not_found, and ends the token", async () => {
    const { id, serviceToken } = await newRunner(emulator, ADMIN);

    expect((await call(emulator, `${R}/DeleteRunner`, { id }, USER)).status).toBe(403);
    expect(await call(emulator, `${R}/DeleteRunner`, { id }, ADMIN)).toMatchObject({ status: 200, body: {} });
    expect(await call(emulator, `${R}/DeleteRunner`, { id }, ADMIN)).toMatchObject({
      status: 404,
      message: "runner not found",
    });
    expect(await call(emulator, `${R}/EnrollRunner`, { serviceToken })).toMatchObject({
      status: 404,
      message: "runner not found",
    });
  });
});

describe("EnrollRunner", () => {
  it("needs the token and nothing else, and works again", async () => {
    const { id, serviceToken } = await newRunner(emulator, ADMIN);

    for (let i = 0; i < 2; i++) {
      const { status, body } = await call(emulator, `${R}/EnrollRunner`, { serviceToken });
      expect(status).toBe(200);
      expect(body).toMatchObject({ serviceName: `runner-${id}` });
      expect(body.identityId).not.toBe(id);
      expect(typeof JSON.parse(Buffer.from(String(body.identityJson), "base64").toString())).toBe("object");
    }
    expect(runnerOf(await call(emulator, `${R}/GetRunner`, { id }, ADMIN)).status).toBe("RUNNER_STATUS_ENROLLED");
  });
});
