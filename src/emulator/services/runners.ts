// The runners service: what each method checks, in which order, and with which text it refuses.
//
// Source: agynio/runners `internal/server/runners.go` and `authz.go`; texts and order as measured on the running service.
// Quirks that are the platform's: names repeat freely, an empty map or list in an update changes nothing, no identity means a
// call from within the platform for the reading methods, an unknown organization is a missing permission.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RunnersGateway } from "../gen/agynio/api/gateway/v1/runners_pb.js";
import { type RunnerSchema, RunnerStatus } from "../gen/agynio/api/runners/v1/runners_pb.js";
import type { Identity } from "../identity.js";
import { paginate } from "../paging.js";
import { RpcError } from "../rpc-error.js";
import type { RunnerRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { requireUuid } from "../uuid.js";
import { type Implementation, type ServiceDependencies, toTimestamp } from "./context.js";

/** What Go's `strings.TrimSpace` takes away: ours, with U+0085 and without U+FEFF. */
const GO_OUTER_SPACE = /^(?:(?!\ufeff)[\s\u0085])+|(?:(?!\ufeff)[\s\u0085])+$/gu;
/** Random bytes of a service token; it is handed out as twice as many lower-case hex digits. */
const SERVICE_TOKEN_BYTES = 32;

const STATUS = {
  pending: RunnerStatus.PENDING,
  enrolled: RunnerStatus.ENROLLED,
  offline: RunnerStatus.OFFLINE,
} as const;

/** The runners service over the tables. */
export function runnersService({ store, stamp }: ServiceDependencies): Implementation<typeof RunnersGateway> {
  return {
    registerRunner(request, caller) {
      const identity = requireIdentity(caller);
      const name = requireName(request.name);
      const organizationId =
        request.organizationId === undefined ? undefined : requireUuid("organization_id", request.organizationId);
      assertMayManage(store, identity, organizationId);
      const serviceToken = randomBytes(SERVICE_TOKEN_BYTES).toString("hex");
      const now = stamp();
      const row: RunnerRow = {
        id: randomUUID(),
        name,
        ...(organizationId === undefined ? {} : { organizationId }),
        status: "pending",
        labels: request.labels,
        capabilities: request.capabilities,
        serviceTokenHash: hashToken(serviceToken),
        createdAt: now,
        updatedAt: now,
      };
      store.runners.set(row.id, row);
      if (organizationId !== undefined) {
        store.addRelation({ organizationId, relation: "member", identityId: row.id });
      }
      store.changed();
      return { runner: toMessage(row), serviceToken };
    },

    getRunner(request, caller) {
      const row = requireRunner(store, request.id);
      if (row.organizationId !== undefined && caller !== undefined && !isMember(store, caller, row.organizationId)) {
        throw permissionDenied();
      }
      return { runner: toMessage(row) };
    },

    listRunners(request, caller) {
      const organizationId =
        request.organizationId === undefined ? undefined : requireUuid("organization_id", request.organizationId);
      if (organizationId !== undefined && caller !== undefined && !isMember(store, caller, organizationId)) {
        throw permissionDenied();
      }
      const all = [...store.runners.values()];
      const rows =
        organizationId === undefined
          ? all
          : all.filter((row) => row.organizationId === undefined || row.organizationId === organizationId);
      const page = paginate(rows, request);
      // Rows the caller may not see are dropped after the cut: pages may be short or empty with a token present.
      const visible = page.items.filter(
        (row) =>
          row.organizationId === undefined || caller === undefined || isMember(store, caller, row.organizationId),
      );
      return { runners: visible.map(toMessage), nextPageToken: page.nextPageToken };
    },

    updateRunner(request, caller) {
      const identity = requireIdentity(caller);
      requireUuid("id", request.id);
      const name = request.name === undefined ? undefined : requireName(request.name);
      const row = requireRunner(store, request.id);
      assertMayManage(store, identity, row.organizationId);
      row.name = name ?? row.name;
      // An empty map or list does not survive the hop to the backend: it can't be told from one that was left out.
      if (Object.keys(request.labels).length > 0) {
        row.labels = request.labels;
      }
      if (request.capabilities.length > 0) {
        row.capabilities = request.capabilities;
      }
      row.updatedAt = stamp();
      store.changed();
      return { runner: toMessage(row) };
    },

    deleteRunner(request, caller) {
      const identity = requireIdentity(caller);
      const row = requireRunner(store, request.id);
      assertMayManage(store, identity, row.organizationId);
      store.runners.delete(row.id);
      if (row.organizationId !== undefined) {
        store.removeRelation({ organizationId: row.organizationId, relation: "member", identityId: row.id });
      }
      store.changed();
      return {};
    },

    enrollRunner(request) {
      if (request.serviceToken.trim() === "") {
        throw new RpcError("invalid_argument", "service_token must be provided");
      }
      const hash = hashToken(request.serviceToken);
      const row = [...store.runners.values()].find((candidate) => candidate.serviceTokenHash === hash);
      if (row === undefined) {
        throw runnerNotFound();
      }
      row.status = "enrolled";
      row.updatedAt = stamp();
      store.changed();
      const overlay = overlayIdentity(row);
      return { identityJson: overlay.json, serviceName: serviceNameOf(row), identityId: overlay.id };
    },
  };
}

function requireIdentity(caller: Identity | undefined): Identity {
  if (caller === undefined) {
    throw new RpcError("unauthenticated", "unauthenticated: metadata x-identity-id: expected single value, got 0");
  }
  return caller;
}

function requireName(sent: string): string {
  const name = sent.replace(GO_OUTER_SPACE, "");
  if (name === "") {
    throw new RpcError("invalid_argument", "name must be provided");
  }
  return name;
}

function requireRunner(store: Store, id: string): RunnerRow {
  const row = store.runners.get(requireUuid("id", id));
  if (row === undefined) {
    throw runnerNotFound();
  }
  return row;
}

/** Cluster-scoped runners are the cluster admin's; an organization's are its owners', and nobody else's. */
function assertMayManage(store: Store, identity: Identity, organizationId: string | undefined): void {
  const allowed =
    organizationId === undefined ? identity.clusterAdmin : store.hasRelation(organizationId, "owner", identity.id);
  if (!allowed) {
    throw permissionDenied();
  }
}

function isMember(store: Store, identity: Identity, organizationId: string): boolean {
  return (
    store.hasRelation(organizationId, "owner", identity.id) || store.hasRelation(organizationId, "member", identity.id)
  );
}

function permissionDenied(): RpcError {
  return new RpcError("permission_denied", "permission denied");
}

function runnerNotFound(): RpcError {
  return new RpcError("not_found", "runner not found");
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function serviceNameOf(row: RunnerRow): string {
  return `runner-${row.id}`;
}

/** A fresh overlay identity per enrollment, without keys: there is no overlay network behind the emulator. */
function overlayIdentity(row: RunnerRow): { id: string; json: Uint8Array } {
  const id = randomBytes(8).toString("base64url").slice(0, 10);
  const json = JSON.stringify({ ztAPI: "https://overlay.invalid", name: serviceNameOf(row), emulated: true });
  return { id, json: new TextEncoder().encode(json) };
}

function toMessage(row: RunnerRow): MessageInitShape<typeof RunnerSchema> {
  return {
    meta: { id: row.id, createdAt: toTimestamp(row.createdAt), updatedAt: toTimestamp(row.updatedAt) },
    name: row.name,
    organizationId: row.organizationId,
    identityId: row.id,
    status: STATUS[row.status],
    labels: row.labels,
    openzitiServiceName: serviceNameOf(row),
    capabilities: row.capabilities,
  };
}
