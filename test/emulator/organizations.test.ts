// The organizations service: order of checks, texts, slugs and sandbox durations.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, UNKNOWN_ID, USER } from "./support.js";

const O = "OrganizationsGateway";
const NO_IDENTITY = "identity not available: x-identity-id not found in metadata";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterEach(async () => {
  await emulator.close();
});

type Organization = Record<string, string>;
const organizationOf = (reply: { body: Record<string, unknown> }) => reply.body.organization as Organization;
const createOne = async (message: object) =>
  organizationOf(await call(emulator, `${O}/CreateOrganization`, message, USER));

describe("CreateOrganization", () => {
  it.each<[string, object, string | undefined, number, string, string]>([
    ["no identity", { name: "a", slug: "-" }, undefined, 401, "unauthenticated", NO_IDENTITY],
    [
      "a slug of other characters",
      { slug: "No" },
      USER,
      400,
      "invalid_argument",
      "slug: must match ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
    ],
    [
      "a slug with a dash at its end",
      { slug: "a-" },
      USER,
      400,
      "invalid_argument",
      "slug: must match ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
    ],
    ["a slug of 64", { slug: "a".repeat(64) }, USER, 400, "invalid_argument", "slug: must be at most 63 characters"],
  ])("refuses %s", async (_name, message, token, status, code, text) => {
    expect(await call(emulator, `${O}/CreateOrganization`, message, token)).toMatchObject({
      status,
      code,
      message: text,
    });
  });

  it("stores names as they are sent, and sandbox defaults as they are written", async () => {
    const organization = await createOne({ name: "  Acme  Inc. ", slug: "acme" });

    expect(organization).toMatchObject({
      name: "  Acme  Inc. ",
      slug: "acme",
      sandboxDefaultIdleTimeout: "30m",
      sandboxDefaultTtl: "72h",
      sandboxMaxIdleTimeout: "24h",
    });
    expect(organization.createdAt).toBe(organization.updatedAt);
    expect(await createOne({})).not.toHaveProperty("name");
  });

  it("drops the blanks around a slug, and derives one for a slug of blanks", async () => {
    expect((await createOne({ name: "A", slug: " acme\n" })).slug).toBe("acme");
    expect((await createOne({ name: "B", slug: "  " })).slug).toBe("b");
  });

  it.each([
    ["Acme Inc.", "acme-inc"],
    ["--Ünïcode--", "n-code"],
    ["", "org"],
    ["東京", "org"],
    ["x".repeat(70), "x".repeat(63)],
  ])("derives from the name %j the slug %j", async (name, slug) => {
    expect((await createOne({ name })).slug).toBe(slug);
  });

  it("refuses a slug that was given and is taken, and numbers one that was derived up to 99", async () => {
    const slugs: (string | undefined)[] = [];
    for (let i = 0; i < 99; i++) {
      slugs.push((await createOne({ name: "Acme" })).slug);
    }
    const taken = { status: 409, code: "already_exists", message: "organization slug already exists" };

    expect(slugs).toEqual(["acme", ...Array.from({ length: 98 }, (_, i) => `acme-${i + 2}`)]);
    expect(await call(emulator, `${O}/CreateOrganization`, { name: "Acme" }, USER)).toMatchObject({
      ...taken,
      message: "slug: could not derive an unused slug from the name",
    });
    expect(await call(emulator, `${O}/CreateOrganization`, { slug: "acme" }, USER)).toMatchObject(taken);
  });
});

describe("GetOrganization", () => {
  it.each([
    ["", 400, "invalid_argument", "id: value is empty"],
    ["nope", 400, "invalid_argument", "id: invalid UUID length: 4"],
    [UNKNOWN_ID, 404, "not_found", "organization not found"],
  ])("refuses %j", async (id, status, code, message) => {
    expect(await call(emulator, `${O}/GetOrganization`, { id })).toMatchObject({ status, code, message });
  });

  it.each([
    ["a stranger", OTHER_USER],
    ["nobody", undefined],
  ])("answers %s too", async (_name, token) => {
    const id = await newOrganization(emulator, USER);

    expect(organizationOf(await call(emulator, `${O}/GetOrganization`, { id }, token)).id).toBe(id);
  });
});

