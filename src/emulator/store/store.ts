// The tables in memory, the questions the services ask of them, and when they go to disk.
//
// Rows are changed by the services and announced by `changed()`; a write follows within WRITE_DELAY_MS, on close, and when
// the process exits. Lookups that a listing of thousands of runners makes are maps; the rest is scanned.
import type { OrganizationRow, RelationRow, RunnerRow, StoreData } from "./rows.js";
import { emptyState, readStateFile, writeStateFile } from "./state-file.js";
import { lockStateFile } from "./lock.js";

/** How long changes are gathered before the file is written. */
const WRITE_DELAY_MS = 25;

/** A named part of the state file that belongs to another layer. */
export interface StoreSection {
  /** The value last set, in this run or an earlier one; `undefined` when none was. Not a copy: call `set` after changing it. */
  get(): unknown;
  /** Keeps a JSON value; it is written with the rest. */
  set(value: unknown): void;
}

/** The tables of one emulator. */
export class Store {
  readonly organizations = new Map<string, OrganizationRow>();
  readonly runners = new Map<string, RunnerRow>();
  readonly #relations = new Map<string, RelationRow>();
  readonly #sections: Map<string, unknown>;
  readonly #path: string | undefined;
  readonly #unlock: () => void;
  readonly #onExit = () => this.flush();
  #lastPort: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dirty = false;

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
    for (const row of data.organizations) {
      this.organizations.set(row.id, row);
    }
    for (const row of data.runners) {
      this.runners.set(row.id, row);
    }
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
    this.#timer ??= setTimeout(() => this.#flushLater(), WRITE_DELAY_MS);
  }

  /** Writes what has not been written yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#dirty || this.#path === undefined) {
      return;
    }
    writeStateFile(this.#path, {
      organizations: [...this.organizations.values()],
      runners: [...this.runners.values()],
      relations: [...this.#relations.values()],
      sections: Object.fromEntries(this.#sections),
      ...(this.#lastPort === undefined ? {} : { lastPort: this.#lastPort }),
    });
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
