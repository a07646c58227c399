// The runners service: what each method on runners checks, in which order, and with which text it refuses. Catalogs, workloads and
// volumes have files of their own.
//
// Source: agynio/runners `internal/server/runners.go` and `authz.go`; texts and order as measured on the running service.
// Quirks that are the platform's: names repeat freely, an empty map or list in an update changes nothing, no identity means a
// call from within the platform for the reading methods, an unknown organization is a missing permission.
import { randomBytes, randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RunnersGateway } from "../gen/agynio/api/gateway/v1/runners_pb.js";
import { type RunnerSchema, RunnerStatus } from "../gen/agynio/api/runners/v1/runners_pb.js";
import { trimSpace } from "../go-text.js";
import type { Identity } from "../directory.js";
import { paginate } from "../paging.js";
import { RpcError } from "../rpc-error.js";
import type { RunnerRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { requireTrimmedUuid } from "../uuid.js";
import { isMember, isOwner } from "./access.js";
import { catalogMethods } from "./catalog.js";
import {
  type Implementation,
  permissionDenied,
  requireIdentityMetadata,
  type ServiceDependencies,
  toMeta,
} from "./context.js";
import { hashToken, requireRunnerByToken } from "./service-token.js";
import { volumeMethods } from "./volumes.js";
import { workloadMethods } from "./workloads.js";

/** Random bytes of a service token; it is handed out as twice as many lower-case hex digits. */
const SERVICE_TOKEN_BYTES = 32;

const STATUS = {
  pending: RunnerStatus.PENDING,
  enrolled: RunnerStatus.ENROLLED,
  offline: RunnerStatus.OFFLINE,
} as const;

/** The runners service over the tables. */
export function runnersService(dependencies: ServiceDependencies): Implementation<typeof RunnersGateway> {
  const { store, stamp } = dependencies;
  return {
    ...catalogMethods(dependencies),
    ...workloadMethods(dependencies),
    ...volumeMethods(dependencies),

    registerRunner(request, caller) {
      const identity = requireIdentityMetadata(caller);
      const name = requireName(request.name);
      const organizationId =
        request.organizationId === undefined
          ? undefined
          : requireTrimmedUuid("organization_id", request.organizationId);
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
      store.runners.put(row);
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
        request.organizationId === undefined
          ? undefined
          : requireTrimmedUuid("organization_id", request.organizationId);
      if (organizationId !== undefined && caller !== undefined && !isMember(store, caller, organizationId)) {
        throw permissionDenied();
      }
      const page = paginate(
        store.runners,
        request,
        (row) =>
          organizationId === undefined || row.organizationId === undefined || row.organizationId === organizationId,
      );
      // Rows the caller may not see are dropped after the cut: pages may be short or empty with a token present.
      const visible = page.items.filter(
        (row) =>
          row.organizationId === undefined || caller === undefined || isMember(store, caller, row.organizationId),
      );
      return { runners: visible.map(toMessage), nextPageToken: page.nextPageToken };
    },

    updateRunner(request, caller) {
      const identity = requireIdentityMetadata(caller);
      requireTrimmedUuid("id", request.id);
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
      const identity = requireIdentityMetadata(caller);
      const row = requireRunner(store, request.id);
      assertMayManage(store, identity, row.organizationId);
      store.runners.delete(row.id);
      for (const workload of store.workloads.filter((candidate) => candidate.runnerId === row.id)) {
        store.workloads.delete(workload.id);
      }
      if (row.organizationId !== undefined) {
        store.removeRelation({ organizationId: row.organizationId, relation: "member", identityId: row.id });
      }
      store.changed();
      return {};
    },

    enrollRunner(request) {
      const row = requireRunnerByToken(store, request.serviceToken);
      row.status = "enrolled";
      row.updatedAt = stamp();
      store.changed();
      const overlay = overlayIdentity(row);
      return { identityJson: overlay.json, serviceName: serviceNameOf(row), identityId: overlay.id };
    },
  };
}

function requireName(sent: string): string {
  const name = trimSpace(sent);
  if (name === "") {
    throw new RpcError("invalid_argument", "name must be provided");
  }
  return name;
}

function requireRunner(store: Store, id: string): RunnerRow {
  const row = store.runners.get(requireTrimmedUuid("id", id));
  if (row === undefined) {
    throw new RpcError("not_found", "runner not found");
  }
  return row;
}

/** Cluster-scoped runners are the cluster admin's; an organization's are its owners', and nobody else's. */
function assertMayManage(store: Store, identity: Identity, organizationId: string | undefined): void {
  const allowed = organizationId === undefined ? identity.clusterAdmin : isOwner(store, identity, organizationId);
  if (!allowed) {
    throw permissionDenied();
  }
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
    meta: toMeta(row),
    name: row.name,
    organizationId: row.organizationId,
    identityId: row.id,
    status: STATUS[row.status],
    labels: row.labels,
    openzitiServiceName: serviceNameOf(row),
    capabilities: row.capabilities,
  };
}
