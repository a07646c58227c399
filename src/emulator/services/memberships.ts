// Memberships: who is invited to an organization, who is in it, in which role.
//
// Source: agynio/organizations `internal/server/membership.go` at 599fe68 (order of checks, texts). An active membership and its
// tuple go together; a cluster admin adds members at once, an owner invites them.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { OrganizationsGateway } from "../gen/agynio/api/gateway/v1/organizations_pb.js";
import {
  MembershipRole,
  type MembershipSchema,
  MembershipStatus,
} from "../gen/agynio/api/organizations/v1/organizations_pb.js";
import type { Identity } from "../directory.js";
import { type PageRequest, paginate } from "../paging.js";
import { RpcError } from "../rpc-error.js";
import type { MembershipRow, RelationRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { requireUuid } from "../uuid.js";
import { canAddMember, canManage, isOwner } from "./access.js";
import {
  enumText,
  fromTimestamp,
  type Implementation,
  requireIdentity,
  type ServiceDependencies,
  toTimestamp,
} from "./context.js";

type MembershipMethods = Pick<
  Implementation<typeof OrganizationsGateway>,
  | "createMembership"
  | "acceptMembership"
  | "declineMembership"
  | "removeMembership"
  | "updateMembershipRole"
  | "listMembers"
  | "listMyMemberships"
  | "setMyOrgNickname"
>;

/** The part of the organizations service that is about people. */
export function membershipMethods({ store, stamp, directory }: ServiceDependencies): MembershipMethods {
  return {
    createMembership(request, caller) {
      const identity = requireIdentity(caller);
      const organizationId = requireUuid("organization_id", request.organizationId);
      const identityId = requireUuid("identity_id", request.identityId);
      const role = requireRole(request.role);
      if (!directory.isKnown(identityId)) {
        throw new RpcError("failed_precondition", "identity not found");
      }
      const isAdded = canAddMember(store, identity, organizationId);
      if (!isAdded && !isOwner(store, identity, organizationId)) {
        throw new RpcError("permission_denied", "missing permission to add or invite members");
      }
      if (membershipOf(store, organizationId, identityId) !== undefined) {
        throw new RpcError("already_exists", "membership already exists");
      }
      // The tuples of a deleted organization are still there; its row is not.
      if (store.organizations.get(organizationId) === undefined) {
        throw new RpcError("failed_precondition", "membership violates foreign key constraint");
      }
      const now = stamp();
      const row: MembershipRow = {
        id: randomUUID(),
        organizationId,
        identityId,
        role,
        status: isAdded ? "active" : "pending",
        ...(request.expiresAt === undefined ? {} : { expiresAt: fromTimestamp(request.expiresAt) }),
        createdAt: now,
        updatedAt: now,
      };
      store.memberships.put(row);
      if (isAdded) {
        store.addRelation(tupleOf(row));
      }
      store.changed();
      return { membership: toMessage(row) };
    },

    acceptMembership(request, caller) {
      const row = requireOwnPending(store, caller, request.membershipId);
      row.status = "active";
      row.updatedAt = stamp();
      store.addRelation(tupleOf(row));
      store.changed();
      return { membership: toMessage(row) };
    },

    declineMembership(request, caller) {
      const row = requireOwnPending(store, caller, request.membershipId);
      store.memberships.delete(row.id);
      store.changed();
      return {};
    },

    removeMembership(request, caller) {
      const identity = requireIdentity(caller);
      const row = requireMembership(store, request.membershipId);
      assertMayManageMembers(store, identity, row.organizationId);
      if (row.status === "active") {
        store.removeRelation(tupleOf(row));
      }
      store.memberships.delete(row.id);
      store.changed();
      return {};
    },

    updateMembershipRole(request, caller) {
      const identity = requireIdentity(caller);
      requireUuid("membership_id", request.membershipId);
      const role = requireRole(request.role);
      const row = requireMembership(store, request.membershipId);
      assertMayManageMembers(store, identity, row.organizationId);
      const before = tupleOf(row);
      row.role = role;
      row.updatedAt = stamp();
      if (row.status === "active") {
        store.removeRelation(before);
        store.addRelation(tupleOf(row));
      }
      store.changed();
      return { membership: toMessage(row) };
    },

    listMembers(request, caller) {
      const identity = requireIdentity(caller);
      const organizationId = requireUuid("organization_id", request.organizationId);
      assertMayManageMembers(store, identity, organizationId);
      return listMemberships(store, request, (row) => row.organizationId === organizationId);
    },

    listMyMemberships(request, caller) {
      const identity = requireGatewayIdentity(caller);
      return listMemberships(store, request, (row) => row.identityId === identity.id);
    },

    setMyOrgNickname(request, caller) {
      const identity = requireGatewayIdentity(caller);
      const organizationId = requireUuid("organization_id", request.organizationId);
      if (request.nickname === "") {
        throw new RpcError("invalid_argument", "nickname must be provided");
      }
      const row = membershipOf(store, organizationId, identity.id);
      if (row?.status !== "active") {
        throw new RpcError("permission_denied", "active membership required");
      }
      row.nickname = request.nickname;
      store.changed();
      return {};
    },
  };
}

/** Where the gateway itself asks for an identity, before the service can. */
function requireGatewayIdentity(caller: Identity | undefined): Identity {
  if (caller === undefined) {
    throw new RpcError("unauthenticated", "identity not available");
  }
  return caller;
}

function requireRole(role: MembershipRole): MembershipRow["role"] {
  switch (role) {
    case MembershipRole.OWNER:
      return "owner";
    case MembershipRole.MEMBER:
      return "member";
    default:
      throw new RpcError(
        "invalid_argument",
        `role: invalid membership role: ${enumText(MembershipRole, "MEMBERSHIP_ROLE_", role)}`,
      );
  }
}

function requireMembership(store: Store, id: string): MembershipRow {
  const row = store.memberships.get(requireUuid("membership_id", id));
  if (row === undefined) {
    throw new RpcError("not_found", "membership not found");
  }
  return row;
}

function requireOwnPending(store: Store, caller: Identity | undefined, id: string): MembershipRow {
  const identity = requireIdentity(caller);
  const row = requireMembership(store, id);
  if (row.identityId !== identity.id) {
    throw new RpcError("permission_denied", "membership belongs to a different identity");
  }
  if (row.status !== "pending") {
    throw new RpcError("failed_precondition", "membership is not pending");
  }
  return row;
}

function assertMayManageMembers(store: Store, identity: Identity, organizationId: string): void {
  if (!canManage(store, identity, organizationId)) {
    throw new RpcError("permission_denied", "missing permission to manage members");
  }
}

function membershipOf(store: Store, organizationId: string, identityId: string): MembershipRow | undefined {
  return store.memberships.find((row) => row.organizationId === organizationId && row.identityId === identityId);
}

function listMemberships(
  store: Store,
  request: PageRequest & { readonly status: MembershipStatus },
  isWanted: (row: MembershipRow) => boolean,
) {
  // A status the service does not know is no filter.
  const status = (
    { [MembershipStatus.PENDING]: "pending", [MembershipStatus.ACTIVE]: "active" } as Partial<
      Record<MembershipStatus, MembershipRow["status"]>
    >
  )[request.status];
  const page = paginate(
    store.memberships,
    request,
    (row) => isWanted(row) && (status === undefined || row.status === status),
  );
  return { memberships: page.items.map(toMessage), nextPageToken: page.nextPageToken };
}

function tupleOf({ organizationId, identityId, role }: MembershipRow): RelationRow {
  return { organizationId, identityId, relation: role };
}

function toMessage(row: MembershipRow): MessageInitShape<typeof MembershipSchema> {
  return {
    id: row.id,
    organizationId: row.organizationId,
    identityId: row.identityId,
    role: row.role === "owner" ? MembershipRole.OWNER : MembershipRole.MEMBER,
    status: row.status === "active" ? MembershipStatus.ACTIVE : MembershipStatus.PENDING,
    expiresAt: row.expiresAt === undefined ? undefined : toTimestamp(row.expiresAt),
    createdAt: toTimestamp(row.createdAt),
    updatedAt: toTimestamp(row.updatedAt),
  };
}
