// Users, the directory and API tokens.
import { CLUSTER_ADMIN_IDENTITY_ID, type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, OTHER_USER, USER } from "./support.js";

const U = "UsersGateway";
const USER_ID = USER.slice(5);

let now = new Date("2026-08-10T12:00:00Z");
let emulator: Emulator;
beforeEach(async () => {
  now = new Date("2026-08-10T12:00:00Z");
  emulator = await startEmulator({ token: ADMIN, clock: () => now });
  await call(emulator, `${U}/GetMe`, {}, USER);
});
afterEach(async () => {
  await emulator.close();
});

type User = Record<string, string> & { meta: { id: string } };
const userOf = (reply: { body: Record<string, unknown> }) => reply.body.user as User;

it("makes a user of who calls for the first time", async () => {
  const users = (await call(emulator, `${U}/ListUsers`, {}, ADMIN)).body.users as User[];

  expect(users.map(({ username }) => username)).toEqual(["user-99999999", "cluster-admin"]);
  expect(users[0]).toMatchObject({ meta: { id: USER_ID }, name: "User 99999999", oidcSubject: `emulator|${USER_ID}` });
});

it("creates, reads, changes and deletes users for a cluster admin", async () => {
  const { meta } = userOf(await call(emulator, `${U}/CreateUser`, { oidcSubject: "s", name: "Ada  Lovelace!" }, ADMIN));
  const identityId = meta.id;
  const get = async () => await call(emulator, `${U}/GetUser`, { identityId }, ADMIN);

  expect((await get()).body).toMatchObject({ user: { username: "ada-lovelace" } });
  const change = { identityId, email: "ada@example.org", clusterRole: "CLUSTER_ROLE_ADMIN" };
  expect(userOf(await call(emulator, `${U}/UpdateUser`, change, ADMIN)).email).toBe("ada@example.org");
  expect((await get()).body).toMatchObject({ user: { name: "Ada  Lovelace!" }, clusterRole: "CLUSTER_ROLE_ADMIN" });
  expect(await call(emulator, `${U}/DeleteUser`, { identityId }, ADMIN)).toMatchObject({ status: 200, body: {} });
  expect((await get()).status).toBe(404);
});

it("derives user names from names, else from subjects, and numbers what is taken", async () => {
  const names: (string | undefined)[] = [];
  for (const [subject, name] of [
    ["a", "Ada"],
    ["b", "ada"],
    ["c", "東京"],
    ["d", "x".repeat(40)],
    ["e", "x".repeat(40)],
  ]) {
    const user = userOf(await call(emulator, `${U}/CreateUser`, { oidcSubject: subject, name }, ADMIN));
    names.push(user.username);
  }

  expect(names).toEqual([
    "ada",
    "ada-2",
    expect.stringMatching(/^user-[0-9a-f]{8}$/),
    "x".repeat(32),
    `${"x".repeat(30)}-2`,
  ]);
});

it("gives and takes the rights of a cluster admin with the role", async () => {
  const register = async () => (await call(emulator, "RunnersGateway/RegisterRunner", { name: "r" }, USER)).status;
  const role = async (clusterRole: string) =>
    await call(emulator, `${U}/UpdateUser`, { identityId: USER_ID, clusterRole }, ADMIN);

  expect(await register()).toBe(403);
  await role("CLUSTER_ROLE_ADMIN");
  expect(await register()).toBe(200);
  await role("CLUSTER_ROLE_UNSPECIFIED");
  expect(await register()).toBe(403);
});

it("lets users change their own name", async () => {
  const { body } = await call(emulator, `${U}/UpdateMe`, { username: "me", name: "" }, USER);

  expect(body).toMatchObject({ user: { username: "me" } });
  expect(body.user).not.toHaveProperty("name");
  expect(await call(emulator, `${U}/UpdateMe`, { username: "me" }, OTHER_USER)).toMatchObject({
    status: 409,
    message: "username already exists",
  });
});

