// What becomes of creations whose answers are lost, without Terraform: over a platform whose clock is another, one that is being
// rolled out, and one that does not come back.
import { getEventListeners } from "node:events";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { GatewayClient } from "../../src/gateway/index";
import { createMembership } from "../../src/provider/resources/organization-membership-calls";
import { createOrganization } from "../../src/provider/resources/organization-creation";
import { registerExactlyOnce } from "../../src/provider/resources/runner/exactly-once";
import { registerOnceMore } from "../../src/provider/resources/runner/registration";

const ALICE = "agyn_11111111-1111-4111-8111-111111111111";
const BOB = "agyn_22222222-2222-4222-8222-222222222222";
const BEHIND_MS = 10 * 60_000;

describe("a creation whose answer is lost", () => {
  let emulator: Emulator;
  let behindMs: number;
  let organizationId: string;
  let stop: AbortController;
  let warnings: string[];
  const clients: GatewayClient[] = [];
  const logged = jest.spyOn(console, "info").mockImplementation(() => undefined);

  beforeEach(async () => {
    behindMs = BEHIND_MS;
    emulator = await startEmulator({ token: "admin", clock: () => new Date(Date.now() - behindMs) });
    organizationId = (await client().organizations.create({ name: "Acme", slug: "acme" })).id;
    await client({ token: BOB }).users.me();
    stop = new AbortController();
    warnings = [];
    logged.mockClear();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map(async (one) => await one.close()));
    await emulator.close();
  });
  afterAll(() => logged.mockRestore());

  function client(options: Partial<ConstructorParameters<typeof GatewayClient>[0]> = {}): GatewayClient {
    const one = new GatewayClient({ url: emulator.url, token: ALICE, maxRetries: 0, ...options });
    clients.push(one);
    return one;
  }

  const options = (requestTimeoutMs = 20_000) => ({
    action: 'register runner "ml"',
    requestTimeoutMs,
    signal: stop.signal,
    timeout: "1s",
    report: { warning: (summary: string, detail: string) => void warnings.push(`${summary}: ${detail}`) },
  });
  const calls = (method: string): number => emulator.requests.filter(({ rpc }) => rpc.endsWith(`/${method}`)).length;
  const failureOf = async (failing: Promise<unknown>): Promise<{ summary: string; detail: string }> =>
    await failing.then(
      () => Promise.reject(new Error("it succeeded")),
      (error: unknown) => error as { summary: string; detail: string },
    );
  async function runners(): Promise<string[]> {
    const found: string[] = [];
    for await (const { id } of client().runners.listAll({ organizationId })) found.push(id);
    return found;
  }
  const organizations = async (): Promise<string[]> =>
    (await client().organizations.listAccessible()).map(({ id }) => id).filter((id) => id !== organizationId);

  describe("over a platform whose clock is behind", () => {
    it("names the runners it may have left", async () => {
      emulator.faults.add("RegisterRunner:cut-after-send,times=2");

      const { detail } = await failureOf(registerOnceMore(client(), { name: "ml", organizationId }, options()));

      const left = await runners();
      expect(left).toHaveLength(2);
      for (const id of left) expect(detail).toMatch(new RegExp(`${id} made at \\d{4}-`));
    });

    it("names the runner it left beside the one that is kept, and none that was there before", async () => {
      const old = await client().runners.register({ name: "ml", organizationId });
      behindMs -= 60_000;
      emulator.faults.add("RegisterRunner:cut-after-send,times=1");

      const { runner } = await registerOnceMore(client(), { name: "ml", organizationId }, options());

      const [orphan = "none"] = (await runners()).filter((id) => id !== runner.id && id !== old.runner.id);
      expect(warnings.join()).toContain(`It may have left: ${orphan} made at`);
      expect(warnings.join()).not.toContain(old.runner.id);
    });

    it("names the organization it may have left", async () => {
      emulator.faults.add("CreateOrganization:cut-after-send,times=1");

      const { detail } = await failureOf(createOrganization(client(), { name: "Web" }, options()));

      expect(detail).toContain(`created all the same: ${(await organizations()).join()} (slug "web") made at`);
    });

    it("keeps the membership it made, with a word about the clocks", async () => {
      emulator.faults.add("CreateMembership:cut-after-send,times=1");
      const wanted = { organizationId, identityId: BOB.slice("agyn_".length), role: "member" as const };

      const { id } = await createMembership(client(), wanted, options());

      expect(warnings.join()).toMatch(new RegExp(`Membership may have been there before: .*${id} made at`));
      expect(calls("CreateMembership")).toBe(1);
    });
  });

  describe("because the platform is being rolled out", () => {
    const NAMES = Array.from({ length: 10 }, (_, index) => `ml-${index}`);

    it.each([
      ["once more", registerOnceMore],
      ["exactly once", registerExactlyOnce],
    ])("waits until it answers, and then registers every runner: %s", async (_name, register) => {
      const gateway = client();
      // the registrations, the first question of each whether it is there again, and the second one of half of them
      emulator.faults.add("*:error=unavailable,times=25");

      const registered = await Promise.all(
        NAMES.map(async (name) => await register(gateway, { name, organizationId }, options(6_000))),
      );

      expect((await runners()).sort()).toEqual(registered.map(({ runner }) => runner.id).sort());
      expect(warnings).toEqual([]);
      expect(logged).toHaveBeenCalledWith(expect.stringContaining("waiting until the platform answers again"));
    });

    it("creates an organization with a slug once more, and one without never", async () => {
      emulator.faults.add("CreateOrganization:error=unavailable,times=1");
      const { id } = await createOrganization(client(), { name: "Web", slug: "web" }, options());
      emulator.faults.add("CreateOrganization:error=unavailable,times=1");
      const { detail } = await failureOf(createOrganization(client(), { name: "Other" }, options()));

      expect(await organizations()).toEqual([id]);
      expect(detail).toContain("No organization was found that this left behind");
    });

    it("adds a member once more", async () => {
      behindMs = 0;
      emulator.faults.add("CreateMembership:error=unavailable,times=1");
      const wanted = { organizationId, identityId: BOB.slice("agyn_".length), role: "member" as const };

      expect(await createMembership(client(), wanted, options())).toMatchObject({ role: "member" });
      expect(warnings).toEqual([]);
    });

    it("ends with the loss when it does not come back, and registers nothing more", async () => {
      emulator.faults.add("*:error=unavailable");

      const { detail } = await failureOf(registerOnceMore(client(), { name: "ml", organizationId }, options(1)));

      expect(detail).toContain("RegisterRunner answered unavailable");
      expect(calls("RegisterRunner")).toBe(1);
    });

    it("ends at an interrupt, and leaves nothing on the signal", async () => {
      emulator.faults.add("*:error=unavailable");
      const gateway = client({
        onCall: (rpc) => {
          if (rpc.endsWith("/ListRunners")) stop.abort();
        },
      });

      const failure = await failureOf(registerOnceMore(gateway, { name: "ml", organizationId }, options(3_600_000)));

      expect(failure).toMatchObject({
        summary: "Interrupted",
        detail: expect.stringContaining("second time") as string,
      });
      expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
    });
  });

  it("leaves nothing on the signal of a session that goes on", async () => {
    emulator.faults.add("RegisterRunner:cut-after-send,times=1");

    await registerOnceMore(client(), { name: "ml", organizationId }, options());

    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  it("keeps the second runner and its token when the look for the first one fails by a defect", async () => {
    emulator.faults.add("RegisterRunner:cut-after-send,times=1");
    const gateway = client();
    gateway.runners.listAll = () => {
      throw new TypeError("a defect");
    };

    const { runner, serviceToken } = await registerOnceMore(gateway, { name: "ml", organizationId }, options());

    expect(await runners()).toContain(runner.id);
    expect(serviceToken).toMatch(/^[0-9a-f]{64}$/);
    expect(warnings.join()).toContain("could not be found out");
  });

  it.each([
    ["after the call", "CreateOrganization:cut-after-send,times=1", 1],
    ["before the call", "CreateOrganization:cut-before-send,times=1", 2],
    ["after both calls", "CreateOrganization:cut-after-send,times=2", 1],
  ])("makes one organization where its slug proves it: cut %s", async (_name, fault, attempts) => {
    emulator.faults.add(fault);
    emulator.clearRequests();

    const { id } = await createOrganization(client(), { name: "Web", slug: "web" }, options());

    expect(await organizations()).toEqual([id]);
    expect(calls("CreateOrganization")).toBe(attempts);
  });

  it("takes no organization over that had the slug before", async () => {
    emulator.faults.add("CreateOrganization:html=502,times=2");

    const { detail } = await failureOf(createOrganization(client(), { name: "Acme", slug: "acme" }, options()));

    expect(detail).toContain(`It may have been created all the same: ${organizationId}`);
  });

  it("says in the log that it waits for a slug", async () => {
    await client({ token: BOB }).organizations.create({ name: "Theirs", slug: "theirs" });

    await failureOf(createOrganization(client(), { name: "Web", slug: "theirs" }, options()));

    expect(logged).toHaveBeenCalledWith(
      expect.stringMatching(/its slug is taken; asking again, for \d s more at most/),
    );
  });
});
