// Workloads: made by the test, shown by the service, reported on by the runner, and the stream of their logs.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, UNKNOWN_ID, USER } from "./support.js";

const R = "RunnersGateway";

let emulator: Emulator;
let organizationId: string;
let runner: { id: string; serviceToken: string };
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
  organizationId = await newOrganization(emulator, USER);
  runner = await newRunner(emulator, USER, { name: "gpu", organizationId });
});
afterEach(async () => {
  await emulator.close();
});

type Workload = Record<string, unknown> & { meta: { id: string; updatedAt: string } };
const get = async (id: string, token: string | undefined = USER) =>
  (await call(emulator, `${R}/GetWorkload`, { id }, token)).body.workload as Workload;
const list = async (message: object = {}) => {
  const { body } = await call(emulator, `${R}/ListWorkloads`, { organizationId, ...message }, USER);
  const workloads = (body.workloads ?? []) as Workload[];
  return { ids: workloads.map(({ meta }) => meta.id), next: body.nextPageToken as string | undefined };
};

it("shows a workload as it was made", async () => {
  const { id, ownerId, agentId, threadId } = emulator.workloads.create({
    runnerId: runner.id,
    agentName: "coder",
    flavor: "small",
    allocatedCpuMillicores: 500,
    allocatedRamBytes: 2 ** 31,
    containers: [{ name: "main", image: "agent:1", status: "waiting", reason: "ImagePullBackOff", restartCount: 2 }],
  });

  expect(await get(id)).toMatchObject({
    runnerId: runner.id,
    runnerName: "gpu",
    organizationId,
    threadId,
    status: "WORKLOAD_STATUS_STARTING",
    agentState: "WORKLOAD_AGENT_STATE_PROCESSING",
    ownerKind: "RUNTIME_OWNER_KIND_AGENT_INSTANCE",
    ownerId,
    agentInstanceId: ownerId,
    agentId,
    agentClassId: agentId,
    agentName: "coder",
    flavor: "small",
    allocatedCpuMillicores: 500,
    allocatedRamBytes: "2147483648",
    containers: [
      {
        name: "main",
        role: "CONTAINER_ROLE_MAIN",
        image: "agent:1",
        status: "CONTAINER_STATUS_WAITING",
        reason: "ImagePullBackOff",
        restartCount: 2,
      },
    ],
  });
});

it.each([
  ["start_failed", "WORKLOAD_FAILURE_REASON_START_FAILED"],
  ["image_pull_failed", "WORKLOAD_FAILURE_REASON_IMAGE_PULL_FAILED"],
  ["config_invalid", "WORKLOAD_FAILURE_REASON_CONFIG_INVALID"],
  ["crashloop", "WORKLOAD_FAILURE_REASON_CRASHLOOP"],
  ["runtime_lost", "WORKLOAD_FAILURE_REASON_RUNTIME_LOST"],
] as const)("shows the failure reason %s", async (failureReason, shown) => {
  const { id } = emulator.workloads.create({ runnerId: runner.id });
  emulator.workloads.update(id, { status: "failed", failureReason, failureMessage: "why" });

  expect(await get(id)).toMatchObject({
    status: "WORKLOAD_STATUS_FAILED",
    failureReason: shown,
    failureMessage: "why",
  });
});

it("stays readable after its removal, and goes with its runner", async () => {
  const { id } = emulator.workloads.create({ runnerId: runner.id });
  emulator.workloads.remove(id);

  expect(await get(id)).toMatchObject({
    status: "WORKLOAD_STATUS_STOPPED",
    removedAt: expect.stringMatching(/Z$/) as string,
  });
  await call(emulator, `${R}/DeleteRunner`, { id: runner.id }, USER);
  expect((await call(emulator, `${R}/GetWorkload`, { id }, USER)).message).toBe("workload not found");
  expect(emulator.snapshot().workloads).toBe(0);
});

it("may be seen by the owner, the cluster admin, who runs in it, and from within", async () => {
  const { id, ownerId } = emulator.workloads.create({ runnerId: runner.id });
  const status = async (token?: string) => (await call(emulator, `${R}/GetWorkload`, { id }, token)).status;

  expect(await Promise.all([USER, ADMIN, `agyn_${ownerId}`, undefined, OTHER_USER].map(status))).toEqual([
    200, 200, 200, 200, 403,
  ]);
});

