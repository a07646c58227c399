// Codes per situation, method by method: who asks for what, and which code and text comes back. The order of checks is in the
// situations: where two things are wrong, the one that is named is the one the platform sees first.
//
// Source: handlers of agynio/runners, agynio/organizations and agynio/users; the status of each code is connect-go's.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { HTTP_STATUS_BY_CODE, type RpcCode } from "../../src/emulator/rpc-error.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, UNKNOWN_ID, USER } from "./support.js";

const NOBODY = undefined;
const USER_ID = USER.slice(5);
const OTHER_ID = OTHER_USER.slice(5);

let emulator: Emulator;
/** What every row may refer to. USER owns the organization; OTHER_USER is a stranger with an invitation. */
const made = {
  organization: "",
  shared: "",
  own: "",
  token: "",
  otherToken: "",
  invitation: "",
  seat: "",
  workload: "",
};

beforeAll(async () => {
  emulator = await startEmulator({ token: ADMIN });
  made.organization = await newOrganization(emulator, USER);
  await call(emulator, "UsersGateway/GetMe", {}, OTHER_USER);
  const shared = await newRunner(emulator, ADMIN);
  const own = await newRunner(emulator, USER, { organizationId: made.organization });
  Object.assign(made, { shared: shared.id, own: own.id, token: own.serviceToken, otherToken: shared.serviceToken });
  made.invitation = await newMembership(OTHER_ID);
  const { body } = await call(emulator, "OrganizationsGateway/ListMyMemberships", {}, USER);
  made.seat = (body.memberships as { id: string }[])[0]?.id ?? "";
  made.workload = emulator.workloads.create({ runnerId: own.id, instanceId: "pod-1" }).id;
});
afterAll(async () => {
  await emulator.close();
});

async function newMembership(identityId: string): Promise<string> {
  const message = { organizationId: made.organization, identityId, role: "MEMBERSHIP_ROLE_MEMBER" };
  const { body } = await call(emulator, "OrganizationsGateway/CreateMembership", message, USER);
  return (body.membership as { id: string }).id;
}

it("has the HTTP status of each code", () => {
  expect(HTTP_STATUS_BY_CODE).toEqual({
    canceled: 499,
    unknown: 500,
    invalid_argument: 400,
    deadline_exceeded: 504,
    not_found: 404,
    already_exists: 409,
    permission_denied: 403,
    resource_exhausted: 429,
    failed_precondition: 400,
    aborted: 409,
    out_of_range: 400,
    unimplemented: 501,
    internal: 500,
    unavailable: 503,
    data_loss: 500,
    unauthenticated: 401,
  });
});

type Row = readonly [situation: string, message: () => object, caller: string | undefined, code: RpcCode, text: string];

function describeMethod(method: string, rows: readonly Row[]): void {
  describe(method, () => {
    it.each(rows)("refuses %s", async (_situation, message, caller, code, text) => {
      expect(await call(emulator, method, message(), caller)).toMatchObject({
        status: HTTP_STATUS_BY_CODE[code],
        code,
        message: text,
      });
    });
  });
}

const NO_METADATA = "unauthenticated: metadata x-identity-id: expected single value, got 0";
const NOT_AVAILABLE = "identity not available: x-identity-id not found in metadata";
const DENIED = "permission denied";
const BAD_TOKEN = "invalid page_token: decode token: illegal base64 data at input byte 0";

describeMethod("RunnersGateway/RegisterRunner", [
  ["a call without identity", () => ({ name: "" }), NOBODY, "unauthenticated", NO_METADATA],
  ["a blank name", () => ({ name: " \t" }), USER, "invalid_argument", "name must be provided"],
  [
    "an empty organization",
    () => ({ name: "r", organizationId: "" }),
    USER,
    "invalid_argument",
    "organization_id: value is empty",
  ],
  [
    "an organization that is no UUID",
    () => ({ name: "r", organizationId: "no" }),
    USER,
    "invalid_argument",
    "organization_id: invalid UUID length: 2",
  ],
  ["a user who wants a cluster-scoped one", () => ({ name: "r" }), USER, "permission_denied", DENIED],
  [
    "who does not own the organization",
    () => ({ name: "r", organizationId: made.organization }),
    ADMIN,
    "permission_denied",
    DENIED,
  ],
  ["an unknown organization", () => ({ name: "r", organizationId: UNKNOWN_ID }), ADMIN, "permission_denied", DENIED],
]);

