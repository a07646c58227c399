// Where an agent workload keeps what its sessions know.

/** Where what a session knows is kept. */
export interface StateOptions {
  /**
   * `none` when there is nothing to keep, `process` for the memory of the process, which only one pod may have, else the name of the
   * store, like `redis` or `postgres`.
   */
  readonly sessions: "none" | "process" | (string & {});

  /**
   * Connections to a database: of each process, and what the database takes.
   *
   * @default - none
   */
  readonly connections?: { readonly perProcess: number; readonly most: number };
}
