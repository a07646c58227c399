// Which calls are tried again, how often, and how long apart.
import { GatewayClient, type GatewayOptions } from "../../src/gateway/index.js";
import { METHODS } from "../../src/gateway/methods.js";
import { type Answer, answer, type FakeServer, fakeServer, json } from "./fake-server.js";
import { failureOf, ID, jumpingClock } from "./support.js";

const organization = { id: ID };
const membership = { id: ID };
const good = json({
  ...{ runner: { meta: { id: ID } }, serviceToken: "t", organization, membership },
  ...{ workload: { meta: { id: ID } }, user: { meta: { id: ID } } },
});
const rollingOut = answer(503, "text/html", "<h1>503 Service Temporarily Unavailable</h1>");
const unavailable = json({ code: "unavailable" }, 503);

let server: FakeServer | undefined;
let client: GatewayClient | undefined;

afterEach(async () => {
  await client?.close();
  await server?.close();
});

async function gateway(answers: [Answer, ...Answer[]], options: Partial<GatewayOptions> = {}, random = 0) {
  server = await fakeServer(...answers);
  const { clock, slept } = jumpingClock(random);
  client = new GatewayClient({ url: server.url, clock, ...options });
  return { client, seen: server.seen, slept };
}

/** One call of every method, by the method's name. */
const CALLS: Readonly<Record<keyof typeof METHODS, (client: GatewayClient) => Promise<unknown>>> = {
  "OrganizationsGateway/CreateOrganization": (c) => c.organizations.create({ name: "o" }),
  "OrganizationsGateway/GetOrganization": (c) => c.organizations.get(ID),
  "OrganizationsGateway/UpdateOrganization": (c) => c.organizations.update(ID, { name: "o" }),
  "OrganizationsGateway/DeleteOrganization": (c) => c.organizations.delete(ID),
  "OrganizationsGateway/ListOrganizations": (c) => c.organizations.list(),
  "OrganizationsGateway/ListAccessibleOrganizations": (c) => c.organizations.listAccessible(),
  "OrganizationsGateway/CreateMembership": (c) =>
    c.memberships.create({ organizationId: ID, identityId: ID, role: "owner" }),
  "OrganizationsGateway/UpdateMembershipRole": (c) => c.memberships.updateRole(ID, "member"),
  "OrganizationsGateway/RemoveMembership": (c) => c.memberships.delete(ID),
  "OrganizationsGateway/ListMembers": (c) => c.memberships.list(ID),
  "OrganizationsGateway/ListMyMemberships": (c) => c.memberships.listMine(),
  "RunnersGateway/RegisterRunner": (c) => c.runners.register({ name: "r" }),
  "RunnersGateway/GetRunner": (c) => c.runners.get(ID),
  "RunnersGateway/ListRunners": (c) => c.runners.list(),
  "RunnersGateway/UpdateRunner": (c) => c.runners.update(ID, { name: "r" }),
  "RunnersGateway/DeleteRunner": (c) => c.runners.delete(ID),
  "RunnersGateway/EnrollRunner": (c) => c.runners.enroll("t"),
  "RunnersGateway/ReportRunnerCatalog": (c) => c.catalogs.report({ runnerId: ID, serviceToken: "t" }),
  "RunnersGateway/ListFlavors": (c) => c.catalogs.listFlavors(),
  "RunnersGateway/ListStorageClasses": (c) => c.catalogs.listStorageClasses(),
  "RunnersGateway/ListWorkloads": (c) => c.workloads.list(ID),
  "RunnersGateway/GetWorkload": (c) => c.workloads.get(ID),
  "UsersGateway/GetMe": (c) => c.users.me(),
  "UsersGateway/GetUser": (c) => c.users.get(ID),
  "UsersGateway/BatchGetUsers": (c) => c.users.getMany([ID]),
  "UsersGateway/SearchUsers": (c) => c.users.search("a"),
  "UsersGateway/ListUsers": (c) => c.users.list(),
};
const byRepeatable = (wanted: string) =>
  Object.entries(CALLS).filter(([rpc]) => METHODS[rpc as keyof typeof METHODS] === wanted);