describeMethod("RunnersGateway/GetRunner", [
  ["an empty id", () => ({}), USER, "invalid_argument", "id: value is empty"],
  ["a bad id", () => ({ id: "nope" }), USER, "invalid_argument", "id: invalid UUID length: 4"],
  ["an unknown one", () => ({ id: UNKNOWN_ID }), OTHER_USER, "not_found", "runner not found"],
  ["who is no member", () => ({ id: made.own }), OTHER_USER, "permission_denied", DENIED],
  ["the cluster admin who is no member", () => ({ id: made.own }), ADMIN, "permission_denied", DENIED],
]);

describeMethod("RunnersGateway/ListRunners", [
  [
    "an organization that is no UUID",
    () => ({ organizationId: "x" }),
    USER,
    "invalid_argument",
    "organization_id: invalid UUID length: 1",
  ],
  [
    "who is no member, before the token",
    () => ({ organizationId: made.organization, pageToken: "!" }),
    OTHER_USER,
    "permission_denied",
    DENIED,
  ],
  ["a bad page token", () => ({ pageToken: "!" }), USER, "invalid_argument", BAD_TOKEN],
]);

for (const method of ["RunnersGateway/UpdateRunner", "RunnersGateway/DeleteRunner"]) {
  describeMethod(method, [
    ["a call without identity", () => ({ id: "x" }), NOBODY, "unauthenticated", NO_METADATA],
    ["a bad id", () => ({ id: "x" }), USER, "invalid_argument", "id: invalid UUID length: 1"],
    ["an unknown one", () => ({ id: UNKNOWN_ID }), OTHER_USER, "not_found", "runner not found"],
    ["a user, when it is the cluster's", () => ({ id: made.shared }), USER, "permission_denied", DENIED],
    ["who does not own its organization", () => ({ id: made.own }), ADMIN, "permission_denied", DENIED],
  ]);
}
describeMethod("RunnersGateway/UpdateRunner", [
  [
    "a blank name, before it is looked up",
    () => ({ id: UNKNOWN_ID, name: " " }),
    USER,
    "invalid_argument",
    "name must be provided",
  ],
]);

for (const method of ["EnrollRunner", "ReportRunnerCatalog", "ReportWorkloadState"]) {
  describeMethod(`RunnersGateway/${method}`, [
    ["a blank token", () => ({ serviceToken: " \n" }), NOBODY, "invalid_argument", "service_token must be provided"],
    ["a token of no runner", () => ({ serviceToken: "ab".repeat(32) }), NOBODY, "not_found", "runner not found"],
  ]);
}
for (const method of ["ReportRunnerCatalog", "ReportWorkloadState"]) {
  describeMethod(`RunnersGateway/${method}`, [
    [
      "another runner's id",
      () => ({ serviceToken: made.token, runnerId: made.shared }),
      NOBODY,
      "permission_denied",
      "runner_id does not match the reporting runner",
    ],
    [
      "an id that is none",
      () => ({ serviceToken: made.token, runnerId: "x" }),
      NOBODY,
      "invalid_argument",
      "runner_id: invalid UUID length: 1",
    ],
  ]);
}

