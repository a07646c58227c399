// Workload rows and the messages they are read as.
//
// Source: field tables of agynio.api.runners.v1; agynio/runners `internal/server/workloads.go` (which stored word is which value).
import type { MessageInitShape } from "@bufbuild/protobuf";
import { RuntimeOwnerKind } from "../gen/agynio/api/runners/v1/common_pb.js";
import {
  type Container,
  ContainerRole,
  type ContainerSchema,
  ContainerStatus,
  WorkloadAgentState,
  WorkloadFailureReason,
  type WorkloadSchema,
  WorkloadStatus,
} from "../gen/agynio/api/runners/v1/workloads_pb.js";
import { RpcError } from "../rpc-error.js";
import type { ContainerRow, WorkloadRow } from "../store/rows.js";
import { enumText, fromTimestamp, toMeta, toTimestamp } from "./context.js";

const STATUS = {
  starting: WorkloadStatus.STARTING,
  running: WorkloadStatus.RUNNING,
  stopping: WorkloadStatus.STOPPING,
  stopped: WorkloadStatus.STOPPED,
  failed: WorkloadStatus.FAILED,
} as const;

const FAILURE_REASON = {
  start_failed: WorkloadFailureReason.START_FAILED,
  image_pull_failed: WorkloadFailureReason.IMAGE_PULL_FAILED,
  config_invalid: WorkloadFailureReason.CONFIG_INVALID,
  crashloop: WorkloadFailureReason.CRASHLOOP,
  runtime_lost: WorkloadFailureReason.RUNTIME_LOST,
} as const;

const CONTAINER_ROLE = {
  main: ContainerRole.MAIN,
  sidecar: ContainerRole.SIDECAR,
  init: ContainerRole.INIT,
} as const;

const CONTAINER_STATUS = {
  running: ContainerStatus.RUNNING,
  terminated: ContainerStatus.TERMINATED,
  waiting: ContainerStatus.WAITING,
} as const;

/** The words a workload's status is stored as. */
export const WORKLOAD_STATUSES = Object.keys(STATUS) as (keyof typeof STATUS)[];
/** The words a failure reason is stored as. */
export const WORKLOAD_FAILURE_REASONS = Object.keys(FAILURE_REASON) as (keyof typeof FAILURE_REASON)[];

/** `WORKLOAD_STATUS_RUNNING` */
export function statusText(status: WorkloadStatus): string {
  return enumText(WorkloadStatus, "WORKLOAD_STATUS_", status);
}

/** @throws {RpcError} `invalid_argument` for a status without a word, prefixed with the field's name */
export function requireStatus(field: string, status: WorkloadStatus): WorkloadRow["status"] {
  return requireWord(STATUS, status, `${field}: invalid workload status: ${statusText(status)}`);
}

/** @throws {RpcError} `invalid_argument` for a role or status without a word */
export function toContainerRow(container: Container): ContainerRow {
  const { reason, message, exitCode, startedAt, finishedAt } = container;
  const role = enumText(ContainerRole, "CONTAINER_ROLE_", container.role);
  const status = enumText(ContainerStatus, "CONTAINER_STATUS_", container.status);
  return {
    name: container.name,
    containerId: container.containerId,
    role: requireWord(CONTAINER_ROLE, container.role, `containers: invalid container role: ${role}`),
    image: container.image,
    status: requireWord(CONTAINER_STATUS, container.status, `containers: invalid container status: ${status}`),
    restartCount: container.restartCount,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(startedAt === undefined ? {} : { startedAt: fromTimestamp(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: fromTimestamp(finishedAt) }),
  };
}

/** A workload as it is answered; the names are there only in answers about one workload or one organization. */
export function toWorkloadMessage(row: WorkloadRow, runnerName?: string): MessageInitShape<typeof WorkloadSchema> {
  const { agentId } = row;
  return {
    meta: toMeta(row),
    runnerId: row.runnerId,
    threadId: row.threadId,
    organizationId: row.organizationId,
    status: STATUS[row.status],
    agentState: row.agentState === "idle" ? WorkloadAgentState.IDLE : WorkloadAgentState.PROCESSING,
    containers: row.containers.map(toContainerMessage),
    instanceId: row.instanceId,
    lastActivityAt: toTimestamp(row.lastActivityAt),
    removedAt: row.removedAt === undefined ? undefined : toTimestamp(row.removedAt),
    allocatedCpuMillicores: row.allocatedCpuMillicores,
    allocatedRamBytes: BigInt(row.allocatedRamBytes),
    failureReason: row.failureReason === undefined ? undefined : FAILURE_REASON[row.failureReason],
    failureMessage: row.failureMessage,
    flavor: row.flavor,
    ownerId: row.ownerId,
    ownerKind: row.ownerKind === "sandbox" ? RuntimeOwnerKind.SANDBOX : RuntimeOwnerKind.AGENT_INSTANCE,
    ...(row.ownerKind === "agent_instance" ? { agentInstanceId: row.ownerId } : {}),
    ...(agentId === undefined ? {} : { agentId, agentClassId: agentId }),
    ...(runnerName === undefined
      ? {}
      : { runnerName, ...(agentId === undefined ? {} : agentNames(row.agentName ?? "unknown")) }),
  };
}

function agentNames(agentName: string) {
  return { agentName, agentClassName: agentName };
}

function toContainerMessage(row: ContainerRow): MessageInitShape<typeof ContainerSchema> {
  return {
    containerId: row.containerId ?? "",
    name: row.name,
    role: CONTAINER_ROLE[row.role ?? "main"],
    image: row.image ?? "",
    status: CONTAINER_STATUS[row.status ?? "running"],
    reason: row.reason,
    message: row.message,
    exitCode: row.exitCode,
    restartCount: row.restartCount ?? 0,
    startedAt: row.startedAt === undefined ? undefined : toTimestamp(row.startedAt),
    finishedAt: row.finishedAt === undefined ? undefined : toTimestamp(row.finishedAt),
  };
}

function requireWord<Word extends string>(words: Readonly<Record<Word, number>>, value: number, problem: string): Word {
  const found = (Object.entries(words) as [Word, number][]).find(([, candidate]) => candidate === value);
  if (found === undefined) {
    throw new RpcError("invalid_argument", problem);
  }
  return found[0];
}