describe("ListWorkloads", () => {
  const three = () =>
    (["running", "failed", "running"] as const).map((status, i) =>
      emulator.workloads.create({ runnerId: runner.id, status, agentName: `agent-${2 - i}` }),
    );

  it("is newest first, and pages without missing one", async () => {
    const [a, b, c] = three();
    const first = await list({ pageSize: 2 });

    expect(first.ids).toEqual([c?.id, b?.id]);
    expect(await list({ pageSize: 2, pageToken: first.next })).toEqual({ ids: [a?.id], next: undefined });
  });

  it.each([
    ["STARTED", "SORT_DIRECTION_ASC", [0, 1, 2]],
    ["DURATION", "SORT_DIRECTION_ASC", [2, 1, 0]],
    ["DURATION", "SORT_DIRECTION_DESC", [0, 1, 2]],
    ["AGENT", "SORT_DIRECTION_ASC", [2, 1, 0]],
    ["AGENT", "SORT_DIRECTION_UNSPECIFIED", [0, 1, 2]],
  ])("sorts by %s, %s", async (field, direction, order) => {
    const made = three();
    const sort = { field: `LIST_WORKLOADS_SORT_FIELD_${field}`, direction };
    const ids: string[] = [];
    let next: string | undefined = "";
    while (next !== undefined) {
      const page: Awaited<ReturnType<typeof list>> = await list({ sort, pageSize: 1, pageToken: next });
      ids.push(...page.ids);
      next = page.next;
    }

    expect(ids).toEqual(order.map((index) => made[index]?.id));
  });

  it("breaks ties by id, upwards in both directions", async () => {
    const ids = three()
      .filter(({ status }) => status === "running")
      .map(({ id }) => id)
      .sort();
    const sort = { field: "LIST_WORKLOADS_SORT_FIELD_STATUS", direction: "SORT_DIRECTION_DESC" };

    expect((await list({ sort })).ids.slice(0, 2)).toEqual(ids);
  });

  it("filters by status, runner, owner and start", async () => {
    const [a, b, c] = three();
    const filtered = async (filter: object) => (await list({ filter })).ids.sort();

    expect(await filtered({ statusIn: ["WORKLOAD_STATUS_FAILED"] })).toEqual([b?.id]);
    expect(await filtered({ ownerIdIn: [a?.ownerId] })).toEqual([a?.id]);
    expect(await filtered({ runnerIdIn: [UNKNOWN_ID] })).toEqual([]);
    expect(await filtered({ ownerKindIn: ["RUNTIME_OWNER_KIND_SANDBOX"] })).toEqual([]);
    expect(await filtered({ startedAfter: c?.createdAt })).toEqual([c?.id]);
    expect(await filtered({ startedBefore: b?.createdAt })).toEqual([a?.id]);
    expect((await list({ statuses: ["WORKLOAD_STATUS_FAILED"] })).ids).toEqual([b?.id]);
  });

  it("by thread and by agent instance drops what the caller may not see", async () => {
    const [a, b] = three();
    const by = async (method: string, message: object, token?: string) =>
      ((await call(emulator, `${R}/${method}`, message, token)).body.workloads ?? []) as Workload[];

    expect(await by("ListWorkloadsByThread", { threadId: a?.threadId }, USER)).toMatchObject([{ meta: { id: a?.id } }]);
    expect(await by("ListWorkloadsByThread", { threadId: a?.threadId }, OTHER_USER)).toEqual([]);
    expect(await by("ListWorkloadsByAgentInstance", { agentInstanceId: b?.ownerId })).toHaveLength(1);
    expect(await by("ListWorkloadsByAgentInstance", { agentInstanceId: b?.ownerId }, ADMIN)).toEqual([]);
  });
});