describe("UpdateOrganization", () => {
  const update = async (message: object, token: string | undefined = USER) =>
    await call(emulator, `${O}/UpdateOrganization`, { id: await newOrganization(emulator, USER), ...message }, token);

  it.each<[string, object, string | undefined, number, string]>([
    ["a bad id", { id: "x" }, USER, 400, "id: invalid UUID length: 1"],
    [
      "an unknown organization as a missing permission",
      { id: UNKNOWN_ID },
      USER,
      403,
      "missing permission to update organization",
    ],
    ["a stranger, before the fields", {}, OTHER_USER, 403, "missing permission to update organization"],
    ["the cluster admin who is no owner", { name: "x" }, ADMIN, 403, "missing permission to update organization"],
    ["no field", {}, USER, 400, "at least one field must be provided"],
    ["an empty slug", { slug: " " }, USER, 400, "slug: value is empty"],
    ["an id with blanks around it", { id: `  ${UNKNOWN_ID}  ` }, USER, 400, "id: invalid UUID length: 40"],
    [
      "an idle time-out below its bound",
      { sandboxDefaultIdleTimeout: "59s" },
      USER,
      400,
      "sandbox_default_idle_timeout: must be between 1m0s and 24h0m0s",
    ],
    [
      "an idle time-out above its bound",
      { sandboxMaxIdleTimeout: "24h0m1s" },
      USER,
      400,
      "sandbox_max_idle_timeout: must be between 1m0s and 24h0m0s",
    ],
    [
      "a default above the maximum",
      { sandboxDefaultIdleTimeout: "45m", sandboxMaxIdleTimeout: "10m" },
      USER,
      400,
      "sandbox_default_idle_timeout 45m0s exceeds sandbox_max_idle_timeout 10m0s",
    ],
    [
      "a maximum below the stored default",
      { sandboxMaxIdleTimeout: "10m" },
      USER,
      400,
      "sandbox_default_idle_timeout 30m0s exceeds sandbox_max_idle_timeout 10m0s",
    ],
    [
      "a time to live of nothing",
      { sandboxDefaultTtl: "0" },
      USER,
      400,
      "sandbox_default_ttl: must be greater than 0s and at most 336h0m0s",
    ],
    [
      "a time to live above its bound",
      { sandboxDefaultTtl: "337h" },
      USER,
      400,
      "sandbox_default_ttl: must be greater than 0s and at most 336h0m0s",
    ],
    [
      "a duration that is none",
      { sandboxDefaultTtl: "soon" },
      USER,
      400,
      'sandbox_default_ttl: time: invalid duration "soon"',
    ],
  ])("refuses %s", async (_name, message, token, status, text) => {
    expect(await update(message, token)).toMatchObject({ status, message: text });
  });

  it("refuses a call without identity", async () => {
    expect(await call(emulator, `${O}/UpdateOrganization`, { id: "x" })).toMatchObject({
      status: 401,
      message: NO_IDENTITY,
    });
  });

  it.each([
    [{ name: "" }, { name: undefined }],
    [{ slug: "other" }, { slug: "other", name: "Acme" }],
    [{ slug: "acme" }, { slug: "acme" }],
    [{ sandboxDefaultIdleTimeout: "45m" }, { sandboxDefaultIdleTimeout: "45m0s", sandboxDefaultTtl: "72h" }],
    [{ sandboxDefaultTtl: "1.5h" }, { sandboxDefaultTtl: "1h30m0s" }],
    [{ sandboxMaxIdleTimeout: "86400s" }, { sandboxMaxIdleTimeout: "24h0m0s" }],
  ])("with %j answers %j", async (message, expected) => {
    const reply = await update(message);

    expect(reply.status).toBe(200);
    expect(organizationOf(reply)).toMatchObject(JSON.parse(JSON.stringify(expected)) as object);
    expect("name" in organizationOf(reply)).toBe(!("name" in message));
  });

  it("refuses a slug another organization has", async () => {
    await createOne({ slug: "taken" });

    expect(await update({ slug: "taken" })).toMatchObject({ status: 409, message: "organization slug already exists" });
  });
});

describe("DeleteOrganization", () => {
  it("asks for no rights, frees the slug, and is not_found the second time", async () => {
    const id = await newOrganization(emulator, USER);

    expect(await call(emulator, `${O}/DeleteOrganization`, { id })).toMatchObject({ status: 200, body: {} });
    expect(await call(emulator, `${O}/DeleteOrganization`, { id }, USER)).toMatchObject({
      status: 404,
      message: "organization not found",
    });
    expect((await createOne({ name: "Acme" })).slug).toBe("acme");
  });

  it("leaves the runners to their former owner", async () => {
    const organizationId = await newOrganization(emulator, USER);
    const { id } = await newRunner(emulator, USER, { organizationId });
    await call(emulator, `${O}/DeleteOrganization`, { id: organizationId }, USER);

    expect((await call(emulator, "RunnersGateway/GetRunner", { id }, OTHER_USER)).status).toBe(403);
    expect((await call(emulator, "RunnersGateway/GetRunner", { id }, USER)).status).toBe(200);
    expect((await call(emulator, "RunnersGateway/DeleteRunner", { id }, USER)).status).toBe(200);
  });
});
