// The organizations service: what each method checks, in which order, and with which text it refuses.
//
// Source: agynio/organizations `internal/server/server.go` and `slug.go`; texts and order as measured on the running service.
// Quirks that are the platform's: names are neither checked nor unique, reading needs no rights, updating an unknown
// organization is a missing permission, deleting needs no rights and takes nothing but the row.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { OrganizationsGateway } from "../gen/agynio/api/gateway/v1/organizations_pb.js";
import type { OrganizationSchema } from "../gen/agynio/api/organizations/v1/organizations_pb.js";
import type { Identity } from "../identity.js";
import { paginate } from "../paging.js";
import { RpcError } from "../rpc-error.js";
import { assertSlug, deriveSlug } from "../slug.js";
import type { OrganizationRow } from "../store/rows.js";
import { requireUuid } from "../uuid.js";
import { type Implementation, type ServiceDependencies, toTimestamp } from "./context.js";
import { updatedSandboxFields } from "./sandbox-fields.js";

/** Stored by a creation as they stand here: only an update brings them into Go's spelling. */
const SANDBOX_DEFAULTS = {
  sandboxDefaultIdleTimeout: "30m",
  sandboxDefaultTtl: "72h",
  sandboxMaxIdleTimeout: "24h",
};

/** The organizations service over the tables. */
export function organizationsService({
  store,
  stamp,
}: ServiceDependencies): Implementation<typeof OrganizationsGateway> {
  const isSlugTaken = (slug: string) => [...store.organizations.values()].some((row) => row.slug === slug);

  return {
    createOrganization(request, caller) {
      const { id: ownerId } = requireIdentity(caller);
      if (request.slug !== "") {
        assertSlug(request.slug);
      }
      const slug = request.slug === "" ? deriveSlug(request.name, isSlugTaken) : request.slug;
      if (slug === undefined || isSlugTaken(slug)) {
        throw slugTaken();
      }
      const now = stamp();
      const row = { id: randomUUID(), name: request.name, slug, ...SANDBOX_DEFAULTS, createdAt: now, updatedAt: now };
      store.organizations.set(row.id, row);
      store.addRelation({ organizationId: row.id, relation: "owner", identityId: ownerId });
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
      if (row === undefined || !store.hasRelation(id, "owner", identity.id)) {
        throw new RpcError("permission_denied", "missing permission to update organization");
      }
      const { name, slug } = request;
      const sent = [
        name,
        slug,
        request.sandboxDefaultIdleTimeout,
        request.sandboxDefaultTtl,
        request.sandboxMaxIdleTimeout,
      ];
      if (sent.every((field) => field === undefined)) {
        throw new RpcError("invalid_argument", "at least one field must be provided");
      }
      if (slug !== undefined) {
        assertSlug(slug);
      }
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
      if (!store.organizations.delete(requireUuid("id", request.id))) {
        throw notFound();
      }
      store.changed();
      return {};
    },

    listOrganizations(request, caller) {
      const identity = requireIdentity(caller);
      if (!identity.clusterAdmin) {
        throw new RpcError("permission_denied", "missing permission to list organizations");
      }
      const page = paginate(store.organizations.values(), request);
      return { organizations: page.items.map(toMessage), nextPageToken: page.nextPageToken };
    },

    listAccessibleOrganizations(_request, caller) {
      // The gateway puts the caller's identity over the one in the request.
      const identity = requireIdentity(caller);
      const rows = [...store.organizations.values()].filter(
        (row) => store.hasRelation(row.id, "owner", identity.id) || store.hasRelation(row.id, "member", identity.id),
      );
      return { organizations: rows.sort((a, b) => (a.id < b.id ? -1 : 1)).map(toMessage) };
    },
  };
}

function requireIdentity(caller: Identity | undefined): Identity {
  if (caller === undefined) {
    throw new RpcError("unauthenticated", "identity not available: x-identity-id not found in metadata");
  }
  return caller;
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
