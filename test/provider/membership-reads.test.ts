// Reads of memberships as a walk of Terraform's makes them, against the embedded gateway over real HTTP; what was asked stands in
// its request log.
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { GatewayClient, isNotFound, type Membership } from "../../src/gateway/index";
import { MembershipReads } from "../../src/provider/reads/membership-reads";

const ALICE = "agyn_11111111-1111-4111-8111-111111111111";
const { signal } = new AbortController();

describe("reads of memberships", () => {
  let emulator: Emulator;
  let gateway: GatewayClient;
  let organizationId: string;
  let nowMs: number;
  let reads: MembershipReads;

  beforeEach(async () => {
    emulator = await startEmulator({ token: "admin-token" });
    gateway = new GatewayClient({ url: emulator.url, token: ALICE, maxRetries: 0 });
    organizationId = (await gateway.organizations.create({ name: "Acme" })).id;
    nowMs = 0;
    reads = new MembershipReads(gateway, () => nowMs);
  });
  afterEach(async () => {
    await gateway.close();
    await emulator.close();
  });

  /** Makes so many users members. */
  async function invite(count: number, first = 0): Promise<Membership[]> {
    const users = Array.from(
      { length: count },
      (_, n) => `${(first + n).toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`,
    );
    const memberships: Membership[] = [];
    for (const identityId of users) {
      const user = new GatewayClient({ url: emulator.url, token: `agyn_${identityId}` });
      await user.users.me();
      await user.close();
      memberships.push(await gateway.memberships.create({ organizationId, identityId, role: "member" }));
    }
    emulator.clearRequests();
    return memberships;
  }

  const read = (id: string): Promise<Membership | undefined> => reads.read({ organizationId, id, signal });
  const asked = (): string[] => emulator.requests.map(({ rpc }) => rpc.replace("OrganizationsGateway/", ""));

  it("wait for one listing, by either id and in any spelling", async () => {
    const memberships = await invite(12);

    const read12 = await Promise.all(
      memberships.map(({ id, identityId }, n) => read(n % 2 === 0 ? id : identityId.toUpperCase())),
    );

    expect(read12).toEqual(memberships);
    expect(asked()).toEqual(["ListMembers"]);
  });

  it("ask for no page that nobody needs", async () => {
    await invite(120);
    const { memberships } = await gateway.memberships.list(organizationId);
    emulator.clearRequests();

    await Promise.all(memberships.slice(0, 5).map(({ id }) => read(id)));

    expect(asked()).toEqual(["ListMembers"]);
  });

  it("find who came after the shared listing, and only then say that somebody is missing", async () => {
    const [first] = await invite(1);
    await read(first?.id ?? "");
    const [late] = await invite(1, 1);

    expect(await read(late?.id ?? "")).toEqual(late);
    await gateway.memberships.delete(late?.id ?? "");
    reads = new MembershipReads(gateway, () => nowMs);
    expect(await Promise.all([read(first?.id ?? ""), read(late?.id ?? "")])).toEqual([first, undefined]);
  });

  it.each([
    ["a change was sent", (): void => reads.changed()],
    ["half a minute has passed", (): void => void (nowMs = 30_001)],
  ])("are alone again once %s", async (_when, happens) => {
    const [membership] = await invite(1);
    const id = membership?.id ?? "";
    await read(id);
    await gateway.memberships.updateRole(id, "owner");

    happens();

    expect(await read(id)).toMatchObject({ role: "owner" });
  });

  it("never take a listing that failed for one that lacks them", async () => {
    const [membership] = await invite(1);
    const id = membership?.id ?? "";
    const first = emulator.faults.hold("ListMembers");
    const slow = read("00000000-0000-4000-8000-00000000beef").catch((error: unknown) => error);
    await first.reached;
    const waiting = read(id);
    nowMs = 30_001;
    emulator.faults.add("ListMembers:error=unavailable,times=1");
    expect(await read(id).catch((error: unknown) => error)).toMatchObject({ code: "unavailable" });
    await emulator.close();
    await slow;

    // the platform was away: it never said that the membership is gone
    await expect(waiting).rejects.toMatchObject({ code: expect.not.stringContaining("not_found") as string });
  });

  it("each say why the members can not be listed, and that they went with their organization", async () => {
    const [one, other] = await invite(2);
    emulator.faults.add("ListMembers:error=permission_denied");
    const both = (): Promise<unknown[]> =>
      Promise.all([one, other].map((membership) => read(membership?.id ?? "").catch((error: unknown) => error)));

    expect(await both()).toEqual(Array(2).fill(expect.objectContaining({ code: "permission_denied" })));
    await gateway.organizations.delete(organizationId);
    expect((await both()).map(isNotFound)).toEqual([true, true]);
  });
});
