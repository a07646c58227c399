// Memberships: how one comes to be a member, and what that opens.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, USER } from "./support.js";

const O = "OrganizationsGateway";
const OTHER_ID = OTHER_USER.slice(5);

let emulator: Emulator;
let organizationId: string;
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
  organizationId = await newOrganization(emulator, USER);
  await call(emulator, "UsersGateway/GetMe", {}, OTHER_USER);
});
afterEach(async () => {
  await emulator.close();
});

interface Membership {
  id: string;
  identityId: string;
  role: string;
  status: string;
}
const create = async (token: string, role = "MEMBERSHIP_ROLE_MEMBER") =>
  (await call(emulator, `${O}/CreateMembership`, { organizationId, identityId: OTHER_ID, role }, token)).body
    .membership as Membership;
const members = async (message: object = {}, token = USER) =>
  ((await call(emulator, `${O}/ListMembers`, { organizationId, ...message }, token)).body.memberships ??
    []) as Membership[];
const mayList = async () => (await call(emulator, "RunnersGateway/ListRunners", { organizationId }, OTHER_USER)).status;
const mayRegister = async () =>
  (await call(emulator, "RunnersGateway/RegisterRunner", { name: "r", organizationId }, OTHER_USER)).status;

it("makes who creates an organization its first member, as an owner", async () => {
  expect(await members()).toMatchObject([
    { identityId: USER.slice(5), role: "MEMBERSHIP_ROLE_OWNER", status: "MEMBERSHIP_STATUS_ACTIVE" },
  ]);
});

it("gives an organization a runner identity created no member at all", async () => {
  const { id } = await newRunner(emulator, ADMIN);
  const created = await call(emulator, `${O}/CreateOrganization`, { name: "R" }, `agyn_${id}`);
  const message = { organizationId: (created.body.organization as { id: string }).id };

  expect((await call(emulator, `${O}/ListMembers`, message, ADMIN)).body).toEqual({});
});

it("lets an owner invite: nothing opens until the invitation is accepted", async () => {
  const { id, status } = await create(USER);

  expect(status).toBe("MEMBERSHIP_STATUS_PENDING");
  expect(await mayList()).toBe(403);
  const accepted = await call(emulator, `${O}/AcceptMembership`, { membershipId: id }, OTHER_USER);
  expect(accepted.body.membership).toMatchObject({ id, status: "MEMBERSHIP_STATUS_ACTIVE" });
  expect(await mayList()).toBe(200);
  expect(await mayRegister()).toBe(403);
});

it("lets a cluster admin add at once", async () => {
  expect(await create(ADMIN)).toMatchObject({ status: "MEMBERSHIP_STATUS_ACTIVE" });
  expect(await mayList()).toBe(200);
});

it("forgets an invitation that is declined, so that there can be another", async () => {
  const { id } = await create(USER);

  expect(await call(emulator, `${O}/DeclineMembership`, { membershipId: id }, OTHER_USER)).toMatchObject({
    status: 200,
    body: {},
  });
  expect((await create(USER)).id).not.toBe(id);
});

it("moves the rights with the role, and takes them away with the membership", async () => {
  const { id } = await create(ADMIN);
  const role = async (name: string) =>
    await call(emulator, `${O}/UpdateMembershipRole`, { membershipId: id, role: name }, USER);

  expect(await mayRegister()).toBe(403);
  expect((await role("MEMBERSHIP_ROLE_OWNER")).body.membership).toMatchObject({ role: "MEMBERSHIP_ROLE_OWNER" });
  expect(await mayRegister()).toBe(200);
  await role("MEMBERSHIP_ROLE_MEMBER");
  expect(await mayRegister()).toBe(403);
  await call(emulator, `${O}/RemoveMembership`, { membershipId: id }, ADMIN);
  expect(await mayList()).toBe(403);
});

it("lists by status, and to each caller their own", async () => {
  const { id } = await create(USER);
  const mine = (await call(emulator, `${O}/ListMyMemberships`, {}, OTHER_USER)).body.memberships;

  expect(mine).toMatchObject([{ id, organizationId }]);
  expect(await members({ status: "MEMBERSHIP_STATUS_PENDING" })).toMatchObject([{ id }]);
  expect(await members({ status: "MEMBERSHIP_STATUS_ACTIVE" })).toMatchObject([{ identityId: USER.slice(5) }]);
  expect(await members({}, ADMIN)).toHaveLength(2);
});

it("keeps the end of a membership as it was given, to the microsecond", async () => {
  const message = {
    organizationId,
    identityId: OTHER_ID,
    role: "MEMBERSHIP_ROLE_MEMBER",
    expiresAt: "2030-01-02T03:04:05.123456789Z",
  };
  const { body } = await call(emulator, `${O}/CreateMembership`, message, USER);

  expect(body.membership).toMatchObject({ expiresAt: "2030-01-02T03:04:05.123456Z" });
});

it("ends with its organization: the rows go, and nobody can be added any more", async () => {
  const { id } = await create(ADMIN);
  await call(emulator, `${O}/DeleteOrganization`, { id: organizationId }, USER);

  expect((await call(emulator, `${O}/AcceptMembership`, { membershipId: id }, OTHER_USER)).status).toBe(404);
  const again = { organizationId, identityId: OTHER_ID, role: "MEMBERSHIP_ROLE_MEMBER" };
  expect(await call(emulator, `${O}/CreateMembership`, again, USER)).toMatchObject({
    code: "failed_precondition",
    message: "membership violates foreign key constraint",
  });
});

it("takes a nickname from a member", async () => {
  expect(await call(emulator, `${O}/SetMyOrgNickname`, { organizationId, nickname: "boss" }, USER)).toMatchObject({
    status: 200,
    body: {},
  });
});

it("shows a cluster admin every organization, without being a member", async () => {
  const { body } = await call(emulator, `${O}/ListAccessibleOrganizations`, {}, ADMIN);

  expect(body.organizations).toMatchObject([{ id: organizationId }]);
});
