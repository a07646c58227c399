// Reads of runners as a walk of Terraform's makes them, against the embedded gateway over real HTTP; what was asked stands in its
// request log.
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { GatewayClient, isNotFound, type Runner } from "../../src/gateway/index";
import { Listing } from "../../src/provider/reads/listing";
import { RunnerReads } from "../../src/provider/reads/runner-reads";

const ALICE = "agyn_11111111-1111-4111-8111-111111111111";
const { signal } = new AbortController();

describe("reads of runners", () => {
  let emulator: Emulator;
  let gateway: GatewayClient;
  let nowMs: number;
  let reads: RunnerReads;

  beforeEach(async () => {
    emulator = await startEmulator({ token: "admin-token" });
    gateway = new GatewayClient({ url: emulator.url, token: ALICE, maxRetries: 0 });
    nowMs = 0;
    reads = new RunnerReads(gateway, () => nowMs);
  });
  afterEach(async () => {
    await gateway.close();
    await emulator.close();
  });

  /** Runners of a new organization, in no order of their ids. */
  async function register(count: number): Promise<Runner[]> {
    const { id } = await gateway.organizations.create({ name: "Acme" });
    const runners = await atATime(
      10,
      Array.from({ length: count }, (_, n) => `runner-${n}`),
      async (name) => (await gateway.runners.register({ name, organizationId: id, labels: { name } })).runner,
    );
    emulator.clearRequests();
    return runners;
  }

  const read = ({ id, organizationId }: Runner): Promise<Runner> =>
    reads.read({ id, organizationId: organizationId ?? null, signal });

  const asked = (method: string): number =>
    emulator.requests.filter(({ rpc }) => rpc === `RunnersGateway/${method}`).length;

  it("are single while they are few", async () => {
    const runners = await register(9);

    expect(await atATime(10, runners, read)).toEqual(runners);

    expect([asked("GetRunner"), asked("ListRunners")]).toEqual([9, 0]);
  });

  it.each([
    ["ten at a time, as Terraform does by default", 10, 9],
    ["one at a time, as with -parallelism=1", 1, 20],
    ["all at once", 300, 9],
  ])("are answered by one listing when they are many, %s", async (_name, parallelism, singly) => {
    const runners = await register(300);

    expect(await atATime(parallelism, runners, read)).toEqual(runners);

    expect([asked("GetRunner"), asked("ListRunners")]).toEqual([singly, 3]);
  });

  it("are answered by a listing of each organization, which brings the cluster-scoped runners too", async () => {
    const admin = new GatewayClient({ url: emulator.url, token: "admin-token" });
    const shared = await atATime(1, ["a", "b", "c"], async (name) => (await admin.runners.register({ name })).runner);
    await admin.close();
    const [acme, other] = [await register(40), await register(40)];
    const mixed = acme.flatMap((runner, n) => [runner, ...other.slice(n, n + 1)]);

    expect(await atATime(10, [...mixed, ...shared], read)).toEqual([...mixed, ...shared]);

    expect(asked("ListRunners")).toBe(2);
    expect(asked("GetRunner")).toBeLessThanOrEqual(12);
  });

  it("of a runner that is gone end with the platform's own word for that runner", async () => {
    const runners = await register(60);
    const gone = runners[40] as Runner;
    await gateway.runners.delete(gone.id);

    const found = await atATime(10, runners, (runner) => read(runner).catch((error: unknown) => isNotFound(error)));

    expect(found).toEqual(runners.map((runner) => (runner === gone ? true : runner)));
  });

  it.each([
    ["refused", "ListRunners:error=permission_denied"],
    ["lost half-way", "ListRunners:cut-at=100,after=1"],
    ["a proxy's page", "ListRunners:html=502"],
  ])("are single, and none fails, when the listing is %s", async (_name, fault) => {
    const runners = await register(150);
    emulator.faults.add(fault);

    expect(await atATime(10, runners, read)).toEqual(runners);

    expect(asked("ListRunners")).toBeLessThanOrEqual(2);
  });

  it("are single, and right, where a listing lacks what exists", async () => {
    const runners = await register(40);
    reads = new RunnerReads({
      runners: {
        get: (id, options) => gateway.runners.get(id, options),
        list: () => Promise.resolve({ runners: [], nextPageToken: "" }),
      },
    });

    expect(await atATime(10, runners, read)).toEqual(runners);

    expect(asked("GetRunner")).toBe(40);
  });

  it("are direct after a change, also those that waited for a listing under way", async () => {
    const runners = await register(40);
    const held = emulator.faults.hold("ListRunners");
    const reading = atATime(10, runners, read);
    await held.reached;
    const changed = await atATime(10, runners, ({ id }) => gateway.runners.update(id, { name: "renamed" }));

    reads.changed();
    held.release();

    expect((await reading).slice(10)).toEqual(changed.slice(10));
    expect(await atATime(10, runners, read)).toEqual(changed);
    expect(asked("ListRunners")).toBe(1);
    expect(asked("GetRunner")).toBe(80);
  });

  it("show what is older than half a minute anew", async () => {
    const runners = await register(40);
    await atATime(10, runners, read);
    const renamed = await atATime(10, runners, ({ id }) => gateway.runners.update(id, { name: "renamed" }));

    nowMs = 30_000;
    expect(await atATime(10, runners, read)).toEqual(runners);
    nowMs = 30_001;
    emulator.clearRequests();
    expect(await atATime(10, runners, read)).toEqual(renamed);

    expect([asked("GetRunner"), asked("ListRunners")]).toEqual([0, 1]);
  });

  it("of a runner whose organization nobody knows are answered by what others have brought, and list nothing", async () => {
    const runners = await register(40);
    const readUnknown = ({ id }: Runner): Promise<Runner> => reads.read({ id, signal });
    expect(await atATime(40, runners, readUnknown)).toEqual(runners);
    expect([asked("GetRunner"), asked("ListRunners")]).toEqual([40, 0]);

    expect(await atATime(40, runners, readUnknown)).toEqual(runners);
    expect(asked("GetRunner")).toBe(40);
  });

  it("end when the user interrupts, also while they wait for a listing", async () => {
    const runners = await register(40);
    const held = emulator.faults.hold("ListRunners");
    const stop = new AbortController();
    const reading = Promise.allSettled(
      runners.map(({ id, organizationId = null }) => reads.read({ id, organizationId, signal: stop.signal })),
    );
    await held.reached;

    stop.abort();

    const last = (await reading).at(-1);
    expect(last).toMatchObject({ status: "rejected", reason: { code: "aborted_locally" } });
    held.release();
  });
});