describe("a call that may be repeated", () => {
  it.each(byRepeatable("any"))("is tried again after 503: %s", async (rpc, call) => {
    const { client, seen } = await gateway([rollingOut, unavailable, good]);

    await call(client);

    expect(seen.map(({ path }) => path)).toEqual(Array(3).fill(`/agynio.api.gateway.v1.${rpc}`));
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
  });

  it.each<[string, Answer]>([
    ["503 of an ingress", rollingOut],
    ["unavailable of the platform", unavailable],
    ["a slow part of the platform", json({ code: "deadline_exceeded" }, 504)],
    ["another change in between", json({ code: "aborted" }, 409)],
    ["429 of the platform", json({ code: "resource_exhausted" }, 429)],
    ["429 of a proxy", answer(429, "text/plain", "slow down")],
    ["a reset", (response) => response.socket?.resetAndDestroy()],
  ])("is tried again after %s", async (_name, failing) => {
    const { client, seen } = await gateway([failing, good]);

    await expect(client.runners.update(ID, { name: "r" })).resolves.toMatchObject({ id: ID });
    expect(seen).toHaveLength(2);
  });

  it.each([
    ["not_found", 404],
    ["internal", 500],
    ["permission_denied", 403],
    ["already_exists", 409],
  ])("is not tried again after %s", async (code, status) => {
    const { client, seen } = await gateway([json({ code }, status), good]);

    await expect(client.runners.get(ID)).rejects.toMatchObject({ code, tries: 1 });
    expect(seen).toHaveLength(1);
  });

  it("is given up after five more tries, and says so", async () => {
    const { client, seen } = await gateway([unavailable]);

    const error = await failureOf(client.runners.get(ID));

    expect(error).toMatchObject({ code: "unavailable", status: 503, tries: 6, transient: true });
    expect(error.message).toContain("(tried 6 times)");
    expect(seen).toHaveLength(6);
  });

  it("is sent once with maxRetries 0", async () => {
    const { client, seen } = await gateway([unavailable, good], { maxRetries: 0 });

    await expect(client.runners.get(ID)).rejects.toMatchObject({ code: "unavailable", tries: 1 });
    expect(seen).toHaveLength(1);
  });

  it("may have been carried out when any of its tries may have been", async () => {
    const { client } = await gateway([unavailable, json({ code: "permission_denied" }, 403)]);

    await expect(client.runners.update(ID, { name: "r" })).rejects.toMatchObject({
      code: "permission_denied",
      sent: "maybe",
      tries: 2,
    });
  });
});

describe("a deletion", () => {
  const gone = json({ code: "not_found", message: "runner not found" }, 404);

  it("has succeeded when its repetition finds nothing", async () => {
    const { client, seen } = await gateway([(response) => response.socket?.destroy(), gone]);

    await expect(client.runners.delete(ID)).resolves.toBeUndefined();
    expect(seen).toHaveLength(2);
  });

  it("fails when there was nothing in the first place", async () => {
    const { client } = await gateway([answer(429, undefined, ""), gone]);

    await expect(client.runners.delete(ID)).rejects.toMatchObject({ code: "not_found", sent: "no", tries: 2 });
  });
});