const resources = { requestsCpu: "1", requestsMemory: "1Gi", limitsCpu: "2", limitsMemory: "2Gi" };
const catalog = (sections: object) => () => ({ serviceToken: made.token, ...sections });
describeMethod("RunnersGateway/ReportRunnerCatalog", [
  [
    "a flavor without a name",
    catalog({ flavors: [{ resources }] }),
    NOBODY,
    "invalid_argument",
    "flavors: name is empty",
  ],
  [
    "a flavor with another name than allowed",
    catalog({ flavors: [{ name: "Big", resources }] }),
    NOBODY,
    "invalid_argument",
    'flavors: name "Big" must match ^[a-z0-9-]+$',
  ],
  [
    "a name of 65 characters",
    catalog({ storageClasses: [{ name: "a".repeat(65) }] }),
    NOBODY,
    "invalid_argument",
    `storage_classes: name "${"a".repeat(65)}" is longer than 64 characters`,
  ],
  [
    "a name twice",
    catalog({ storageClasses: [{ name: "ssd" }, { name: " ssd " }] }),
    NOBODY,
    "invalid_argument",
    'storage_classes: name "ssd" appears more than once',
  ],
  [
    "two defaults",
    catalog({
      flavors: [
        { name: "a", default: true, resources },
        { name: "b", default: true, resources },
      ],
    }),
    NOBODY,
    "invalid_argument",
    "flavors: at most one entry may be marked default, got 2",
  ],
  [
    "a flavor without resources",
    catalog({ flavors: [{ name: "a" }] }),
    NOBODY,
    "invalid_argument",
    'flavors: flavor "a": resources must be provided',
  ],
  [
    "a flavor without one of its quantities",
    catalog({ flavors: [{ name: "a", resources: { ...resources, limitsCpu: " " } }] }),
    NOBODY,
    "invalid_argument",
    'flavors: flavor "a": limits_cpu must be provided',
  ],
  [
    "a capability twice",
    catalog({ capabilities: ["gpu", "gpu"] }),
    NOBODY,
    "invalid_argument",
    'capabilities: capability "gpu" appears more than once',
  ],
]);

for (const method of ["ListFlavors", "ListStorageClasses"]) {
  describeMethod(`RunnersGateway/${method}`, [
    ["a bad runner", () => ({ runnerId: "x" }), USER, "invalid_argument", "runner_id: invalid UUID length: 1"],
    [
      "a bad organization",
      () => ({ organizationId: "x" }),
      USER,
      "invalid_argument",
      "organization_id: invalid UUID length: 1",
    ],
    ["who is no member", () => ({ organizationId: made.organization }), OTHER_USER, "permission_denied", DENIED],
  ]);
}

for (const method of ["ListWorkloads", "ListVolumes"]) {
  describeMethod(`RunnersGateway/${method}`, [
    ["no organization", () => ({}), USER, "invalid_argument", "organization_id: value is empty"],
    [
      "who neither owns the organization nor the cluster",
      () => ({ organizationId: made.organization }),
      OTHER_USER,
      "permission_denied",
      DENIED,
    ],
    ["an unknown organization", () => ({ organizationId: UNKNOWN_ID }), ADMIN, "permission_denied", DENIED],
  ]);
}
const inOrganization = (message: object) => () => ({ organizationId: made.organization, ...message });
describeMethod("RunnersGateway/ListWorkloads", [
  [
    "a runner that is no UUID",
    inOrganization({ filter: { runnerIdIn: ["x"] } }),
    USER,
    "invalid_argument",
    "filter.runner_id_in: invalid UUID length: 1",
  ],
  [
    "no status",
    inOrganization({ filter: { statusIn: ["WORKLOAD_STATUS_UNSPECIFIED"] } }),
    USER,
    "invalid_argument",
    "statuses: invalid workload status: WORKLOAD_STATUS_UNSPECIFIED",
  ],
  [
    "no kind of owner",
    inOrganization({ filter: { ownerKindIn: [0] } }),
    USER,
    "invalid_argument",
    "filter.owner_kind_in: unspecified kind",
  ],
  [
    "a sort there is none of",
    inOrganization({ sort: { field: 9 } }),
    USER,
    "invalid_argument",
    "sort: invalid sort field: 9",
  ],
  ["a bad page token", inOrganization({ pageToken: "!" }), USER, "invalid_argument", BAD_TOKEN],
  [
    "a token of another kind of listing",
    inOrganization({ pageToken: Buffer.from("{}").toString("base64url") }),
    USER,
    "invalid_argument",
    "invalid page_token: invalid token",
  ],
]);

