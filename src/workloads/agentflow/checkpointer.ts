// Where AgentFlow keeps threads and their states.
//
// Source: facts 2.1 (PgCheckpointer); 10xscale-agentflow 0.10: `asetup()` makes the tables, every statement can be run again and all are
// under one lock of the database; Redis is a cache, and its package has to be there even without one.
import type { Peer } from "../options/peer.js";
import type { SecretKey } from "../secrets/secret-key.js";
import { requireKind } from "../given/readable.js";

/** Settings of PgCheckpointer, as the program makes it. */
export interface PostgresOptions {
  /** Address of the database, with its password. */
  readonly dsn: SecretKey;

  /**
   * Variable by which the program reads the address.
   *
   * @default "POSTGRES_DSN"
   */
  readonly dsnVariable?: string;

  /**
   * Address of Redis, its cache, given as REDIS_URL.
   *
   * @default - no cache
   */
  readonly redis?: SecretKey;

  /**
   * The checkpointer that the program makes, as `module:variable`, on which the migration calls `asetup()`: its schema and its types of
   * ids are then those of the program.
   *
   * @default - a PgCheckpointer made from the address and the options below
   */
  readonly path?: string;

  /** Schema of its tables; of the migration without `path`. @default "public" */
  readonly schema?: string;
  /** Type of the ids of users; of the migration without `path`. @default "string" */
  readonly userIdType?: "string" | "int" | "bigint";
  /** Type of other ids; of the migration without `path`. @default "string" */
  readonly idType?: "string" | "int" | "bigint";

  /**
   * Connections that each process opens at most (`pool_config.max_size`), and that the database takes: multiplied and compared.
   *
   * @default - not compared
   */
  readonly connections?: { readonly perProcess: number; readonly most: number };

  /** Where Postgres is, for the network policy. @default - somewhere under network.egress */
  readonly peer?: Peer;
  /** Where Redis is. @default - somewhere under network.egress */
  readonly redisPeer?: Peer;
}

/** A checkpointer. */
export class Checkpointer {
  private constructor(
    readonly kind: "postgres" | "memory" | "sqlite",
    /** Settings of the one in Postgres. */
    readonly postgres: PostgresOptions | undefined,
  ) {}

  /** In Postgres, with Redis as its cache: the one for more than one process. */
  static postgres(options: PostgresOptions): Checkpointer {
    requireKind("Checkpointer.postgres", "PostgresOptions", options);
    return new Checkpointer("postgres", options);
  }

  /** In the memory of each process. */
  static memory(): Checkpointer {
    return new Checkpointer("memory", undefined);
  }

  /** In a file of each pod, which one process writes. */
  static sqlite(): Checkpointer {
    return new Checkpointer("sqlite", undefined);
  }

  /** Where what it needs is. */
  get peers(): readonly Peer[] {
    return [this.postgres?.peer, this.postgres?.redisPeer].filter((peer) => peer !== undefined);
  }
}

/** Variable by which the program reads the address of Postgres. */
export function dsnVariable({ dsnVariable: name = "POSTGRES_DSN" }: PostgresOptions): string {
  return name;
}
