// What a gateway keeps outside of its processes: limits that hold for all of them, and keys of callers with what they spent.
import type { Peer } from "../options/peer.js";
import type { SecretKey } from "../secrets/secret-key.js";

/** A Redis that all processes reach: with it rpm and tpm hold for all of them together. */
export interface GatewayRedis {
  /** Its host, as `redis.data.svc`. */
  readonly host: string;
  /** Its port. @default 6379 */
  readonly port?: number;
  /** Its password. @default - none */
  readonly password?: SecretKey;
  /** Where it is, for the network policy. */
  readonly peer: Peer;
}

/** A Postgres of your own, for keys of callers, their budgets and what they spent. */
export interface GatewayDatabase {
  /** Its address with user and password. */
  readonly url: SecretKey;
  /** What encrypts keys that are kept in it. It can't be changed once there are some. @default - none, which LLM-03 refuses */
  readonly saltKey?: SecretKey;
  /** Connections of each process. @default 10 */
  readonly connectionsPerProcess?: number;
  /** Connections that the database takes from this gateway. */
  readonly mostConnections: number;
  /** Where it is, for the network policy. */
  readonly peer: Peer;
}
