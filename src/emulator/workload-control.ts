// Workloads from the other side: what the platform's scheduler does, in the hands of a test. It makes them, moves them on and takes
// them away; the service then shows them.
//
// Values also come over HTTP, so they are checked here: every refusal names the field, what was found and what is allowed.
import { randomUUID } from "node:crypto";
import { EmulatorError } from "./errors.js";
import { WORKLOAD_FAILURE_REASONS, WORKLOAD_STATUSES } from "./services/workload-messages.js";
import type { Stamper } from "./store/clock.js";
import type { ContainerRow, WorkloadRow } from "./store/rows.js";
import type { Store } from "./store/store.js";
import { parseUuid } from "./uuid.js";

/** What may change about a workload. */
export interface WorkloadChange {
  /** `starting`, `running`, `stopping`, `stopped` or `failed`. */
  readonly status?: WorkloadRow["status"];
  readonly agentState?: WorkloadRow["agentState"];
  /** `start_failed`, `image_pull_failed`, `config_invalid`, `crashloop` or `runtime_lost`. */
  readonly failureReason?: NonNullable<WorkloadRow["failureReason"]>;
  readonly failureMessage?: string;
  readonly containers?: readonly ContainerRow[];
  /** The runtime's own id; without one there is no log stream. */
  readonly instanceId?: string;
  /** Log text per container name. */
  readonly logs?: Readonly<Record<string, string>>;
}

/** A workload to be made. */
export interface NewWorkload extends WorkloadChange {
  readonly runnerId: string;
  /** @default - the runner's; required on a cluster-scoped runner */
  readonly organizationId?: string;
  /** @default - a new UUID */
  readonly threadId?: string;
  /** @default "agent_instance" */
  readonly ownerKind?: WorkloadRow["ownerKind"];
  /** The agent instance or the sandbox. @default - a new UUID */
  readonly ownerId?: string;
  /** The agent class. @default - none on a sandbox, else a new UUID */
  readonly agentId?: string;
  /** @default - answered as `unknown` */
  readonly agentName?: string;
  /** @default "" */
  readonly flavor?: string;
  /** @default 0 */
  readonly allocatedCpuMillicores?: number;
  /** @default 0 */
  readonly allocatedRamBytes?: number;
}

/** Makes and changes workloads. What it returns are copies. */
export interface Workloads {
  /**
   * Starts a workload on a runner, `starting` unless it says otherwise.
   * @throws {EmulatorError} `bad_workload`
   */
  create(workload: NewWorkload): WorkloadRow;
  /**
   * Changes what is given and leaves the rest.
   * @throws {EmulatorError} `bad_workload`
   */
  update(id: string, change: WorkloadChange): WorkloadRow;
  /**
   * Ends a workload: `stopped`, with the time of its removal. It stays readable.
   * @throws {EmulatorError} `bad_workload`
   */
  remove(id: string): WorkloadRow;
  /** All of them, in id order. */
  list(): WorkloadRow[];
}

/** {@link Workloads} over the tables. */
export class WorkloadControl implements Workloads {
  readonly #store: Store;
  readonly #stamp: Stamper;

  constructor(store: Store, stamp: Stamper) {
    this.#store = store;
    this.#stamp = stamp;
  }

  create(workload: NewWorkload): WorkloadRow {
    assertFields("workload", workload, NEW_FIELDS);
    const runner = this.#store.runners.get(workload.runnerId);
    if (runner === undefined) {
      throw bad("runnerId", workload.runnerId, "the id of a registered runner");
    }
    const organizationId = workload.organizationId ?? runner.organizationId;
    if (organizationId === undefined) {
      throw bad("organizationId", organizationId, "the id of an organization, because the runner is cluster-scoped");
    }
    const ownerKind = workload.ownerKind ?? "agent_instance";
    const agentId = workload.agentId ?? (ownerKind === "sandbox" ? undefined : randomUUID());
    const { agentName, instanceId, failureReason, failureMessage } = workload;
    const now = this.#stamp();
    const row: WorkloadRow = {
      id: randomUUID(),
      runnerId: runner.id,
      organizationId,
      threadId: workload.threadId ?? randomUUID(),
      ownerKind,
      ownerId: workload.ownerId ?? randomUUID(),
      ...(agentId === undefined ? {} : { agentId }),
      ...(agentName === undefined ? {} : { agentName }),
      flavor: workload.flavor ?? "",
      allocatedCpuMillicores: workload.allocatedCpuMillicores ?? 0,
      allocatedRamBytes: workload.allocatedRamBytes ?? 0,
      status: workload.status ?? "starting",
      agentState: workload.agentState ?? "processing",
      containers: [...(workload.containers ?? [])],
      ...(instanceId === undefined ? {} : { instanceId }),
      ...(failureReason === undefined ? {} : { failureReason }),
      ...(failureMessage === undefined ? {} : { failureMessage }),
      logs: { ...workload.logs },
      lastActivityAt: now,
      createdAt: now,
      updatedAt: now,
    };
    this.#store.workloads.put(row);
    this.#store.changed();
    return structuredClone(row);
  }

