// The organizations service: what each method checks, in which order, and with which text it refuses.
//
// Source: agynio/organizations `internal/server/server.go` at 599fe68; texts and order as measured on the running service.
// Quirks that are the platform's: names are neither checked nor unique, reading needs no rights, updating an unknown
// organization is a missing permission, deleting needs no rights and takes nothing but the row.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { OrganizationsGateway } from "../gen/agynio/api/gateway/v1/organizations_pb.js";
import type { OrganizationSchema } from "../gen/agynio/api/organizations/v1/organizations_pb.js";
import { trimSpace } from "../go-text.js";
import { paginate } from "../paging.js";
import { RpcError } from "../rpc-error.js";
import { deriveSlug, requireSlug } from "../slug.js";
import { CLUSTER, type OrganizationRow } from "../store/rows.js";
import { requireUuid } from "../uuid.js";
import { canAddMember, isMember, isOwner } from "./access.js";
import { type Implementation, requireIdentity, type ServiceDependencies, toTimestamp } from "./context.js";
import { membershipMethods } from "./memberships.js";
import { updatedSandboxFields } from "./sandbox-fields.js";

/** Stored by a creation as they stand here: only an update brings them into Go's spelling. */
const SANDBOX_DEFAULTS = {
  sandboxDefaultIdleTimeout: "30m",
  sandboxDefaultTtl: "72h",
  sandboxMaxIdleTimeout: "24h",
};

/** The organizations service over the tables. */
export function organizationsService(dependencies: ServiceDependencies): Implementation<typeof OrganizationsGateway> {
  const { store, stamp, directory } = dependencies;
  const isSlugTaken = (slug: string) => store.organizations.find((row) => row.slug === slug) !== undefined;

  return {
    ...membershipMethods(dependencies),

    createOrganization(request, caller) {
      const { id: ownerId } = requireIdentity(caller);
      const slug = trimSpace(request.slug) === "" ? deriveSlug(request.name, isSlugTaken) : requireSlug(request.slug);
      if (isSlugTaken(slug)) {
        throw slugTaken();
      }
      const now = stamp();
      const row = { id: randomUUID(), name: request.name, slug, ...SANDBOX_DEFAULTS, createdAt: now, updatedAt: now };
      store.organizations.put(row);
      store.addRelation({ organizationId: row.id, relation: "cluster", identityId: CLUSTER });
      store.addRelation({ organizationId: row.id, relation: "owner", identityId: ownerId });
      // A roster of people: another kind of identity owns the organization without being in it.
      if (directory.isUser(ownerId)) {
        const membership = { organizationId: row.id, identityId: ownerId, role: "owner", status: "active" } as const;
        store.memberships.put({ id: randomUUID(), ...membership, createdAt: now, updatedAt: now });
      }
      store.changed();
      return { organization: toMessage(row) };
    },

    getOrganization(request) {
      const row = store.organizations.get(requireUuid("id", request.id));
      if (row === undefined) {
        throw notFound();
      }
      return { organization: toMessage(row) };
    },

    updateOrganization(request, caller) {
      const identity = requireIdentity(caller);
      const id = requireUuid("id", request.id);
      const row = store.organizations.get(id);
      // Ownership is asked before existence: an unknown organization has no owner.
      if (row === undefined || !isOwner(store, identity, id)) {
        throw new RpcError("permission_denied", "missing permission to update organization");
      }
      const { name } = request;
      const sent = [
        name,
        request.slug,
        request.sandboxDefaultIdleTimeout,
        request.sandboxDefaultTtl,
        request.sandboxMaxIdleTimeout,
      ];
      if (sent.every((field) => field === undefined)) {
        throw new RpcError("invalid_argument", "at least one field must be provided");
      }
      const slug = request.slug === undefined ? undefined : requireSlug(request.slug);
      const sandbox = updatedSandboxFields(row, request);
      if (slug !== undefined && slug !== row.slug && isSlugTaken(slug)) {
        throw slugTaken();
      }
      Object.assign(row, sandbox, { name: name ?? row.name, slug: slug ?? row.slug, updatedAt: stamp() });
      store.changed();
      return { organization: toMessage(row) };
    },

    deleteOrganization(request) {
      // The owner tuple survives: the former owner can still read and delete the organization's runners.
      const id = requireUuid("id", request.id);
      if (!store.organizations.delete(id)) {
        throw notFound();
      }
      for (const membership of store.memberships.filter((row) => row.organizationId === id)) {
        store.memberships.delete(membership.id);
      }
      store.changed();
      return {};
    },

    listOrganizations(request, caller) {
      const identity = requireIdentity(caller);
      if (!identity.clusterAdmin) {
        throw new RpcError("permission_denied", "missing permission to list organizations");
      }
      const page = paginate(store.organizations, request);
      return { organizations: page.items.map(toMessage), nextPageToken: page.nextPageToken };
    },

    listAccessibleOrganizations(_request, caller) {
      // The gateway itself asks for an identity, and puts it over the one in the request.
      if (caller === undefined) {
        throw new RpcError("unauthenticated", "identity not available");
      }
      const rows = store.organizations.filter(
        ({ id }) => isMember(store, caller, id) || canAddMember(store, caller, id),
      );
      return { organizations: rows.map(toMessage) };
    },
  };
}

function notFound(): RpcError {
  return new RpcError("not_found", "organization not found");
}

function slugTaken(): RpcError {
  return new RpcError("already_exists", "organization slug already exists");
}

function toMessage(row: OrganizationRow): MessageInitShape<typeof OrganizationSchema> {
  return { ...row, createdAt: toTimestamp(row.createdAt), updatedAt: toTimestamp(row.updatedAt) };
}