describe("a runner's report", () => {
  const report = async (workloadId: string, message: object = {}) =>
    await call(emulator, `${R}/ReportWorkloadState`, {
      serviceToken: runner.serviceToken,
      workloadId,
      status: "WORKLOAD_STATUS_RUNNING",
      ...message,
    });

  it("moves a workload on, with its containers", async () => {
    const { id } = emulator.workloads.create({ runnerId: runner.id });
    const container = { name: "main", role: "CONTAINER_ROLE_MAIN", status: "CONTAINER_STATUS_RUNNING" };

    expect((await report(id, { containers: [container] })).body).toEqual({ applied: true });
    expect(await get(id)).toMatchObject({ status: "WORKLOAD_STATUS_RUNNING", containers: [container] });
    expect((await report(id, { status: "WORKLOAD_STATUS_FAILED" })).body).toEqual({ applied: true });
    expect(await get(id)).toMatchObject({ status: "WORKLOAD_STATUS_FAILED", containers: [container] });
  });

  it("is dropped when it is older than what is known, or the workload is removed", async () => {
    const { id } = emulator.workloads.create({ runnerId: runner.id });

    expect((await report(id, { observedAt: "2020-01-01T00:00:00Z" })).body).toEqual({});
    emulator.workloads.remove(id);
    expect((await report(id)).body).toEqual({});
    expect((await get(id)).status).toBe("WORKLOAD_STATUS_STOPPED");
  });

  it("names a container's state that is none", async () => {
    const { id } = emulator.workloads.create({ runnerId: runner.id });

    expect((await report(id, { containers: [{ name: "c" }] })).message).toBe(
      "containers: invalid container role: CONTAINER_ROLE_UNSPECIFIED",
    );
  });
});

it("is touched by the agent instance in it, a sandbox from within", async () => {
  const agent = emulator.workloads.create({ runnerId: runner.id, agentState: "idle" });
  const sandbox = emulator.workloads.create({ runnerId: runner.id, ownerKind: "sandbox" });
  const touch = async (id: string, token?: string) =>
    (await call(emulator, `${R}/TouchWorkload`, { id }, token)).status;

  expect(await touch(agent.id, `agyn_${agent.ownerId}`)).toBe(200);
  expect(await get(agent.id)).toMatchObject({ agentState: "WORKLOAD_AGENT_STATE_PROCESSING" });
  expect(await touch(sandbox.id)).toBe(200);
  expect(await touch(sandbox.id, `agyn_${sandbox.ownerId}`)).toBe(403);
});

it("has no volumes to list", async () => {
  const lists = { ListVolumes: { organizationId }, ListVolumesByThread: { threadId: UNKNOWN_ID } };
  for (const [method, message] of Object.entries(lists)) {
    expect(await call(emulator, `${R}/${method}`, message, USER)).toMatchObject({ status: 200, body: {} });
  }
});

describe("making one", () => {
  it.each<[string, object, string]>([
    [
      "an unknown runner",
      { runnerId: UNKNOWN_ID },
      `runnerId is "${UNKNOWN_ID}"; allowed: the id of a registered runner.`,
    ],
    [
      "a field there is none of",
      { runnerId: UNKNOWN_ID, colour: 1 },
      "colour is 1; allowed: no such field; there are: ",
    ],
    [
      "a status there is none of",
      { runnerId: UNKNOWN_ID, status: "up" },
      'status is "up"; allowed: starting, running, stopping, stopped, failed.',
    ],
    ["a bad container", { runnerId: UNKNOWN_ID, containers: [{}] }, "containers is [{}]; allowed: a list of"],
    ["a negative amount", { runnerId: UNKNOWN_ID, allocatedRamBytes: -1 }, "allowed: a whole number, 0 or more."],
  ])("fails with %s", (_name, workload, text) => {
    expect(() => emulator.workloads.create(workload as { runnerId: string })).toThrow(text);
  });

  it("fails on a cluster-scoped runner without an organization", async () => {
    const shared = await newRunner(emulator, ADMIN);

    expect(() => emulator.workloads.create({ runnerId: shared.id })).toThrow(
      "organizationId is missing; allowed: the id of an organization, because the runner is cluster-scoped.",
    );
  });

  it("hands out copies", async () => {
    const workload = emulator.workloads.create({ runnerId: runner.id });
    workload.status = "failed";

    expect(await get(workload.id)).toMatchObject({ status: "WORKLOAD_STATUS_STARTING" });
  });
});