  update(id: string, change: WorkloadChange): WorkloadRow {
    assertFields("change", change, CHANGE_FIELDS);
    const row = this.#require(id);
    const now = this.#stamp();
    if (row.status === "starting" && change.status === "running") {
      row.lastActivityAt = now;
    }
    Object.assign(row, structuredClone(change), { updatedAt: now });
    this.#store.changed();
    return structuredClone(row);
  }

  remove(id: string): WorkloadRow {
    const row = this.#require(id);
    const now = this.#stamp();
    Object.assign(row, { status: "stopped", removedAt: now, updatedAt: now });
    this.#store.changed();
    return structuredClone(row);
  }

  list(): WorkloadRow[] {
    return structuredClone(this.#store.workloads.filter(() => true));
  }

  #require(id: string): WorkloadRow {
    const row = this.#store.workloads.get(id);
    if (row === undefined) {
      throw bad("id", id, "the id of a workload");
    }
    return row;
  }
}

/** What a field may be, in words, and how that is checked. */
interface Field {
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
}

const TEXT: Field = { allowed: "a text", accepts: (value) => typeof value === "string" };
const ID: Field = { allowed: "a UUID", accepts: (value) => typeof value === "string" && "id" in parseUuid(value) };
const COUNT: Field = {
  allowed: "a whole number, 0 or more",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

const CHANGE_FIELDS: Readonly<Record<string, Field>> = {
  status: oneOf(WORKLOAD_STATUSES),
  agentState: oneOf(["processing", "idle"]),
  failureReason: oneOf(WORKLOAD_FAILURE_REASONS),
  failureMessage: TEXT,
  containers: {
    allowed:
      'a list of {"name": text, "role": main|sidecar|init, "status": running|terminated|waiting, "image", "reason", "message", "exitCode", "restartCount", ...}',
    accepts: (value) => Array.isArray(value) && value.every(isContainer),
  },
  instanceId: TEXT,
  logs: {
    allowed: "an object of texts, by container name",
    accepts: (value) => isObject(value) && Object.values(value).every((text) => typeof text === "string"),
  },
};

const NEW_FIELDS: Readonly<Record<string, Field>> = {
  ...CHANGE_FIELDS,
  runnerId: ID,
  organizationId: ID,
  threadId: ID,
  ownerKind: oneOf(["agent_instance", "sandbox"]),
  ownerId: ID,
  agentId: ID,
  agentName: TEXT,
  flavor: TEXT,
  allocatedCpuMillicores: COUNT,
  allocatedRamBytes: COUNT,
};

function assertFields(what: string, value: unknown, fields: Readonly<Record<string, Field>>): void {
  if (!isObject(value)) {
    throw bad(what, value, "an object");
  }
  for (const [name, found] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      throw bad(name, found, `no such field; there are: ${Object.keys(fields).join(", ")}`);
    }
    if (found !== undefined && !field.accepts(found)) {
      throw bad(name, found, field.allowed);
    }
  }
}

function oneOf(values: readonly string[]): Field {
  return { allowed: values.join(", "), accepts: (value) => values.includes(value as string) };
}

function isContainer(value: unknown): boolean {
  if (!isObject(value) || typeof value.name !== "string") {
    return false;
  }
  const { role = "main", status = "running", exitCode = 0, restartCount = 0, ...texts } = value;
  return (
    ["main", "sidecar", "init"].includes(role as string) &&
    ["running", "terminated", "waiting"].includes(status as string) &&
    Number.isSafeInteger(exitCode) &&
    Number.isSafeInteger(restartCount) &&
    Object.values(texts).every((text) => typeof text === "string")
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bad(field: string, found: unknown, allowed: string): EmulatorError {
  return new EmulatorError(
    "bad_workload",
    `${field} is ${found === undefined ? "missing" : JSON.stringify(found)}; allowed: ${allowed}.`,
  );
}
