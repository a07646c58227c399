// What is known of an AgentFlow service beside what is known of every workload: what its own rules judge.
import type { SecretKey } from "../secrets.js";

/** What the server would not take, or read otherwise than it is written. */
export interface ConfigFault {
  readonly option: string;
  readonly value: unknown;
  readonly why: string;
  readonly fix: string;
}

/** A number of an option, and the least that the server or the cluster can do something with. */
export interface NumberDescription {
  readonly option: string;
  readonly value: number;
  readonly least: number;
}

/** A limiter of requests. */
export interface LimiterDescription {
  readonly by: "ip" | "user" | "global";
  readonly failsOpen: boolean;
  readonly trustsProxies: boolean;
  /** Undefined: it keeps its numbers elsewhere. */
  readonly redis: SecretKey | undefined;
}

/** What a generated file has at a line. */
export interface GeneratedFault {
  /** Which file: `dockerfile`, `compose`, `kubernetes`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly value?: string;
  readonly why: string;
  readonly fix: string;
}

/** Where something is kept, for the network policy. */
export interface StoreDescription {
  /** The option that says where it is. */
  readonly option: string;
  readonly what: "Postgres" | "Redis";
  /** Port at which it is found where nobody says another. */
  readonly port: number;
}

/** An AgentFlow service. */
export interface AgentFlowDescription {
  readonly checkpointer: "postgres" | "memory" | "sqlite";
  /** Redis that is the cache of the checkpointer. */
  readonly cache: SecretKey | undefined;
  /** Stores that the policy does not let it reach. */
  readonly closedStores: readonly StoreDescription[];
  /** Whether a Job makes the tables. */
  readonly migrates: boolean;
  readonly hasWayIn: boolean;
  readonly limiter: LimiterDescription | undefined;
  /** Path of a dotenv file in the image. */
  readonly dotenv: string | undefined;
  /** Folder of uploads; undefined: none. */
  readonly uploads: string | undefined;
  /** What is given beside the numbers of agentflow.json. */
  readonly numbers: readonly NumberDescription[];
  readonly configFaults: readonly ConfigFault[];
  /** What keeps generated files from being read. */
  readonly unreadable: readonly GeneratedFault[];
}
