// agentflow.json as a value: what the server and its CLI read, under names of TypeScript. Who may call (`auth`) is said to the service.
//
// Source: facts 2.1; `KNOWN_TOP_LEVEL_KEYS` and `GraphConfig` of 10xscale-agentflow-cli 0.6. `${VAR}` is expanded in the addresses of
// Redis only, so those are references to Secrets here, and nowhere else may a text have it.
import type { Peer } from "../options/peer.js";
import type { SecretKey } from "../secrets/secret-key.js";

/** A value of JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
/** An object of JSON. */
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** How many requests are answered; beyond that it answers 429. */
export type RateLimitOptions = RateLimitRules &
  (
    | {
        /** In the memory of each process, or by a backend that the program binds. */
        readonly backend: "memory" | "custom";
      }
    | {
        readonly backend: "redis";
        /** A Redis of its own: the limiter does not read REDIS_URL. */
        readonly redis: RateLimitRedisOptions;
      }
  );

/** The Redis of the limiter. */
export interface RateLimitRedisOptions {
  /** Its address with user and password, as `redis://...`. */
  readonly url: SecretKey;
  /** What its keys in Redis begin with. @default "agentflow:rate-limit" */
  readonly prefix?: string;
  /** Where it is, for the network policy. @default - somewhere under network.egress */
  readonly peer?: Peer;
}

/** What is limited. */
export interface RateLimitRules {
  /** Whether it limits. @default true */
  readonly enabled?: boolean;
  /** How many in a window. @default 100 */
  readonly requests?: number;
  /** Seconds of a window. @default 60 */
  readonly windowSeconds?: number;
  /** Whom it counts. @default "ip" */
  readonly by?: "ip" | "user" | "global";
  /** Paths that it does not count. @default ["/ping"] */
  readonly excludePaths?: readonly string[];
  /** Whether it believes X-Forwarded-For. @default - whether there is a way in from outside */
  readonly trustedProxyHeaders?: boolean;
  /** How many proxies of your own stand before it. @default 1 */
  readonly trustedProxyHops?: number;
  /** Networks that they come from, as CIDRs; from server 0.6 on. @default - any */
  readonly trustedProxies?: readonly string[];
  /** Whether everybody passes while the limiter's store is away. @default false; the server's own default is true */
  readonly failOpen?: boolean;
}

/** Web sockets, for each process. */
export interface WebSocketOptions {
  /** Most at a time; 0 for any number. @default - inFlightPerPod, divided by the workers */
  readonly maxConnections?: number;
  /** Most of one user; 0 for any number. @default - the server's, 10 from 0.6 on */
  readonly maxConnectionsPerUser?: number;
  /** Models that a client may ask for. @default - none */
  readonly realtimeModels?: readonly string[];
}

/** agentflow.json. */
export interface AgentFlowConfig {
  /** The compiled graph, as `module:variable`. */
  readonly agent: string;
  /** `module:variable`. @default - the checkpointer's path */
  readonly checkpointer?: string;
  /** `module:variable`. @default - none */
  readonly store?: string;
  /** `module:variable` of the container. @default - the global one */
  readonly injectq?: string;
  /** `module:variable`. @default - the server's */
  readonly threadNameGenerator?: string;

  /**
   * What a caller may do: `ownership`, `allow_all`, a backend as `module:variable`, or roles as an object.
   *
   * @default - the server's: ownership in production
   */
  readonly authorization?: string | JsonObject;

  /** Path of a dotenv file in the image. AFL-06 refuses it in production. @default - none */
  readonly env?: string;
  /** How many requests are answered in a window, and where they are counted. @default - no limit */
  readonly rateLimit?: RateLimitOptions;
  /** How many web sockets each process keeps open. @default - as many as may be in flight */
  readonly webSocket?: WebSocketOptions;
  /** Redis of the cache of who owns which thread. @default - REDIS_URL */
  readonly redis?: SecretKey;
  /** The AG-UI protocol; from server 0.6 on. @default - off */
  readonly agUi?: { readonly enabled: boolean; readonly allowClientTools?: boolean };
  /** Tools that clients run; from server 0.6 on. @default - none */
  readonly remoteTools?: readonly JsonObject[];
  /** Logfire and LangSmith; their keys are secrets of the environment. @default - none */
  readonly observability?: JsonObject;
  /** Read by the CLI only. @default - none */
  readonly test?: JsonObject;
  /** Read by the CLI only. @default - none */
  readonly evaluation?: JsonObject;
}

/** Where the file is in the container: beside the program, whose own is not touched. */
export const CONFIG_PATH = "/etc/agentflow/agentflow.json";
/** Variable with the address of the limiter's Redis. */
export const RATE_LIMIT_REDIS_VARIABLE = "AGENTFLOW_RATE_LIMIT_REDIS_URL";
/** Variable with the address of the Redis of owners. */
export const OWNERSHIP_REDIS_VARIABLE = "AGENTFLOW_OWNERSHIP_REDIS_URL";
