// Which calls are tried again, how often, and how long apart.
import { GatewayClient, GatewayError } from "../../src/gateway/index.js";
import { retryRead } from "../../src/gateway/retry.js";
import { type Answer, answer, type FakeServer, fakeServer, json } from "./fake-server.js";

const ID = "11111111-2222-4333-8444-555555555555";
const good = json({ runner: { meta: { id: ID } }, serviceToken: "t" });
const rollingOut = answer(503, "text/html", "<h1>503 Service Temporarily Unavailable</h1>");

describe("a read over HTTP", () => {
  let server: FakeServer | undefined;
  let client: GatewayClient | undefined;

  afterEach(async () => {
    await client?.close();
    await server?.close();
  });

  async function gateway(...answers: [Answer, ...Answer[]]) {
    server = await fakeServer(...answers);
    client = new GatewayClient({ url: server.url });
    return { client, seen: server.seen };
  }

  it.each<[string, Answer]>([
    ["503 of an ingress", rollingOut],
    ["unavailable of the platform", json({ code: "unavailable" }, 503)],
    ["429", json({ code: "resource_exhausted" }, 429, { "retry-after": "0" })],
    ["a reset", (response) => response.socket?.resetAndDestroy()],
  ])("is tried again after %s", async (_name, failing) => {
    const { client, seen } = await gateway(failing, good);

    await expect(client.runners.get(ID)).resolves.toMatchObject({ id: ID });
    expect(seen).toHaveLength(2);
  });

  it("is given up after three tries", async () => {
    const { client, seen } = await gateway(rollingOut);

    await expect(client.runners.get(ID)).rejects.toMatchObject({ code: "unavailable", status: 503 });
    expect(seen).toHaveLength(3);
  });

  it.each([
    ["not_found", 404],
    ["internal", 500],
    ["permission_denied", 403],
  ])("is not tried again after %s", async (code, status) => {
    const { client, seen } = await gateway(json({ code }, status), good);

    await expect(client.runners.get(ID)).rejects.toMatchObject({ code });
    expect(seen).toHaveLength(1);
  });

  it.each<[string, (client: GatewayClient) => Promise<unknown>]>([
    ["register", ({ runners }) => runners.register({ name: "r" })],
    ["update of a runner", ({ runners }) => runners.update(ID, { name: "r" })],
    ["delete of a runner", ({ runners }) => runners.delete(ID)],
    ["enroll", ({ runners }) => runners.enroll("t")],
    ["create", ({ organizations }) => organizations.create({ name: "o" })],
    ["update of an organization", ({ organizations }) => organizations.update(ID, { name: "o" })],
    ["delete of an organization", ({ organizations }) => organizations.delete(ID)],
  ])("is never a write: %s is sent once", async (_name, write) => {
    const { client, seen } = await gateway(rollingOut, good);

    await expect(write(client)).rejects.toMatchObject({ code: "unavailable", sent: "maybe" });
    expect(seen).toHaveLength(1);
  });

  it("ends at once when the signal aborts while it waits", async () => {
    const { client, seen } = await gateway(json({ code: "unavailable" }, 503, { "retry-after": "20" }));
    const started = Date.now();

    await expect(client.runners.get(ID, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      code: "aborted_locally",
      detail: "aborted while waiting after unavailable: unavailable",
    });
    expect(seen).toHaveLength(1);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

describe("the waiting", () => {
  const failing = (retryAfterMs?: number) =>
    new GatewayError({
      code: "unavailable",
      rpc: "X/Y",
      detail: "later",
      sent: "maybe",
      fromServer: true,
      status: 503,
      retryAfterMs,
    });
  const waits = async (error: GatewayError, random: number) => {
    const slept: number[] = [];
    const clock = { random: () => random, sleep: (ms: number) => Promise.resolve(slept.push(ms)) };
    await expect(retryRead(() => Promise.reject(error), undefined, clock)).rejects.toBe(error);
    return slept;
  };

  it.each<[string, number | undefined, number, number[]]>([
    ["doubles", undefined, 0, [200, 400]],
    ["is spread by chance", undefined, 0.5, [300, 600]],
    ["follows Retry-After", 7_000, 0.5, [7_000, 7_000]],
    ["follows Retry-After up to 30 s", 30_000, 0, [30_000, 30_000]],
    ["does not happen when the server asks for more", 30_001, 0, []],
  ])("%s", async (_name, retryAfterMs, random, expected) => {
    expect(await waits(failing(retryAfterMs), random)).toEqual(expected);
  });
});