describe("the stream of logs", () => {
  const stream = async (message: object, type = "application/connect+json", headers: Record<string, string> = {}) => {
    const data = Buffer.from(JSON.stringify(message));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(data.length, 1);
    const response = await fetch(`${emulator.url}/agynio.api.gateway.v1.${R}/StreamWorkloadLogs`, {
      method: "POST",
      headers: { "content-type": type, authorization: `Bearer ${USER}`, ...headers },
      body: Buffer.concat([prefix, data]),
    });
    const body = Buffer.from(await response.arrayBuffer());
    const frames: { flags: number; data: Record<string, unknown> }[] = [];
    for (let at = 0; at < body.length; at += 5 + body.readUInt32BE(at + 1)) {
      const end = at + 5 + body.readUInt32BE(at + 1);
      frames.push({
        flags: body[at] ?? 0,
        data: JSON.parse(body.subarray(at + 5, end).toString()) as Record<string, unknown>,
      });
    }
    return { response, frames };
  };
  const logged = () =>
    emulator.workloads.create({ runnerId: runner.id, instanceId: "pod", logs: { main: "one\ntwo\nthree" } }).id;

  it("gives the lines of a container, and an end without error", async () => {
    const { response, frames } = await stream({ workloadId: logged(), containerName: "main", tailLines: 2 });

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/connect+json");
    expect(response.headers.get("connect-accept-encoding")).toBe("gzip");
    expect(frames).toEqual([
      { flags: 0, data: { chunk: { data: Buffer.from("two\n").toString("base64") } } },
      { flags: 0, data: { chunk: { data: Buffer.from("three").toString("base64") } } },
      { flags: 2, data: {} },
    ]);
  });

  it.each<[string, () => object, object]>([
    [
      "no container",
      () => ({ workloadId: logged() }),
      { code: "invalid_argument", message: "container_name must be provided" },
    ],
    [
      "an unknown workload",
      () => ({ workloadId: UNKNOWN_ID, containerName: "main" }),
      { code: "not_found", message: "workload not found" },
    ],
    [
      "one that has not started",
      () => ({ workloadId: emulator.workloads.create({ runnerId: runner.id }).id, containerName: "main" }),
      { code: "failed_precondition", message: "workload instance_id is required" },
    ],
    [
      "a container nobody gave logs",
      () => ({ workloadId: logged(), containerName: "other" }),
      { code: "unavailable", message: "ziti context unavailable" },
    ],
  ])("refuses %s in its end, with status 200", async (_name, message, error) => {
    const { response, frames } = await stream(message());

    expect(response.status).toBe(200);
    expect(frames).toEqual([{ flags: 2, data: { error } }]);
  });

  it("refuses another version and another compression in its end too", async () => {
    const message = { workloadId: logged(), containerName: "main" };
    const ends = [
      await stream(message, undefined, { "connect-protocol-version": "2" }),
      await stream(message, undefined, { "connect-content-encoding": "br" }),
    ];

    expect(ends.map(({ frames }) => (frames[0]?.data.error as { code: string }).code)).toEqual([
      "invalid_argument",
      "unimplemented",
    ]);
  });

  it("does not take the content type of a unary call, nor a unary call that of a stream", async () => {
    const url = `${emulator.url}/agynio.api.gateway.v1.${R}`;
    const post = async (method: string, type: string) =>
      await fetch(`${url}/${method}`, { method: "POST", headers: { "content-type": type }, body: "{}" });

    const streamed = await post("StreamWorkloadLogs", "application/json");
    const unary = await post("GetRunner", "application/connect+json");
    expect([streamed.status, unary.status]).toEqual([415, 415]);
    expect(streamed.headers.get("accept-post")).toContain("application/connect+proto");
    expect(unary.headers.get("accept-post")).not.toContain("connect");
  });

  it.each([
    ["nothing", Buffer.alloc(0), "unimplemented", "unary request has zero messages"],
    ["half a prefix", Buffer.from([0, 0]), "invalid_argument", "protocol error: incomplete envelope: unexpected EOF"],
    ["two messages", Buffer.alloc(10), "unimplemented", "unary request has multiple messages"],
    [
      "less than it promised",
      Buffer.from([0, 0, 0, 0, 9, 1]),
      "invalid_argument",
      "protocol error: promised 9 bytes in enveloped message, got 1 bytes",
    ],
  ])("refuses %s", async (_name, body, code, message) => {
    const response = await fetch(`${emulator.url}/agynio.api.gateway.v1.${R}/StreamWorkloadLogs`, {
      method: "POST",
      headers: { "content-type": "application/connect+proto" },
      body: new Uint8Array(body),
    });
    const end = Buffer.from(await response.arrayBuffer());

    expect(end[0]).toBe(2);
    expect(JSON.parse(end.subarray(5).toString())).toEqual({ error: { code, message } });
  });
});
