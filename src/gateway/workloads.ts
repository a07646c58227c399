// What runs on runners, to be read: types, and one function per method.
//
// Source: agynio/api `proto/agynio/api/runners/v1/runners.proto`. An organization has to be named though the contract lets it be
// left out, and the caller needs `can_view_workloads` there: owners and the cluster admin have it. A page token holds for the same
// filter only. Fields the contract calls deprecated are left out.
import { Caller, type ListOptions } from "./caller.js";
import {
  date,
  enumName,
  flag,
  int32,
  int64,
  type JsonObject,
  object,
  objects,
  optionalEnumName,
  optionalInt32,
  optionalText,
  requiredText,
  text,
} from "./decode.js";
import type { CallOptions } from "./transport.js";

/** In the order of their numbers, as all lists here. */
const STATUSES = ["unspecified", "starting", "running", "stopping", "stopped", "failed"] as const;
const OWNER_KINDS = ["unspecified", "agent_instance", "sandbox"] as const;
const AGENT_STATES = ["unspecified", "processing", "idle"] as const;
const FAILURE_REASONS = [
  "unspecified",
  "start_failed",
  "image_pull_failed",
  "config_invalid",
  "crashloop",
  "runtime_lost",
] as const;
const CONTAINER_ROLES = ["unspecified", "main", "sidecar", "init"] as const;
const CONTAINER_STATUSES = ["unspecified", "running", "terminated", "waiting"] as const;

/** What a workload is doing. */
export type WorkloadStatus = (typeof STATUSES)[number];
/** What a workload runs for. */
export type WorkloadOwnerKind = (typeof OWNER_KINDS)[number];
/** Whether the agent in it has something to do. */
export type WorkloadAgentState = (typeof AGENT_STATES)[number];
/** Why it failed. */
export type WorkloadFailureReason = (typeof FAILURE_REASONS)[number];

/** One container of a workload. */
export interface WorkloadContainer {
  readonly containerId: string;
  readonly name: string;
  readonly role: (typeof CONTAINER_ROLES)[number];
  readonly image: string;
  readonly status: (typeof CONTAINER_STATUSES)[number];
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly restartCount: number;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
}

/** One workload. */
export interface Workload {
  /** UUID in canonical form. */
  readonly id: string;
  readonly organizationId: string;
  readonly runnerId: string;
  readonly runnerName: string;
  readonly status: WorkloadStatus;
  readonly flavor: string;
  readonly containers: readonly WorkloadContainer[];
  readonly ownerKind: WorkloadOwnerKind;
  readonly ownerId: string;
  readonly ownerName?: string;
  readonly agentState: WorkloadAgentState;
  readonly agentClassId?: string;
  readonly agentClassName?: string;
  readonly agentInstanceId?: string;
  readonly threadId: string;
  readonly instanceId?: string;
  readonly zitiIdentityId: string;
  readonly allocatedCpuMillicores: number;
  readonly allocatedRamBytes: bigint;
  readonly persistentShells: boolean;
  /** Absent: it has not failed. */
  readonly failureReason?: WorkloadFailureReason;
  readonly failureMessage?: string;
  readonly lastActivityAt?: Date;
  readonly removedAt?: Date;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}

/** Which workloads to list; what is left out or empty does not narrow. */
export interface WorkloadFilter {
  readonly runnerIds?: readonly string[];
  readonly statuses?: readonly Exclude<WorkloadStatus, "unspecified">[];
  readonly ownerKinds?: readonly Exclude<WorkloadOwnerKind, "unspecified">[];
  readonly ownerIds?: readonly string[];
}