describe("a creation", () => {
  it.each(byRepeatable("once"))("is sent once when it may have been carried out: %s", async (_rpc, call) => {
    const { client, seen } = await gateway([rollingOut, good]);

    await expect(call(client)).rejects.toMatchObject({ code: "unavailable", sent: "maybe", tries: 1 });
    expect(seen).toHaveLength(1);
  });

  it.each(byRepeatable("once"))("is tried again when a proxy let none through: %s", async (_rpc, call) => {
    const { client, seen } = await gateway([answer(429, "text/plain", "slow down"), good]);

    await call(client);

    expect(seen).toHaveLength(2);
  });

  it("is not tried again when the platform itself asks to slow down, which may come from half-way", async () => {
    const { client, seen } = await gateway([json({ code: "resource_exhausted" }, 429), good]);

    await expect(client.runners.register({ name: "r" })).rejects.toMatchObject({ sent: "maybe", tries: 1 });
    expect(seen).toHaveLength(1);
  });

  it("is tried again while nobody listens", async () => {
    const { clock, slept } = jumpingClock();
    server = await fakeServer(good);
    const { url } = server;
    await server.close();
    client = new GatewayClient({ url, clock, maxRetries: 2 });

    await expect(client.runners.register({ name: "r" })).rejects.toMatchObject({
      code: "connection_refused",
      sent: "no",
      tries: 3,
    });
    expect(slept).toHaveLength(2);
  });
});

describe("the waiting", () => {
  const after = (header: string) => json({ code: "unavailable" }, 503, { "retry-after": header });

  it.each<[string, Answer, Partial<GatewayOptions>, number, number[]]>([
    ["doubles", unavailable, {}, 1, [250, 500, 1_000, 2_000, 4_000]],
    ["is spread by chance, down to the half", unavailable, {}, 0, [125, 250, 500, 1_000, 2_000]],
    [
      "doubles up to half a minute",
      unavailable,
      { maxRetries: 9, requestTimeoutMs: 1e6 },
      1,
      [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
    ],
    ["follows Retry-After in seconds", after("7"), { maxRetries: 2 }, 1, [7_000, 7_000]],
    ["follows Retry-After as a date", after("Sat, 21 Nov 2026 00:00:09 GMT"), { maxRetries: 1 }, 1, [9_000]],
    [
      "is as long as without Retry-After where that has passed",
      after("Sat, 21 Nov 2020 00:00:00 GMT"),
      { maxRetries: 1 },
      1,
      [250],
    ],
    ["is as long as without Retry-After where that is no time", after("soon"), { maxRetries: 1 }, 1, [250]],
    ["is as long as without Retry-After where that is shorter", after("0"), { maxRetries: 1 }, 1, [250]],
    ["follows Retry-After up to 30 s", after("30"), { maxRetries: 1, requestTimeoutMs: 1e6 }, 1, [30_000]],
    ["does not happen when the server asks for more", after("31"), { requestTimeoutMs: 1e6 }, 1, []],
    ["does not happen when the next try would be past the deadline", after("7"), { requestTimeoutMs: 7_000 }, 1, []],
    ["ends where the deadline would come first", unavailable, { requestTimeoutMs: 2_000 }, 1, [250, 500, 1_000]],
  ])("%s", async (_name, failing, options, random, expected) => {
    const { client, slept } = await gateway([failing], options, random);

    await expect(client.runners.get(ID)).rejects.toMatchObject({ code: "unavailable", tries: expected.length + 1 });
    expect(slept).toEqual(expected);
  });

  it("ends at once when the signal aborts", async () => {
    const stop = new AbortController();
    const { clock } = jumpingClock();
    const sleep = (_ms: number, signal: AbortSignal | undefined) =>
      new Promise((_done, fail) => {
        signal?.addEventListener("abort", () => fail(new Error("aborted")));
        stop.abort();
      });
    const { client, seen } = await gateway([unavailable], { clock: { ...clock, sleep } });

    await expect(client.runners.get(ID, { signal: stop.signal })).rejects.toMatchObject({
      code: "aborted_locally",
      reason: "aborted while waiting",
      detail: "aborted while waiting after unavailable: unavailable",
    });
    expect(seen).toHaveLength(1);
  });

  it("is real with the clock of the machine, and ends at once when the signal aborts", async () => {
    const stop = new AbortController();
    server = await fakeServer((response, request) => {
      after("20")(response, request);
      response.on("close", () => setImmediate(() => stop.abort()));
    });
    client = new GatewayClient({ url: server.url });

    await expect(client.runners.get(ID, { signal: stop.signal })).rejects.toMatchObject({ code: "aborted_locally" });
    expect(server.seen).toHaveLength(1);
  });
});
