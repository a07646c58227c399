// Each method: what it sends, and what it makes of a full and of an empty answer.
import { GatewayClient } from "../../src/gateway/index.js";
import { type FakeServer, fakeServer, json } from "./fake-server.js";
import { failureOf, ID } from "./support.js";

let server: FakeServer | undefined;
let client: GatewayClient | undefined;

afterEach(async () => {
  await client?.close();
  await server?.close();
});

/** Calls against one answer; tells what was sent. */
async function sentBy(answer: object, call: (client: GatewayClient) => Promise<unknown>) {
  server = await fakeServer(json(answer));
  client = new GatewayClient({ url: server.url });
  const result = await call(client);
  const [sent] = server.seen;
  return {
    result,
    rpc: sent?.path.replace("/agynio.api.gateway.v1.", ""),
    message: JSON.parse(sent?.body ?? "") as unknown,
  };
}

const AT = "2026-08-10T10:00:00.123456Z";
const at = new Date("2026-08-10T10:00:00.123Z");
const meta = { id: ID, createdAt: AT };
const membership = {
  id: ID,
  organizationId: "o",
  identityId: "i",
  role: "MEMBERSHIP_ROLE_OWNER",
  status: 2,
  expiresAt: AT,
  somethingNew: { a: 1 },
};
const resources = { requestsCpu: "1", requestsMemory: "1Gi", limitsCpu: "2", limitsMemory: "2Gi" };