/** One page of workloads. */
export interface WorkloadPage {
  readonly workloads: Workload[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** Calls about workloads, of the RunnersGateway. All throw `GatewayError`. */
export class Workloads {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Reads one by id. */
  async get(id: string, options: CallOptions = {}): Promise<Workload> {
    return await this.#caller.call("RunnersGateway/GetWorkload", { id }, options, (answer) =>
      decodeWorkload(object(answer, "workload")),
    );
  }

  /** One page of an organization's workloads, the last started first. */
  async list(organizationId: string, options: ListOptions & WorkloadFilter = {}): Promise<WorkloadPage> {
    const message = { ...Caller.page(options), organizationId, filter: filterOf(options) };
    return await this.#caller.call("RunnersGateway/ListWorkloads", message, options, (answer) => ({
      workloads: objects(answer, "workloads").map(decodeWorkload),
      nextPageToken: text(answer, "nextPageToken"),
    }));
  }

  /** All workloads of an organization, page by page as they are asked for. */
  async *listAll(
    organizationId: string,
    filter: CallOptions & WorkloadFilter = {},
  ): AsyncGenerator<Workload, void, undefined> {
    const fetch = (pageToken: string): Promise<WorkloadPage> => this.list(organizationId, { ...filter, pageToken });
    for await (const page of Caller.pages("RunnersGateway/ListWorkloads", fetch)) yield* page.workloads;
  }
}

function filterOf({ runnerIds = [], statuses = [], ownerKinds = [], ownerIds = [] }: WorkloadFilter): object {
  const named = {
    runnerIdIn: runnerIds,
    statusIn: statuses.map((status) => `WORKLOAD_STATUS_${status.toUpperCase()}`),
    ownerKindIn: ownerKinds.map((kind) => `RUNTIME_OWNER_KIND_${kind.toUpperCase()}`),
    ownerIdIn: ownerIds,
  };
  return Object.fromEntries(Object.entries(named).filter(([, values]) => values.length > 0));
}

function decodeWorkload(from: JsonObject): Workload {
  const meta = object(from, "meta");
  return {
    id: requiredText(meta, "id"),
    organizationId: text(from, "organizationId"),
    runnerId: text(from, "runnerId"),
    runnerName: text(from, "runnerName"),
    status: enumName(from, "status", "WORKLOAD_STATUS_", STATUSES),
    flavor: text(from, "flavor"),
    containers: objects(from, "containers").map(decodeContainer),
    ownerKind: enumName(from, "ownerKind", "RUNTIME_OWNER_KIND_", OWNER_KINDS),
    ownerId: text(from, "ownerId"),
    ownerName: optionalText(from, "ownerName"),
    agentState: enumName(from, "agentState", "WORKLOAD_AGENT_STATE_", AGENT_STATES),
    agentClassId: optionalText(from, "agentClassId"),
    agentClassName: optionalText(from, "agentClassName"),
    agentInstanceId: optionalText(from, "agentInstanceId"),
    threadId: text(from, "threadId"),
    instanceId: optionalText(from, "instanceId"),
    zitiIdentityId: text(from, "zitiIdentityId"),
    allocatedCpuMillicores: int32(from, "allocatedCpuMillicores"),
    allocatedRamBytes: int64(from, "allocatedRamBytes"),
    persistentShells: flag(from, "persistentShells"),
    failureReason: optionalEnumName(from, "failureReason", "WORKLOAD_FAILURE_REASON_", FAILURE_REASONS),
    failureMessage: optionalText(from, "failureMessage"),
    lastActivityAt: date(from, "lastActivityAt"),
    removedAt: date(from, "removedAt"),
    createdAt: date(meta, "createdAt"),
    updatedAt: date(meta, "updatedAt"),
  };
}

function decodeContainer(from: JsonObject): WorkloadContainer {
  return {
    containerId: text(from, "containerId"),
    name: text(from, "name"),
    role: enumName(from, "role", "CONTAINER_ROLE_", CONTAINER_ROLES),
    image: text(from, "image"),
    status: enumName(from, "status", "CONTAINER_STATUS_", CONTAINER_STATUSES),
    reason: optionalText(from, "reason"),
    message: optionalText(from, "message"),
    exitCode: optionalInt32(from, "exitCode"),
    restartCount: int32(from, "restartCount"),
    startedAt: date(from, "startedAt"),
    finishedAt: date(from, "finishedAt"),
  };
}
