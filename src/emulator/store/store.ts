// The tables in memory, the questions the services ask of them, and when they go to disk.
//
// Rows are changed by the services and announced by `changed()`; a write follows soon, on close, and when the process exits. Writing
// is whole and synchronous, so it holds up calls: the pause before a write is at least WRITE_DELAY_MS and ten times what the last
// one took, which keeps a big state under a tenth of the time.
import { performance } from "node:perf_hooks";
import { lockStateFile } from "./lock.js";
import type {
  ApiTokenRow,
  MembershipRow,
  OrganizationRow,
  RelationRow,
  RunnerRow,
  StoreData,
  UserRow,
  WorkloadRow,
} from "./rows.js";
import { emptyState, readStateFile, writeStateFile } from "./state-file.js";
import { Table } from "./table.js";

/** How long changes are gathered before the file is written, at the least. */
const WRITE_DELAY_MS = 25;
/** How many times as long as the last write took the next one waits. */
const WRITE_PAUSE_FACTOR = 10;

/** A named part of the state file that belongs to another layer. */
export interface StoreSection {
  /** The value last set, in this run or an earlier one; `undefined` when none was. Not a copy: call `set` after changing it. */
  get(): unknown;
  /** Keeps a JSON value; it is written with the rest. */
  set(value: unknown): void;
}

/** The tables of one emulator. */
export class Store {
  readonly organizations: Table<OrganizationRow>;
  readonly memberships: Table<MembershipRow>;
  readonly users: Table<UserRow>;
  readonly apiTokens: Table<ApiTokenRow>;
  readonly runners: Table<RunnerRow>;
  readonly workloads: Table<WorkloadRow>;
  readonly #relations = new Map<string, RelationRow>();
  readonly #sections: Map<string, unknown>;
  readonly #path: string | undefined;
  readonly #unlock: () => void;
  readonly #onExit = () => this.flush();
  #lastPort: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dirty = false;
  #lastWriteMs = 0;
  /** Told of every change, before its caller has an answer. */
  onChanged: (() => void) | undefined;

  /**
   * Opens the tables over a file, or in memory only.
   * @throws {EmulatorError} when the file is in use, damaged or somebody else's
   */
  constructor(path?: string) {
    this.#path = path;
    this.#unlock = path === undefined ? () => undefined : lockStateFile(path);
    let data: StoreData;
    try {
      data = path === undefined ? emptyState() : readStateFile(path);
    } catch (error) {
      this.#unlock();
      throw error;
    }
    this.organizations = new Table(data.organizations);
    this.memberships = new Table(data.memberships);
    this.users = new Table(data.users);
    this.apiTokens = new Table(data.apiTokens);
    this.runners = new Table(data.runners);
    this.workloads = new Table(data.workloads);
    for (const row of data.relations) {
      this.#relations.set(relationKey(row), row);
    }
    this.#sections = new Map(Object.entries(data.sections));
    this.#lastPort = data.lastPort;
    process.on("exit", this.#onExit);
  }

  /** The port of the last run over the same file. */
  get lastPort(): number | undefined {
    return this.#lastPort;
  }

  rememberPort(port: number): void {
    if (port !== this.#lastPort) {
      this.#lastPort = port;
      this.changed();
    }
  }

  hasRelation(organizationId: string, relation: RelationRow["relation"], identityId: string): boolean {
    return this.#relations.has(relationKey({ organizationId, relation, identityId }));
  }

  addRelation(row: RelationRow): void {
    this.#relations.set(relationKey(row), row);
  }

  removeRelation(row: RelationRow): void {
    this.#relations.delete(relationKey(row));
  }

  /** Takes one relation away from an identity, on every organization. */
  removeRelationsOf(identityId: string, relation: RelationRow["relation"]): void {
    for (const [key, row] of this.#relations) {
      if (row.identityId === identityId && row.relation === relation) {
        this.#relations.delete(key);
      }
    }
  }

  /** A part of the file for another layer's data. */
  section(name: string): StoreSection {
    return {
      get: () => this.#sections.get(name),
      set: (value) => {
        this.#sections.set(name, value);
        this.changed();
      },
    };
  }

  /** Says that a row was added, changed or removed. */
  changed(): void {
    this.#dirty = true;
    this.onChanged?.();
    this.#timer ??= setTimeout(
      () => this.#flushLater(),
      Math.max(WRITE_DELAY_MS, this.#lastWriteMs * WRITE_PAUSE_FACTOR),
    );
  }

  /** Writes what has not been written yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#dirty || this.#path === undefined) {
      return;
    }
    const started = performance.now();
    writeStateFile(this.#path, {
      organizations: [...this.organizations],
      memberships: [...this.memberships],
      users: [...this.users],
      apiTokens: [...this.apiTokens],
      runners: [...this.runners],
      workloads: [...this.workloads],
      relations: [...this.#relations.values()],
      sections: Object.fromEntries(this.#sections),
      ...(this.#lastPort === undefined ? {} : { lastPort: this.#lastPort }),
    });
    this.#lastWriteMs = performance.now() - started;
    this.#dirty = false;
  }

  /** A full disk must not end the process that serves: the change stays due, and `close` reports it. */
  #flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      process.emitWarning(`The state file ${this.#path ?? ""} can't be written: ${String(error)}`);
    }
  }

  /** Writes, and lets go of the file. */
  close(): void {
    process.off("exit", this.#onExit);
    try {
      this.flush();
    } finally {
      this.#unlock();
    }
  }
}

function relationKey(row: RelationRow): string {
  return `${row.organizationId} ${row.relation} ${row.identityId}`;
}