it("finds users by prefix, the exact name first, at most ten unless asked", async () => {
  for (let i = 0; i < 12; i++) {
    await call(emulator, `${U}/CreateUser`, { oidcSubject: `s${i}`, username: `ad-${i}` }, ADMIN);
  }
  await call(emulator, `${U}/CreateUser`, { oidcSubject: "ad", username: "ad" }, ADMIN);
  const search = async (message: object) =>
    ((await call(emulator, `${U}/SearchUsers`, message, USER)).body.users ?? []) as { username: string }[];

  expect((await search({ prefix: "ad" }))[0]?.username).toBe("ad");
  expect(await search({ prefix: "ad" })).toHaveLength(10);
  expect(await search({ prefix: "ad", limit: 20 })).toHaveLength(13);
  expect(await search({ prefix: "zz" })).toEqual([]);
});

it("reads users in batches, without those it does not know", async () => {
  const identityIds = [CLUSTER_ADMIN_IDENTITY_ID, USER_ID, "00000000-0000-4000-8000-000000000000"];
  await call(emulator, `${U}/GetMe`, {}, ADMIN);

  expect((await call(emulator, `${U}/BatchGetUsers`, { identityIds })).body.users).toHaveLength(2);
});

describe("an API token", () => {
  const create = async (message: object = {}) => {
    const { body } = await call(emulator, `${U}/CreateAPIToken`, { name: "ci", ...message }, USER);
    return body as unknown as { token: { id: string; tokenPrefix: string }; plaintextToken: string };
  };
  const whoIs = async (token: string) => await call(emulator, `${U}/GetMe`, {}, token);

  it("is the word agyn_ and 44 characters, and stands for who made it", async () => {
    const { token, plaintextToken } = await create();

    expect(plaintextToken).toMatch(/^agyn_[0-9A-Za-z]{44}$/);
    expect(token.tokenPrefix).toBe(plaintextToken.slice(0, 8));
    expect(userOf(await whoIs(plaintextToken)).meta.id).toBe(USER_ID);
  });

  it("is listed without its text, newest first, with when it was used", async () => {
    const first = await create();
    const second = await create({ name: "second" });
    await whoIs(first.plaintextToken);
    const { body } = await call(emulator, `${U}/ListAPITokens`, {}, USER);

    expect(body.tokens).toMatchObject([
      { id: second.token.id },
      { id: first.token.id, lastUsedAt: expect.any(String) as string },
    ]);
    expect((body.tokens as object[])[0]).not.toHaveProperty("lastUsedAt");
    expect(JSON.stringify(body)).not.toContain(first.plaintextToken);
    expect((await call(emulator, `${U}/ListAPITokens`, {}, OTHER_USER)).body).toEqual({});
  });

  it("ends when it is revoked by its user, and by nobody else", async () => {
    const { token, plaintextToken } = await create();
    const revoke = async (by: string) =>
      (await call(emulator, `${U}/RevokeAPIToken`, { tokenId: token.id }, by)).status;

    expect(await revoke(OTHER_USER)).toBe(404);
    expect(await revoke(USER)).toBe(200);
    expect(await whoIs(plaintextToken)).toMatchObject({ status: 401, message: "invalid api token" });
  });

  it("ends at its time", async () => {
    const { plaintextToken } = await create({ expiresAt: "2026-08-10T13:00:00Z" });

    expect((await whoIs(plaintextToken)).status).toBe(200);
    now = new Date("2026-08-10T13:00:00Z");
    expect(await whoIs(plaintextToken)).toMatchObject({ status: 401, message: "invalid api token" });
  });
});

describe("/me", () => {
  const me = async (token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${emulator.url}/me`, { headers });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: await response.json(),
    };
  };

  it.each([
    [ADMIN, CLUSTER_ADMIN_IDENTITY_ID, "platform"],
    [USER, USER_ID, "user"],
  ])("says whom the token %s stands for", async (token, id, type) => {
    expect(await me(token)).toEqual({
      status: 200,
      type: "application/json",
      body: { identity_id: id, identity_type: type, tenant_id: "", auth_method: "" },
    });
  });

  it.each([
    ["nobody", undefined, "identity not available"],
    ["a bad token", "agyn_x", "invalid api token"],
  ])("answers %s with a problem", async (_name, token, detail) => {
    expect(await me(token)).toEqual({
      status: 401,
      type: "application/problem+json",
      body: { type: "about:blank", title: "Unauthorized", status: 401, detail },
    });
  });
});
