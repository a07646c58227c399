// What states say of the platform, as rows of the embedded gateway: organizations, people in them and runners, under the same ids.
//
// A state tells neither who owns an organization nor the hash of a token that was sealed or never known: every identity of the
// rehearsal owns every organization, and such a runner gets a token that nobody has.
// Source: the emulator's state file, version 2 (src/emulator/store/rows.ts), which checks each row when it opens the file.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { isList, isObject, type JsonObject, text } from "../../synthesized/index.js";
import type { StateObject } from "./state-file.js";

const FILE_FORMAT = { format: "cdktf-agyn gateway state", version: 2 };
const CLUSTER = "cluster:global";
const UNKNOWN_TOKEN_BYTES = 32;

/** An organization that has to be there, although nothing says more of it. */
export interface AssumedOrganization {
  readonly id: string;
  readonly slug: string;
}

/**
 * The state file of a gateway that has what the states tell of.
 *
 * @param owners ids of the identities that own every organization
 */
export function gatewayFile(
  objects: readonly StateObject[],
  assumed: readonly AssumedOrganization[],
  owners: readonly string[],
): JsonObject {
  const now = stamp(Date.now());
  const of = (type: string) => objects.filter((object) => object.type === type).map(({ attributes }) => attributes);
  const organizations = [
    ...of("agyn_organization").map((attributes) => organizationRow(attributes, now)),
    ...assumed.map(({ id, slug }) => organizationRow({ id, slug, name: slug }, now)),
  ];
  const memberships = of("agyn_organization_membership").map((attributes) => membershipRow(attributes, now));
  const relations = [
    ...organizations.flatMap(({ id }) => [
      { organizationId: id, relation: "cluster", identityId: CLUSTER },
      ...owners.map((identityId) => ({ organizationId: id, relation: "owner", identityId })),
    ]),
    ...memberships
      .filter(({ status }) => status === "active")
      .map(({ organizationId, role, identityId }) => ({ organizationId, relation: role, identityId })),
  ];
  const people = [...new Set(memberships.map(({ identityId }) => identityId))];
  return {
    ...FILE_FORMAT,
    organizations,
    memberships,
    users: people.map((id) => userRow(id, now)),
    apiTokens: [],
    runners: of("agyn_runner").map((attributes) => runnerRow(attributes, isEnrolled(attributes, objects), now)),
    workloads: [],
    relations,
    sections: {},
  };
}

function organizationRow(attributes: JsonObject, now: string) {
  return {
    id: text(attributes["id"]),
    name: text(attributes["name"]),
    slug: text(attributes["slug"]),
    sandboxDefaultIdleTimeout: text(attributes["sandbox_default_idle_timeout"]),
    sandboxDefaultTtl: text(attributes["sandbox_default_ttl"]),
    sandboxMaxIdleTimeout: text(attributes["sandbox_max_idle_timeout"]),
    createdAt: text(attributes["created_at"]) || now,
    updatedAt: text(attributes["updated_at"]) || now,
  };
}

function membershipRow(attributes: JsonObject, now: string) {
  return {
    id: text(attributes["id"]) || randomUUID(),
    organizationId: text(attributes["organization_id"]),
    identityId: text(attributes["identity_id"]),
    role: text(attributes["role"]),
    status: text(attributes["status"]) || "active",
    createdAt: now,
    updatedAt: now,
  };
}

function userRow(id: string, now: string) {
  const name = `user-${id}`;
  const stamps = { createdAt: now, updatedAt: now };
  const empty = { email: "", photoUrl: "", nickname: "" };
  return { id, oidcSubject: `emulator|${id}`, name, username: name, clusterAdmin: false, ...empty, ...stamps };
}

/** Whether a state tells that a runner has enrolled. Its own `status` is as old as the last time it was read or written. */
export function isEnrolled({ id, status }: JsonObject, objects: readonly StateObject[]): boolean {
  const waits = objects.filter(({ type }) => type === "agyn_runner_enrollment");
  return status === "enrolled" || waits.some(({ attributes }) => attributes["runner_id"] === id);
}

function runnerRow(attributes: JsonObject, enrolled: boolean, now: string) {
  const revision = attributes["service_token_revision"];
  const registered = typeof revision === "number" ? stamp(revision) : now; // the revision is that time
  const organizationId = text(attributes["organization_id"]);
  const token = text(attributes["service_token"]) || randomBytes(UNKNOWN_TOKEN_BYTES).toString("hex");
  const { labels, capabilities } = attributes;
  return {
    id: text(attributes["id"]),
    name: text(attributes["name"]),
    ...(organizationId !== "" && { organizationId }),
    status: enrolled ? "enrolled" : text(attributes["status"]) || "pending",
    labels: isObject(labels) ? labels : {},
    capabilities: isList(capabilities) ? capabilities : [],
    serviceTokenHash: createHash("sha256").update(token).digest("hex"),
    createdAt: registered,
    updatedAt: registered,
  };
}

/** As the platform writes times: RFC 3339, six digits. */
function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}