describeMethod("RunnersGateway/GetWorkload", [
  ["a bad id", () => ({ id: "x" }), USER, "invalid_argument", "id: invalid UUID length: 1"],
  ["an unknown one", () => ({ id: UNKNOWN_ID }), OTHER_USER, "not_found", "workload not found"],
  ["a stranger", () => ({ id: made.workload }), OTHER_USER, "permission_denied", DENIED],
]);
describeMethod("RunnersGateway/TouchWorkload", [
  ["who is not the agent instance in it", () => ({ id: made.workload }), USER, "permission_denied", DENIED],
]);
describeMethod("RunnersGateway/ReportWorkloadState", [
  [
    "an unknown workload",
    () => ({ serviceToken: made.token, workloadId: UNKNOWN_ID }),
    NOBODY,
    "not_found",
    "workload not found",
  ],
  [
    "another runner's workload",
    () => ({ serviceToken: made.otherToken, workloadId: made.workload }),
    NOBODY,
    "permission_denied",
    "workload does not belong to the reporting runner",
  ],
  [
    "a state a runner can not see",
    () => ({ serviceToken: made.token, workloadId: made.workload, status: "WORKLOAD_STATUS_STOPPED" }),
    NOBODY,
    "invalid_argument",
    "status WORKLOAD_STATUS_STOPPED is not an observed runtime state",
  ],
]);
describeMethod("RunnersGateway/GetVolume", [
  ["a call without identity", () => ({}), NOBODY, "unauthenticated", NO_METADATA],
  ["a bad id", () => ({ id: "x" }), USER, "invalid_argument", "id: invalid UUID length: 1"],
  ["any id, because there are none", () => ({ id: UNKNOWN_ID }), USER, "not_found", "volume not found"],
]);

describeMethod("OrganizationsGateway/CreateOrganization", [
  ["a call without identity", () => ({ slug: "-" }), NOBODY, "unauthenticated", NOT_AVAILABLE],
  [
    "a slug of other characters",
    () => ({ slug: "No" }),
    USER,
    "invalid_argument",
    "slug: must match ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
  ],
  ["a slug of 64", () => ({ slug: "a".repeat(64) }), USER, "invalid_argument", "slug: must be at most 63 characters"],
  ["a slug that is taken", () => ({ slug: "acme" }), USER, "already_exists", "organization slug already exists"],
]);
for (const method of ["OrganizationsGateway/GetOrganization", "OrganizationsGateway/DeleteOrganization"]) {
  describeMethod(method, [
    ["a bad id", () => ({ id: "x" }), NOBODY, "invalid_argument", "id: invalid UUID length: 1"],
    ["an unknown one", () => ({ id: UNKNOWN_ID }), NOBODY, "not_found", "organization not found"],
  ]);
}
const NO_UPDATE = "missing permission to update organization";
describeMethod("OrganizationsGateway/UpdateOrganization", [
  ["a call without identity", () => ({ id: "x" }), NOBODY, "unauthenticated", NOT_AVAILABLE],
  ["a bad id", () => ({ id: "x" }), USER, "invalid_argument", "id: invalid UUID length: 1"],
  ["who is no owner, before the fields", () => ({ id: made.organization }), ADMIN, "permission_denied", NO_UPDATE],
  ["an unknown one", () => ({ id: UNKNOWN_ID, name: "n" }), USER, "permission_denied", NO_UPDATE],
  [
    "no field at all",
    () => ({ id: made.organization }),
    USER,
    "invalid_argument",
    "at least one field must be provided",
  ],
]);
describeMethod("OrganizationsGateway/ListOrganizations", [
  ["a call without identity", () => ({}), NOBODY, "unauthenticated", NOT_AVAILABLE],
  ["a user", () => ({}), USER, "permission_denied", "missing permission to list organizations"],
]);
for (const method of ["ListAccessibleOrganizations", "ListMyMemberships", "SetMyOrgNickname"]) {
  describeMethod(`OrganizationsGateway/${method}`, [
    ["a call without identity, at the gateway", () => ({}), NOBODY, "unauthenticated", "identity not available"],
  ]);
}