describe("a call", () => {
  it.each<[string, object, (c: GatewayClient) => Promise<unknown>, object, unknown]>([
    [
      "OrganizationsGateway/CreateMembership",
      { membership },
      (c) => c.memberships.create({ organizationId: "o", identityId: "i", role: "owner", expiresAt: at }),
      { organizationId: "o", identityId: "i", role: "MEMBERSHIP_ROLE_OWNER", expiresAt: "2026-08-10T10:00:00.123Z" },
      { id: ID, organizationId: "o", identityId: "i", role: "owner", status: "active", expiresAt: at },
    ],
    [
      "OrganizationsGateway/UpdateMembershipRole",
      { membership: { id: ID, role: "MEMBERSHIP_ROLE_MEMBER" } },
      (c) => c.memberships.updateRole(ID, "member"),
      { membershipId: ID, role: "MEMBERSHIP_ROLE_MEMBER" },
      { id: ID, organizationId: "", identityId: "", role: "member", status: "unspecified" },
    ],
    ["OrganizationsGateway/RemoveMembership", {}, (c) => c.memberships.delete(ID), { membershipId: ID }, undefined],
    [
      "OrganizationsGateway/ListMembers",
      { memberships: [membership], nextPageToken: "n" },
      (c) => c.memberships.list("o", { status: "pending", pageSize: 5, pageToken: "p" }),
      { organizationId: "o", status: "MEMBERSHIP_STATUS_PENDING", pageSize: 5, pageToken: "p" },
      { memberships: [{ role: "owner" }], nextPageToken: "n" },
    ],
    [
      "OrganizationsGateway/ListMyMemberships",
      {},
      (c) => c.memberships.listMine(),
      { pageSize: 100 },
      { memberships: [], nextPageToken: "" },
    ],
    [
      "OrganizationsGateway/ListAccessibleOrganizations",
      {
        organizations: [
          { id: "a", slug: "acme-2" },
          { id: "b", slug: "acme" },
        ],
      },
      (c) => c.organizations.findBySlug("acme"),
      {},
      { id: "b", slug: "acme" },
    ],
    [
      "OrganizationsGateway/ListAccessibleOrganizations",
      { organizations: [{ id: "a", slug: "acme-2" }] },
      (c) => c.organizations.findBySlug("acme"),
      {},
      undefined,
    ],
    [
      "RunnersGateway/EnrollRunner",
      { identityJson: "eyJhIjoxfQ==", serviceName: "runner-1", identityId: "z" },
      (c) => c.runners.enroll("t"),
      { serviceToken: "t" },
      { identityJson: Uint8Array.from(Buffer.from('{"a":1}')), serviceName: "runner-1", identityId: "z" },
    ],
    [
      "RunnersGateway/ListFlavors",
      {
        flavors: [
          { runnerId: "r", runnerName: "gpu", name: "large", resources, default: true, organizationId: "o" },
          { runnerId: "r", name: "small", deprecated: true },
        ],
      },
      (c) => c.catalogs.listFlavors({ runnerId: "r", includeDeprecated: true }),
      { runnerId: "r", includeDeprecated: true },
      [
        {
          runnerId: "r",
          runnerName: "gpu",
          name: "large",
          resources,
          default: true,
          deprecated: false,
          organizationId: "o",
        },
        {
          ...{ runnerId: "r", runnerName: "", name: "small", default: false, deprecated: true },
          resources: { requestsCpu: "", requestsMemory: "", limitsCpu: "", limitsMemory: "" },
        },
      ],
    ],
    [
      "RunnersGateway/ListStorageClasses",
      { storageClasses: [{ runnerId: "r", runnerName: "gpu", name: "gp3", default: true }] },
      (c) => c.catalogs.listStorageClasses({ organizationId: "o" }),
      { organizationId: "o" },
      [{ runnerId: "r", runnerName: "gpu", name: "gp3", default: true, deprecated: false }],
    ],
    [
      "RunnersGateway/ReportRunnerCatalog",
      { flavorCount: 1, capabilityCount: "2" },
      (c) =>
        c.catalogs.report({
          runnerId: "r",
          serviceToken: "t",
          flavors: [{ name: "large", resources }],
          capabilities: ["a", "b"],
        }),
      { runnerId: "r", serviceToken: "t", flavors: [{ name: "large", resources }], capabilities: ["a", "b"] },
      { flavors: 1, storageClasses: 0, capabilities: 2 },
    ],
    [
      "RunnersGateway/ListWorkloads",
      { workloads: [{ meta }] },
      (c) =>
        c.workloads.list("o", {
          runnerIds: ["r"],
          statuses: ["starting", "running"],
          ownerKinds: ["agent_instance"],
          ownerIds: [],
        }),
      {
        organizationId: "o",
        pageSize: 100,
        filter: {
          runnerIdIn: ["r"],
          statusIn: ["WORKLOAD_STATUS_STARTING", "WORKLOAD_STATUS_RUNNING"],
          ownerKindIn: ["RUNTIME_OWNER_KIND_AGENT_INSTANCE"],
        },
      },
      { workloads: [{ id: ID, status: "unspecified", containers: [], allocatedRamBytes: 0n }], nextPageToken: "" },
    ],
    [
      "RunnersGateway/GetWorkload",
      {
        workload: {
          meta,
          runnerId: "r",
          status: "WORKLOAD_STATUS_FAILED",
          failureReason: "WORKLOAD_FAILURE_REASON_IMAGE_PULL_FAILED",
          failureMessage: "no such image",
          ownerKind: 2,
          agentState: "WORKLOAD_AGENT_STATE_IDLE",
          allocatedCpuMillicores: 500,
          allocatedRamBytes: "9223372036854775807",
          persistentShells: true,
          removedAt: AT,
          containers: [{ containerId: "c", role: "CONTAINER_ROLE_INIT", status: 2, exitCode: 0, startedAt: AT }],
        },
      },
      (c) => c.workloads.get(ID),
      { id: ID },
      {
        id: ID,
        status: "failed",
        failureReason: "image_pull_failed",
        failureMessage: "no such image",
        ownerKind: "sandbox",
        agentState: "idle",
        allocatedCpuMillicores: 500,
        allocatedRamBytes: 9223372036854775807n,
        persistentShells: true,
        removedAt: at,
        createdAt: at,
        containers: [
          { containerId: "c", role: "init", status: "terminated", exitCode: 0, restartCount: 0, startedAt: at },
        ],
      },
    ],
    [
      "UsersGateway/GetMe",
      { user: { meta, username: "ann" }, clusterRole: "CLUSTER_ROLE_ADMIN" },
      (c) => c.users.me(),
      {},
      { user: { id: ID, username: "ann", photoUrl: "" }, clusterRole: "admin" },
    ],
    [
      "UsersGateway/GetUser",
      { user: { meta, photoUrl: "p" } },
      (c) => c.users.get(ID),
      { identityId: ID },
      { user: { id: ID, photoUrl: "p" }, clusterRole: "unspecified" },
    ],
    [
      "UsersGateway/BatchGetUsers",
      { users: [{ meta }] },
      (c) => c.users.getMany([ID, "x"]),
      { identityIds: [ID, "x"] },
      [{ id: ID }],
    ],
    [
      "UsersGateway/SearchUsers",
      { users: [{ identityId: ID, username: "ann" }] },
      (c) => c.users.search("an", { limit: 3 }),
      { prefix: "an", limit: 3 },
      [{ identityId: ID, username: "ann", name: "", photoUrl: "" }],
    ],
    [
      "UsersGateway/ListUsers",
      { users: [{ meta }] },
      (c) => c.users.list(),
      { pageSize: 100 },
      { users: [{ id: ID }], nextPageToken: "" },
    ],
  ])("%s", async (rpc, answer, call, message, expected) => {
    const sent = await sentBy(answer, call);

    expect(sent.rpc).toBe(rpc);
    expect(sent.message).toEqual(message);
    expect({ result: sent.result }).toMatchObject({ result: expected });
  });
});