describe("a listing", () => {
  const PAGE = 100;
  const idAt = (n: number): string => `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;

  /** Ids in equal steps, and how many pages of them were fetched. */
  function listingOf(pages: number, asked = 20): { listing: Listing<{ id: string }>; fetched: () => number } {
    let fetched = 0;
    const listing = new Listing<{ id: string }>({
      fetch: (token) => {
        fetched++;
        const page = Number(token);
        const rows = Array.from({ length: PAGE }, (_, n) => ({ id: idAt(page * PAGE + n) }));
        return Promise.resolve({ rows, nextPageToken: page + 1 < pages ? String(page + 1) : "" });
      },
      keep: () => undefined,
      now: () => 0,
      asked,
    });
    return { listing, fetched: () => fetched };
  }

  it("rests when it has cost more than a third of the reads without saving any, and goes on when more are asked for", async () => {
    const { listing, fetched } = listingOf(10, 8);
    const late = idAt(9 * PAGE);

    expect(await listing.find(late)).toBeUndefined();
    expect(fetched()).toBe(3);
    const more = [late, late, late, late].map((id) => listing.find(id));

    expect(await Promise.all(more)).toEqual([undefined, undefined, undefined, undefined]);
    expect(fetched()).toBe(5);
    expect(listing.end).toBeUndefined();
  });

  it("goes on as long as it saves, and stops fetching when nobody asks", async () => {
    const { listing, fetched } = listingOf(10);
    const wanted = [1, 2, 3, 4, 5, 6].map((page) => idAt(page * PAGE + 50));

    expect(await Promise.all(wanted.map((id) => listing.find(id)))).toEqual(wanted.map((id) => ({ id })));

    expect(fetched()).toBe(7);
    expect(listing.end).toBeUndefined();
  });

  it("lets nobody wait for what is more than twelve pages ahead", async () => {
    const { listing, fetched } = listingOf(100);
    expect(await listing.find(idAt(50))).toEqual({ id: idAt(50) });

    const far = listing.find(idAt(40 * PAGE));

    expect(fetched()).toBe(2); // it goes on, because somebody asked
    expect(await far).toBeUndefined();
  });

  it("lets nobody wait for an id it has passed", async () => {
    const { listing } = listingOf(3);

    expect(await listing.find(`${idAt(10).slice(0, -1)}1`)).toBeUndefined();

    expect(listing.end).toBeUndefined();
  });

  it("ends when a page token comes twice", async () => {
    let fetched = 0;
    const listing = new Listing<{ id: string }>({
      fetch: () => Promise.resolve({ rows: [{ id: idAt(fetched++) }], nextPageToken: "again" }),
      keep: () => undefined,
      now: () => 0,
      asked: 100,
    });

    expect(await listing.find(idAt(1000))).toBeUndefined();

    expect(fetched).toBe(2);
  });
});

/** As Terraform walks: so many at a time, results in order. */
async function atATime<T, R>(parallelism: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: parallelism }, worker));
  return results;
}