const member = (fields: object) => () => ({
  organizationId: made.organization,
  identityId: OTHER_ID,
  role: "MEMBERSHIP_ROLE_MEMBER",
  ...fields,
});
describeMethod("OrganizationsGateway/CreateMembership", [
  ["a call without identity", member({}), NOBODY, "unauthenticated", NOT_AVAILABLE],
  [
    "a bad organization",
    member({ organizationId: "x" }),
    USER,
    "invalid_argument",
    "organization_id: invalid UUID length: 1",
  ],
  ["a bad identity", member({ identityId: "" }), USER, "invalid_argument", "identity_id: value is empty"],
  [
    "no role",
    member({ role: 0 }),
    USER,
    "invalid_argument",
    "role: invalid membership role: MEMBERSHIP_ROLE_UNSPECIFIED",
  ],
  [
    "an identity nobody knows, before the rights",
    member({ identityId: UNKNOWN_ID }),
    OTHER_USER,
    "failed_precondition",
    "identity not found",
  ],
  [
    "who may neither add nor invite",
    member({}),
    OTHER_USER,
    "permission_denied",
    "missing permission to add or invite members",
  ],
  ["who is there already", member({}), USER, "already_exists", "membership already exists"],
]);
for (const method of ["AcceptMembership", "DeclineMembership"]) {
  describeMethod(`OrganizationsGateway/${method}`, [
    ["a bad id", () => ({ membershipId: "x" }), USER, "invalid_argument", "membership_id: invalid UUID length: 1"],
    ["an unknown one", () => ({ membershipId: UNKNOWN_ID }), USER, "not_found", "membership not found"],
    [
      "somebody else's",
      () => ({ membershipId: made.invitation }),
      USER,
      "permission_denied",
      "membership belongs to a different identity",
    ],
    [
      "one that is active",
      () => ({ membershipId: made.seat }),
      USER,
      "failed_precondition",
      "membership is not pending",
    ],
  ]);
}
const NO_MANAGE = "missing permission to manage members";
describeMethod("OrganizationsGateway/RemoveMembership", [
  ["an unknown one", () => ({ membershipId: UNKNOWN_ID }), USER, "not_found", "membership not found"],
  ["who may not", () => ({ membershipId: made.seat }), OTHER_USER, "permission_denied", NO_MANAGE],
]);
describeMethod("OrganizationsGateway/UpdateMembershipRole", [
  [
    "no role, before it is looked up",
    () => ({ membershipId: UNKNOWN_ID }),
    USER,
    "invalid_argument",
    "role: invalid membership role: MEMBERSHIP_ROLE_UNSPECIFIED",
  ],
  [
    "who may not",
    () => ({ membershipId: made.seat, role: "MEMBERSHIP_ROLE_MEMBER" }),
    OTHER_USER,
    "permission_denied",
    NO_MANAGE,
  ],
]);
describeMethod("OrganizationsGateway/ListMembers", [
  ["who may not, before the token", inOrganization({ pageToken: "!" }), OTHER_USER, "permission_denied", NO_MANAGE],
  ["a bad page token", inOrganization({ pageToken: "!" }), USER, "invalid_argument", BAD_TOKEN],
]);
describeMethod("OrganizationsGateway/SetMyOrgNickname", [
  ["no nickname", inOrganization({}), USER, "invalid_argument", "nickname must be provided"],
  [
    "who is only invited",
    inOrganization({ nickname: "n" }),
    OTHER_USER,
    "permission_denied",
    "active membership required",
  ],
  ["who is not in it", inOrganization({ nickname: "n" }), ADMIN, "permission_denied", "active membership required"],
]);

