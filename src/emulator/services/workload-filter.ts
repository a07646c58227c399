// Which workloads a listing is about, in which order, and where its next page begins.
//
// Source: agynio/runners `internal/server/workloads.go`, `list_cursor.go`, `list_sort.go` (order of checks, texts, forms of the two
// page tokens). A token belongs to the sort it was made with: its first part is the sort's value of the last item.
import { RuntimeOwnerKind, SortDirection } from "../gen/agynio/api/runners/v1/common_pb.js";
import { type ListWorkloadsRequest, ListWorkloadsSortField } from "../gen/agynio/api/runners/v1/workloads_pb.js";
import { trimSpace } from "../go-text.js";
import type { Identity } from "../directory.js";
import { badToken, decodeTokenText, pageSizeOf, type PageRequest } from "../paging.js";
import { RpcError } from "../rpc-error.js";
import type { WorkloadRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { parseUuid, requireTrimmedUuid } from "../uuid.js";
import { canManage } from "./access.js";
import { enumText, fromTimestamp, isEnumValue, permissionDenied } from "./context.js";
import { requireStatus } from "./workload-messages.js";

/** A page of workloads. */
export interface WorkloadPage {
  readonly rows: WorkloadRow[];
  readonly nextPageToken: string;
}

/**
 * The organization whose workloads or volumes are listed: asked for of every caller with an identity.
 * @throws {RpcError} `invalid_argument`, `permission_denied`
 */
export function requireViewScope(
  store: Store,
  sent: string | undefined,
  caller: Identity | undefined,
): string | undefined {
  if (caller === undefined && trimSpace(sent ?? "") === "") {
    return undefined;
  }
  const organizationId = requireTrimmedUuid("organization_id", sent ?? "");
  if (caller !== undefined && !canManage(store, caller, organizationId)) {
    throw permissionDenied();
  }
  return organizationId;
}

/**
 * What `filter` and the deprecated fields beside it let through.
 * @throws {RpcError} `invalid_argument`
 */
export function workloadFilter(request: ListWorkloadsRequest): (row: WorkloadRow) => boolean {
  const { filter } = request;
  const agentIds = ids("filter.agent_id_in", filter?.agentIdIn);
  const runnerIds = ids("filter.runner_id_in", filter?.runnerIdIn);
  const ownerKinds = (filter?.ownerKindIn ?? []).map(requireOwnerKind);
  const ownerIds = ids("filter.owner_id_in", filter?.ownerIdIn);
  if (request.runnerId !== undefined) {
    runnerIds.push(requireTrimmedUuid("runner_id", request.runnerId));
  }
  const statuses = [...(filter?.statusIn ?? []), ...request.statuses].map((status) =>
    requireStatus("statuses", status),
  );
  const after = filter?.startedAfter === undefined ? "" : fromTimestamp(filter.startedAfter);
  const before = filter?.startedBefore === undefined ? undefined : fromTimestamp(filter.startedBefore);
  return (row) =>
    isIn(agentIds, row.agentId ?? "") &&
    isIn(runnerIds, row.runnerId) &&
    isIn(ownerKinds, row.ownerKind) &&
    isIn(ownerIds, row.ownerId) &&
    isIn(statuses, row.status) &&
    row.createdAt >= after &&
    (before === undefined || row.createdAt < before);
}

/**
 * A page in the order of the request's `sort`: newest first when it has none.
 * @throws {RpcError} `invalid_argument` for a bad sort or token
 */
export function sortedPage(store: Store, rows: readonly WorkloadRow[], request: ListWorkloadsRequest): WorkloadPage {
  const { field = ListWorkloadsSortField.UNSPECIFIED, direction = SortDirection.UNSPECIFIED } = request.sort ?? {};
  if (!isEnumValue(ListWorkloadsSortField, field)) {
    throw new RpcError("invalid_argument", `sort: invalid sort field: ${field}`);
  }
  if (!isEnumValue(SortDirection, direction)) {
    throw new RpcError("invalid_argument", `sort: invalid sort direction: ${direction}`);
  }
  // The longest duration is the earliest start.
  const ascending = (direction === SortDirection.ASC) !== (field === ListWorkloadsSortField.DURATION);
  const keyOf = (row: WorkloadRow) => sortKey(store, row, field);
  const isBefore = (a: Position, b: Position) =>
    a.primary === b.primary ? a.id < b.id : ascending ? a.primary < b.primary : a.primary > b.primary;
  return page(rows, request, keyOf, isBefore, readListCursor, (position) => JSON.stringify(position));
}

/**
 * A page newest first, for the listings by thread and by agent instance.
 * @throws {RpcError} `invalid_argument` for a bad token
 */
export function newestFirstPage(rows: readonly WorkloadRow[], request: PageRequest): WorkloadPage {
  const isBefore = (a: Position, b: Position) => (a.primary === b.primary ? a.id > b.id : a.primary > b.primary);
  return page(
    rows,
    request,
    (row) => row.createdAt,
    isBefore,
    readPipedCursor,
    ({ primary, id }) => `${primary}|${id}`,
  );
}

/** A place in a sorted listing. */
interface Position {
  readonly primary: string;
  readonly id: string;
}

function page(
  rows: readonly WorkloadRow[],
  request: PageRequest,
  keyOf: (row: WorkloadRow) => string,
  isBefore: (a: Position, b: Position) => boolean,
  readCursor: (text: string) => Position,
  writeCursor: (position: Position) => string,
): WorkloadPage {
  const size = pageSizeOf(request);
  const start = request.pageToken === "" ? undefined : readCursor(decodeTokenText(request.pageToken));
  const rest = rows
    .map((row) => ({ row, position: { primary: keyOf(row), id: row.id } }))
    .filter(({ position }) => start === undefined || isBefore(start, position))
    .sort((a, b) => (isBefore(a.position, b.position) ? -1 : 1));
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return {
    rows: items.map(({ row }) => row),
    nextPageToken:
      last === undefined || rest.length <= size ? "" : Buffer.from(writeCursor(last.position)).toString("base64url"),
  };
}

function sortKey(store: Store, row: WorkloadRow, field: ListWorkloadsSortField): string {
  switch (field) {
    case ListWorkloadsSortField.AGENT:
      return row.agentId === undefined ? "" : (row.agentName ?? "unknown").trim().toLowerCase();
    case ListWorkloadsSortField.RUNNER:
      return (store.runners.get(row.runnerId)?.name ?? "").toLowerCase();
    case ListWorkloadsSortField.STATUS:
      return row.status;
    default:
      return row.createdAt;
  }
}

function readListCursor(text: string): Position {
  let cursor: unknown;
  try {
    cursor = JSON.parse(text);
  } catch {
    throw badToken("parse token: invalid JSON");
  }
  const { primary, id } = (typeof cursor === "object" && cursor !== null ? cursor : {}) as Partial<Position>;
  if (typeof primary !== "string" || typeof id !== "string" || id === "") {
    throw badToken("invalid token");
  }
  return { primary, id: requireCursorId(id) };
}

function readPipedCursor(text: string): Position {
  const [primary, id] = text.split("|", 2);
  if (primary === undefined || id === undefined) {
    throw badToken("invalid token");
  }
  return { primary, id: requireCursorId(id) };
}

function requireCursorId(sent: string): string {
  const result = parseUuid(sent);
  if ("problem" in result) {
    throw badToken(`parse id: ${result.problem}`);
  }
  return result.id;
}

function ids(field: string, sent: readonly string[] = []): string[] {
  return sent.map((id) => requireTrimmedUuid(field, id));
}

function requireOwnerKind(kind: RuntimeOwnerKind): WorkloadRow["ownerKind"] {
  switch (kind) {
    case RuntimeOwnerKind.AGENT_INSTANCE:
      return "agent_instance";
    case RuntimeOwnerKind.SANDBOX:
      return "sandbox";
    case RuntimeOwnerKind.UNSPECIFIED:
      throw new RpcError("invalid_argument", "filter.owner_kind_in: unspecified kind");
    default:
      throw new RpcError(
        "invalid_argument",
        `filter.owner_kind_in: ${enumText(RuntimeOwnerKind, "RUNTIME_OWNER_KIND_", kind)}`,
      );
  }
}

/** No values: no condition. */
function isIn<T>(values: readonly T[], value: T): boolean {
  return values.length === 0 || values.includes(value);
}