describe("a listing of all", () => {
  it.each<[string, string, (c: GatewayClient) => AsyncIterable<{ id: string }>, (id: string) => object]>([
    ["organizations", "organizations", (c) => c.organizations.listAll(), (id) => ({ id })],
    ["members", "memberships", (c) => c.memberships.listAll("o", { status: "active" }), (id) => ({ id })],
    ["workloads", "workloads", (c) => c.workloads.listAll("o", { runnerIds: ["r"] }), (id) => ({ meta: { id } })],
    ["users", "users", (c) => c.users.listAll(), (id) => ({ meta: { id } })],
  ])("goes from page to page with the same filter: %s", async (_name, field, all, row) => {
    server = await fakeServer(
      json({ [field]: [row("a")], nextPageToken: "t1" }),
      json({ nextPageToken: "t2" }),
      json({ [field]: [row("b"), row("c")] }),
    );
    client = new GatewayClient({ url: server.url });
    const ids: string[] = [];
    for await (const { id } of all(client)) ids.push(id);

    expect(ids).toEqual(["a", "b", "c"]);
    const messages = server.seen.map(({ body }) => JSON.parse(body) as { pageToken?: string });
    expect(messages.map(({ pageToken }) => pageToken)).toEqual([undefined, "t1", "t2"]);
    expect(new Set(messages.map(({ pageToken: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);
  });

  it("fails when its page tokens go in a circle", async () => {
    server = await fakeServer(
      json({ nextPageToken: "t1" }),
      json({ nextPageToken: "t2" }),
      json({ nextPageToken: "t1" }),
      json({}),
    );
    client = new GatewayClient({ url: server.url });
    const all = client.users.listAll();

    expect(await failureOf(all.next())).toMatchObject({ code: "not_agyn", reason: "page token twice" });
  });
});

describe("an answer of another shape", () => {
  it.each<[string, object, (c: GatewayClient) => Promise<unknown>, string]>([
    ["no id", { membership: {} }, (c) => c.memberships.updateRole(ID, "owner"), '"id" is not a text'],
    [
      "a number as text that is none",
      { workload: { meta, allocatedRamBytes: "1e3" } },
      (c) => c.workloads.get(ID),
      '"allocatedRamBytes" is not a whole number',
    ],
    [
      "a number beyond 64 bits",
      { workload: { meta, allocatedRamBytes: "9223372036854775808" } },
      (c) => c.workloads.get(ID),
      "64 bits",
    ],
    [
      "a number beyond 32 bits",
      { workload: { meta, allocatedCpuMillicores: 2147483648 } },
      (c) => c.workloads.get(ID),
      "32 bits",
    ],
    [
      "a broken number",
      { workload: { meta, allocatedCpuMillicores: 1.5 } },
      (c) => c.workloads.get(ID),
      "whole number",
    ],
    [
      "a text for a truth value",
      { storageClasses: [{ name: "a", default: "yes" }] },
      (c) => c.catalogs.listStorageClasses(),
      "true or false",
    ],
    ["a list that is none", { users: {} }, (c) => c.users.list(), '"users" is not a list'],
    [
      "a time that is none",
      { membership: { id: ID, expiresAt: "soon" } },
      (c) => c.memberships.updateRole(ID, "owner"),
      "time stamp",
    ],
  ])("is told: %s", async (_name, answer, call, text) => {
    const error = await failureOf(sentBy(answer, call));

    expect(error).toMatchObject({ code: "not_agyn", reason: "answer of another shape", status: 200, tries: 1 });
    expect(error.detail).toContain(text);
  });
});