for (const method of [
  "GetMe",
  "UpdateMe",
  "SearchUsers",
  "CreateUser",
  "GetUser",
  "ListUsers",
  "UpdateUser",
  "DeleteUser",
]) {
  describeMethod(`UsersGateway/${method}`, [
    ["a call without identity", () => ({}), NOBODY, "unauthenticated", NOT_AVAILABLE],
  ]);
}
for (const method of ["CreateUser", "GetUser", "ListUsers", "UpdateUser", "DeleteUser"]) {
  describeMethod(`UsersGateway/${method}`, [
    ["who is no cluster admin", () => ({}), USER, "permission_denied", "cluster admin required"],
  ]);
}
for (const method of ["GetUser", "UpdateUser", "DeleteUser"]) {
  const message = { identityId: UNKNOWN_ID, name: "n" };
  describeMethod(`UsersGateway/${method}`, [
    ["an empty id", () => ({}), ADMIN, "invalid_argument", "identity_id: value is empty"],
    ["an unknown one", () => message, ADMIN, "not_found", "user not found"],
  ]);
}
describeMethod("UsersGateway/CreateUser", [
  ["no subject", () => ({}), ADMIN, "invalid_argument", "oidc_subject must be provided"],
  [
    "a role there is none of",
    () => ({ oidcSubject: "s", clusterRole: 7 }),
    ADMIN,
    "invalid_argument",
    "cluster_role: unsupported role 7",
  ],
  [
    "a user name of other characters",
    () => ({ oidcSubject: "s", username: "A b" }),
    ADMIN,
    "invalid_argument",
    "username: must match ^[a-z0-9_-]+$",
  ],
  [
    "a user name of 33",
    () => ({ oidcSubject: "s", username: "a".repeat(33) }),
    ADMIN,
    "invalid_argument",
    "username: max length 32",
  ],
  [
    "a user name that is taken",
    () => ({ oidcSubject: "s", username: "cluster-admin" }),
    ADMIN,
    "already_exists",
    "username already exists",
  ],
  [
    "a subject that is taken",
    () => ({ oidcSubject: `emulator|${USER_ID}` }),
    ADMIN,
    "already_exists",
    "user already exists",
  ],
]);
for (const [method, message] of [
  ["UpdateUser", { identityId: USER_ID }],
  ["UpdateMe", {}],
] as const) {
  describeMethod(`UsersGateway/${method}`, [
    ["no field at all", () => message, ADMIN, "invalid_argument", "at least one field must be provided"],
    [
      "an empty user name",
      () => ({ ...message, username: "" }),
      ADMIN,
      "invalid_argument",
      "username: value is required",
    ],
  ]);
}
describeMethod("UsersGateway/SearchUsers", [
  ["no prefix", () => ({}), USER, "invalid_argument", "prefix: value is required"],
  ["a negative limit", () => ({ prefix: "a", limit: -1 }), USER, "invalid_argument", "limit must be positive"],
  ["a limit above 20", () => ({ prefix: "a", limit: 21 }), USER, "invalid_argument", "limit must be <= 20"],
]);
describeMethod("UsersGateway/BatchGetUsers", [
  [
    "a bad id, by its place",
    () => ({ identityIds: [USER_ID, ""] }),
    USER,
    "invalid_argument",
    "identity_ids[1]: value is empty",
  ],
  [
    "more than 100",
    () => ({ identityIds: Array<string>(101).fill(USER_ID) }),
    USER,
    "invalid_argument",
    "batch size 101 exceeds maximum of 100",
  ],
]);
for (const method of ["CreateAPIToken", "ListAPITokens", "RevokeAPIToken"]) {
  describeMethod(`UsersGateway/${method}`, [
    ["a call without identity", () => ({}), NOBODY, "unauthenticated", NOT_AVAILABLE],
  ]);
}
describeMethod("UsersGateway/CreateAPIToken", [
  ["no name", () => ({}), USER, "invalid_argument", "name must be provided"],
  [
    "an end in the past",
    () => ({ name: "ci", expiresAt: "2020-01-01T00:00:00Z" }),
    USER,
    "invalid_argument",
    "expires_at must be in the future",
  ],
]);
describeMethod("UsersGateway/RevokeAPIToken", [
  ["a bad id", () => ({ tokenId: "x" }), USER, "invalid_argument", "token_id: invalid UUID length: 1"],
  ["an unknown one", () => ({ tokenId: UNKNOWN_ID }), USER, "not_found", "api token not found"],
]);
