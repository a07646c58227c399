import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { GatewayFront } from "../support/gateway-front";
import { itWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, ALICE, BOB, unwrap, Workspace } from "../support/workspace";

const BOB_ID = BOB.slice("agyn_".length);
const MEMBER = 'resource "agyn_organization_membership" "bob" {\n';
const membership = (organizationId: string, role = "owner", identityId = BOB_ID): string =>
  `${MEMBER}  organization_id = "${organizationId}"\n  identity_id = "${identityId}"\n  role = "${role}"\n}\n`;
const ADDRESS = "agyn_organization_membership.bob";
const UNKNOWN_ID = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";

describe("a membership", () => {
  let workspace: Workspace;
  let organizationId: string;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
    organizationId = (await workspace.client().organizations.create({ name: "Acme", slug: "acme" })).id;
    // the platform knows a user who has called it
    await workspace.client(BOB).users.me();
  });
  afterEach(() => workspace.dispose());

  const AS_ADMIN = { AGYN_API_TOKEN: ADMIN_TOKEN };

  async function run(command: string, args: string[] = [], env: Readonly<Record<string, string>> = {}) {
    const { exitCode, stdout, stderr } = await workspace.run(command, ["-no-color", ...args], env);
    return { code: exitCode, text: unwrap(`${stdout}\n${stderr}`) };
  }

  async function apply(hcl: string, env: Readonly<Record<string, string>> = {}) {
    await workspace.write(hcl);
    return await run("apply", ["-auto-approve", "-input=false"], env);
  }

  async function members(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for await (const { identityId, role, status } of workspace.client().memberships.listAll(organizationId)) {
      found[identityId] = `${role}, ${status}`;
    }
    return found;
  }

  /** What the invited user does in the console. */
  async function accept(membershipId: unknown): Promise<void> {
    const path = "agynio.api.gateway.v1.OrganizationsGateway/AcceptMembership";
    const answer = await fetch(`${workspace.gateway.url}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${BOB}` },
      body: JSON.stringify({ membershipId }),
    });
    expect(answer.status).toBe(200);
  }

  it("is an invitation when an owner creates it, which says so, and becomes active when the user accepts", async () => {
    const { code, text } = await apply(membership(organizationId));

    expect(code).toBe(0);
    expect(text).toContain("Warning: Invitation is pending");
    expect((await workspace.plan()).actions).toEqual({});
    const { id, status } = await workspace.state(ADDRESS);
    expect(status).toBe("pending");

    await accept(id);
    await workspace.refreshOnly();

    expect((await workspace.state(ADDRESS))["status"]).toBe("active");
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("is active at once when the cluster admin creates it: its owner may then register runners", async () => {
    const { code, text } = await apply(membership(organizationId), AS_ADMIN);

    expect([code, text]).toEqual([0, expect.not.stringContaining("Warning")]);
    expect(await members()).toMatchObject({ [BOB_ID]: "owner, active" });
    const { runner } = await workspace.client(BOB).runners.register({ name: "ml", organizationId });
    expect(runner).toMatchObject({ name: "ml", organizationId, status: "pending" });
  });

  it("changes its role in place, and ends with a destroy", async () => {
    await apply(membership(organizationId), AS_ADMIN);
    const { id } = await workspace.state(ADDRESS);
    await workspace.write(membership(organizationId, "member"));
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });

    await workspace.apply();

    expect((await workspace.state(ADDRESS))["id"]).toBe(id);
    expect(await members()).toMatchObject({ [BOB_ID]: "member, active" });
    expect((await run("destroy", ["-auto-approve"])).code).toBe(0);
    expect(Object.keys(await members())).toEqual([ALICE.slice("agyn_".length)]);
  });

  it("is replaced for another organization, and not for another spelling of an id", async () => {
    await apply(membership(organizationId), AS_ADMIN);
    await workspace.write(membership(organizationId.toUpperCase()));
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });
    await workspace.apply();
    expect((await workspace.plan()).actions).toEqual({});

    const other = await workspace.client().organizations.create({ name: "Other" });
    await workspace.write(membership(other.id));

    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["delete", "create"] });
  });

  it("is planned anew when it was removed outside, and destroyed without a word", async () => {
    await apply(membership(organizationId), AS_ADMIN);
    await workspace.client().memberships.delete(String((await workspace.state(ADDRESS))["id"]));

    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["create"] });
    expect((await run("destroy", ["-auto-approve", "-refresh=false"])).code).toBe(0);
  });

  it("is read by one listing together with the others of its organization, however many pages that has", async () => {
    const users = Array.from(
      { length: 120 },
      (_, n) => `agyn_${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`,
    );
    for (const user of users) await workspace.client(user).users.me();
    await apply(
      `resource "agyn_organization_membership" "all" {
  for_each        = toset(${JSON.stringify(users.map((user) => user.slice("agyn_".length)))})
  organization_id = "${organizationId}"
  identity_id     = each.key
  role            = "member"
}`,
      AS_ADMIN,
    );
    workspace.gateway.clearRequests();

    expect((await workspace.plan()).actions).toEqual({});

    expect(workspace.gateway.requests.map(({ rpc }) => rpc)).toEqual(Array(2).fill("OrganizationsGateway/ListMembers"));
  });

  it("is gone with its organization, also where members can not be listed any more", async () => {
    await apply(membership(organizationId), AS_ADMIN);
    await workspace.client().organizations.delete(organizationId);
    workspace.gateway.faults.add("ListMembers:error=permission_denied");

    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["create"] });
  });

  it("is kept when its members may not be listed while the organization is there", async () => {
    await apply(membership(organizationId), AS_ADMIN);
    workspace.gateway.faults.add("ListMembers:error=permission_denied,times=1");

    const { code, text } = await run("plan");

    expect(code).toBe(1);
    expect(text).toContain("is neither an owner of the organization nor the cluster admin");
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("is found again when the answer to its creation is lost", async () => {
    workspace.gateway.faults.add("CreateMembership:cut-after-send,times=1");

    const { code } = await apply(membership(organizationId), AS_ADMIN);

    expect(code).toBe(0);
    expect(await members()).toMatchObject({ [BOB_ID]: "owner, active" });
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("is not taken for found again when it is older than its lost creation", async () => {
    const admin = workspace.client(ADMIN_TOKEN).memberships;
    const { id } = await admin.create({ organizationId, identityId: BOB_ID, role: "owner" });
    workspace.gateway.faults.add("CreateMembership:cut-before-send,times=1");
    const front = await GatewayFront.start(workspace.gateway.url, {
      rewrite: (_method, body) => body.replace(/"createdAt":"[^"]*"/g, '"createdAt":"2020-01-01T00:00:00Z"'),
    });

    const applied = apply(membership(organizationId), { ...AS_ADMIN, AGYN_API_URL: front.url });
    const { code, text } = await applied.finally(front.close);

    expect(code).toBe(1);
    expect(text).toContain("Error: Connection to the gateway was lost");
    expect(text).toContain(`Take it over with terraform import ADDRESS ${organizationId}/${id}`);
  });

  it.each([
    ["UpdateMembershipRole", "apply"],
    ["RemoveMembership", "destroy"],
  ])("names who manages members when %s is refused, and keeps what it had", async (method, command) => {
    await apply(membership(organizationId), AS_ADMIN);
    const before = await workspace.state(ADDRESS);
    await workspace.write(membership(organizationId, "member"));
    workspace.gateway.faults.add(`${method}:error=permission_denied`);

    const { code, text } = await run(command, ["-auto-approve"]);

    expect(code).toBe(1);
    expect(text).toContain("Members are managed by owners of the organization and by the cluster admin");
    expect(await workspace.state(ADDRESS)).toEqual(before);
  });

  it("fails for who is in the organization already, and says how to take that over", async () => {
    const alice = ALICE.slice("agyn_".length);
    const hcl = membership(organizationId, "owner", alice);

    const { code, text } = await apply(hcl);

    expect(code).toBe(1);
    expect(text).toContain("Error: Already taken");
    const [, id = ""] = /terraform import ADDRESS (\S+)\./.exec(text) ?? [];
    expect((await run("import", [ADDRESS, id])).code).toBe(0);
    expect((await workspace.plan()).actions).toEqual({});
  });

  it.each([
    ["a role that is none", (id: string) => membership(id, "admin"), "Not one of the allowed words", 'Found "admin"'],
    [
      "an identity nobody has",
      (id: string) => membership(id, "owner", UNKNOWN_ID),
      "Agyn could not carry out the call",
      "knows an identity once its user has signed in",
    ],
    [
      "an organization nobody has",
      () => membership(UNKNOWN_ID),
      "Agyn refused permission",
      "nor the cluster admin, or the organization does not exist",
    ],
    ["a name in place of an id", () => membership("acme"), "Not a UUID", 'Found "acme"'],
  ])("fails for %s", async (_name, hcl, title, detail) => {
    const { code, text } = await apply(hcl(organizationId));

    expect(code).toBe(1);
    expect(text).toContain(`Error: ${title}`);
    expect(text).toContain(detail);
  });

  it("is what its example makes", async () => {
    const page = resolve(__dirname, "../../examples/resources/agyn_organization_membership/main.tf");
    await workspace.apply(readFileSync(page, "utf8"));

    expect(await workspace.state("agyn_organization_membership.deployer")).toMatchObject({ identity_id: BOB_ID });
    expect((await workspace.plan()).actions).toEqual({});
  });

  describe("is imported", () => {
    it.each([
      ["by the identity", () => BOB_ID],
      ["by its own id", (id: string) => id],
    ])("%s, and then settles", async (_name, second) => {
      const { id } = await workspace
        .client(ADMIN_TOKEN)
        .memberships.create({ organizationId, identityId: BOB_ID, role: "owner" });
      await workspace.write(membership(organizationId));

      expect((await run("import", [ADDRESS, `${organizationId}/${second(id)}`])).code).toBe(0);

      expect((await workspace.state(ADDRESS))["id"]).toBe(id);
      expect((await workspace.plan()).actions).toEqual({});
    });

    itWith("identity", "by its identity", async () => {
      const members = workspace.client(ADMIN_TOKEN).memberships;
      const { id } = await members.create({ organizationId, identityId: BOB_ID, role: "owner" });
      const identity = `{\n    organization_id = "${organizationId}"\n    id = "${id}"\n  }`;

      await workspace.apply(`import {\n  to = ${ADDRESS}\n  identity = ${identity}\n}\n${membership(organizationId)}`);

      expect((await workspace.state(ADDRESS))["id"]).toBe(id);
      expect((await workspace.plan()).actions).toEqual({});
    });

    it.each([
      ["a lone id", BOB_ID, "one is imported by ORGANIZATION_ID/IDENTITY_ID or ORGANIZATION_ID/MEMBERSHIP_ID"],
      ["names", "acme/bob", 'Found "acme/bob"'],
      ["an identity that is in no organization", "", "so there is nothing to import"],
    ])("not by %s", async (_name, id, detail) => {
      await workspace.write(membership(organizationId));

      const { code, text } = await run("import", [ADDRESS, id || `${organizationId}/${UNKNOWN_ID}`]);

      expect(code).toBe(1);
      expect(text).toContain(detail);
    });
  });
});
