// Workloads: read by clients, reported on by runners, touched by what runs in them. Who makes them is the platform's scheduler,
// which here is a test (see ../workload-control.ts).
//
// Source: agynio/runners `internal/server/workloads.go`, `workload_report.go` at 28ac07d, `workload_logs.go` (order of checks, texts).
// Reading without an identity is a call from within the platform.
import type { RunnersGateway } from "../gen/agynio/api/gateway/v1/runners_pb.js";
import { WorkloadStatus } from "../gen/agynio/api/runners/v1/workloads_pb.js";
import { trimSpace } from "../go-text.js";
import type { Identity } from "../directory.js";
import { RpcError } from "../rpc-error.js";
import type { WorkloadRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { requireTrimmedUuid } from "../uuid.js";
import { canManage, isMember } from "./access.js";
import {
  fromTimestamp,
  type Implementation,
  permissionDenied,
  requireIdentityMetadata,
  type ServiceDependencies,
} from "./context.js";
import { requireReportingRunner } from "./service-token.js";
import { newestFirstPage, requireViewScope, sortedPage, workloadFilter } from "./workload-filter.js";
import { requireStatus, statusText, toContainerRow, toWorkloadMessage } from "./workload-messages.js";

type WorkloadMethods = Pick<
  Implementation<typeof RunnersGateway>,
  | "getWorkload"
  | "listWorkloads"
  | "listWorkloadsByThread"
  | "listWorkloadsByAgentInstance"
  | "touchWorkload"
  | "reportWorkloadState"
  | "streamWorkloadLogs"
>;

/** The part of the runners service that is about workloads. */
export function workloadMethods({ store, stamp }: ServiceDependencies): WorkloadMethods {
  const withNames = (row: WorkloadRow) => toWorkloadMessage(row, store.runners.get(row.runnerId)?.name ?? "unknown");
  return {
    getWorkload(request, caller) {
      const row = requireWorkload(store, "id", request.id);
      if (caller !== undefined && !mayView(store, caller, row)) {
        throw permissionDenied();
      }
      return { workload: withNames(row) };
    },

    listWorkloads(request, caller) {
      const organizationId = requireViewScope(store, request.organizationId, caller);
      const isWanted = workloadFilter(request);
      const rows = store.workloads.filter(
        (row) => (organizationId === undefined || row.organizationId === organizationId) && isWanted(row),
      );
      const page = sortedPage(store, rows, request);
      return { workloads: page.rows.map(withNames), nextPageToken: page.nextPageToken };
    },

    listWorkloadsByThread(request, caller) {
      const threadId = requireTrimmedUuid("thread_id", request.threadId);
      const agentId = request.agentId === undefined ? undefined : requireTrimmedUuid("agent_id", request.agentId);
      const statuses = request.statuses.map((status) => requireStatus("statuses", status));
      const rows = store.workloads.filter(
        (row) =>
          row.threadId === threadId &&
          (agentId === undefined || row.agentId === agentId) &&
          (statuses.length === 0 || statuses.includes(row.status)),
      );
      // What the caller may not see is dropped after the cut, as in ListRunners.
      const page = newestFirstPage(rows, request);
      const visible = page.rows.filter((row) => caller === undefined || canManage(store, caller, row.organizationId));
      return { workloads: visible.map((row) => toWorkloadMessage(row)), nextPageToken: page.nextPageToken };
    },

    listWorkloadsByAgentInstance(request, caller) {
      const ownerId = requireTrimmedUuid("agent_instance_id", request.agentInstanceId);
      const statuses = request.statuses.map((status) => requireStatus("statuses", status));
      const rows = store.workloads.filter(
        (row) =>
          row.ownerKind === "agent_instance" &&
          row.ownerId === ownerId &&
          (statuses.length === 0 || statuses.includes(row.status)),
      );
      const page = newestFirstPage(rows, request);
      const visible = page.rows.filter((row) => caller === undefined || isMember(store, caller, row.organizationId));
      return { workloads: visible.map((row) => toWorkloadMessage(row)), nextPageToken: page.nextPageToken };
    },

    touchWorkload(request, caller) {
      const row = requireWorkload(store, "id", request.id);
      // An agent instance touches its own workload; a sandbox's is touched from within the platform.
      if (row.ownerKind === "sandbox" ? caller !== undefined : caller?.id !== row.ownerId) {
        throw permissionDenied();
      }
      if (row.ownerKind === "agent_instance") {
        row.agentState = "processing";
      }
      row.lastActivityAt = row.updatedAt = stamp();
      store.changed();
      return {};
    },

    reportWorkloadState(request, _caller) {
      const runner = requireReportingRunner(store, request);
      const row = requireWorkload(store, "workload_id", request.workloadId);
      if (row.runnerId !== runner.id) {
        throw new RpcError("permission_denied", "workload does not belong to the reporting runner");
      }
      // Ending a workload is the platform's decision; a runner says what it sees.
      if (request.status !== WorkloadStatus.RUNNING && request.status !== WorkloadStatus.FAILED) {
        throw new RpcError("invalid_argument", `status ${statusText(request.status)} is not an observed runtime state`);
      }
      const observedAt = request.observedAt === undefined ? undefined : fromTimestamp(request.observedAt);
      if (row.removedAt !== undefined || (observedAt !== undefined && observedAt < row.updatedAt)) {
        return { applied: false };
      }
      const containers = request.containers.map(toContainerRow);
      const status = requireStatus("status", request.status);
      const now = stamp();
      if (row.status === "starting" && status === "running") {
        row.lastActivityAt = now;
      }
      Object.assign(row, { status, updatedAt: now, ...(containers.length === 0 ? {} : { containers }) });
      store.changed();
      return { applied: true };
    },

    streamWorkloadLogs(request, caller) {
      const identity = requireIdentityMetadata(caller);
      requireTrimmedUuid("workload_id", request.workloadId);
      const container = trimSpace(request.containerName);
      if (container === "") {
        throw new RpcError("invalid_argument", "container_name must be provided");
      }
      const row = requireWorkload(store, "workload_id", request.workloadId);
      if (!mayView(store, identity, row)) {
        throw permissionDenied();
      }
      if (trimSpace(row.instanceId ?? "") === "") {
        throw new RpcError("failed_precondition", "workload instance_id is required");
      }
      const log = Object.hasOwn(row.logs, container) ? row.logs[container] : undefined;
      if (log === undefined) {
        // There is no overlay network to the runner; a platform without one answers this.
        throw new RpcError("unavailable", "ziti context unavailable");
      }
      return lines(log, request.tailLines).map((line) => ({
        event: { case: "chunk" as const, value: { data: new TextEncoder().encode(line) } },
      }));
    },
  };
}

function requireWorkload(store: Store, field: string, id: string): WorkloadRow {
  const row = store.workloads.get(requireTrimmedUuid(field, id));
  if (row === undefined) {
    throw new RpcError("not_found", "workload not found");
  }
  return row;
}

/** Who manages the organization, and who runs in the workload. */
function mayView(store: Store, caller: Identity, row: WorkloadRow): boolean {
  return canManage(store, caller, row.organizationId) || caller.id === row.ownerId || caller.id === row.agentId;
}

/** The lines of a log with their ends; the last ones when a number is given. */
function lines(log: string, tail: number): string[] {
  const all = log.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return tail === 0 ? all : all.slice(-tail);
}
