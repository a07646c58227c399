// What KEDA looks at, trigger by trigger, and how it is let in where that is: each credential is a key of a Secret in the workload's
// namespace, which a TriggerAuthentication names.
//
// Source: keda.sh 2.21, scalers prometheus (`authModes`), redis lists and temporal, and pkg/scalers of kedacore/keda: lengths of queues
// are whole numbers; an API key of Temporal comes with TLS, no credentials without; a deployment name and a build id only together
// (since 2.20; `buildId` alone is deprecated).
import type { MetricSignal } from "../description/workload.js";
import { isLater } from "../later.js";
import { given } from "../records.js";
import type { SecretKey } from "../secrets/secret-key.js";
import { requireKind } from "../given/readable.js";

/** How Prometheus is asked by who may ask only. */
export type PrometheusAuthentication = (
  | {
      /** Token that is sent as `Authorization: Bearer`. */
      readonly bearerToken: SecretKey;
    }
  | {
      /** User, with `password`. */
      readonly username: SecretKey;
      /** Password of that user. */
      readonly password: SecretKey;
    }
) & {
  /** Certificate of the authority behind Prometheus' own. @default - those that KEDA trusts */
  readonly authority?: SecretKey;
};

/** A value that Prometheus has. */
export interface PrometheusTriggerOptions {
  /** Address of Prometheus; no password in it. */
  readonly server: string;
  /** A query with one value: what all pods together have in flight. */
  readonly query: string;
  /** What one pod is to have. @default - 70 % of inFlightPerPod */
  readonly perPod?: number;
  /** How Prometheus is asked by who may ask only: a token, or user and password. @default - anybody may ask */
  readonly authentication?: PrometheusAuthentication;
}

/** The length of a list of Redis. */
export interface RedisTriggerOptions {
  /** Host and port. */
  readonly address: string;
  /** Name of the list. */
  readonly list: string;
  /** Number of the database that the list is in. @default 0 */
  readonly databaseIndex?: number;
  /** How many tasks one pod is to have waiting, whole. @default 5 */
  readonly perPod?: number;
  /** User of Redis. @default - the default user */
  readonly username?: SecretKey;
  /** Password of that user. @default - none */
  readonly password?: SecretKey;
  /** Whether Redis is spoken to over TLS. @default true */
  readonly tls?: boolean;
  /** Certificate of the authority behind Redis' own. @default - those that KEDA trusts */
  readonly authority?: SecretKey;
}

/** A certificate of who calls Temporal, which then knows it by that. */
export interface TemporalTls {
  /** Certificate, as PEM. */
  readonly certificate: SecretKey;
  /** Its key, as PEM. */
  readonly key: SecretKey;
  /** Certificate of the authority behind the server's own. @default - those that are trusted anyway */
  readonly authority?: SecretKey;
  /** Name that the server's certificate is for, where it is not the endpoint's. @default - the endpoint's */
  readonly serverName?: string;
}

/** A version of workers, by which Temporal tells them from those of the next program. */
export interface TemporalVersion {
  /** Name that all versions share. */
  readonly deploymentName: string;
  /** What tells this one from the others: mostly the tag of its image. */
  readonly buildId: string;
}

/** The backlog of a task queue of Temporal. */
export interface TemporalTriggerOptions {
  /** Host and port. */
  readonly endpoint: string;
  /** Namespace of Temporal. @default "default" */
  readonly namespace?: string;
  /** Name of the task queue. */
  readonly taskQueue: string;
  /** How many tasks one pod is to have waiting, whole. @default 5 */
  readonly perPod?: number;
  /** Credentials, sent over TLS. @default - none */
  readonly apiKey?: SecretKey;
  /** Credentials by a certificate. @default - none */
  readonly tls?: TemporalTls;
  /** Counts the backlog of this version only. @default - of workers without one */
  readonly version?: TemporalVersion;
}

/** As KEDA is told. */
export interface KedaTrigger {
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Credentials, by KEDA's names of them. */
  readonly authentication: Readonly<Record<string, SecretKey>>;
}

/** Share of its cap that a pod is to have, so that there is room until the next has started. */
const ROOM = 0.7;
const WAITING_TASKS = 5;

/** One thing that KEDA looks at. Of several the one that asks for the most pods decides. */
export class ScalingTrigger {
  private constructor(
    /** What it looks at, by what one pod may have in flight. */
    readonly signal: (inFlightPerPod: number) => MetricSignal,
    /** As KEDA is told, by what one pod is to have. */
    readonly trigger: (perPod: number) => KedaTrigger,
    /** As it was given: no text of it may be a secret. */
    readonly options: PrometheusTriggerOptions | RedisTriggerOptions | TemporalTriggerOptions,
  ) {}

  /** What is in flight, as Prometheus has it. */
  static prometheus(options: PrometheusTriggerOptions): ScalingTrigger {
    requireKind("ScalingTrigger.prometheus", "PrometheusTriggerOptions", options);
    const { server, query, perPod, authentication } = options;
    const { authority, ...credentials } = authentication ?? {};
    const mode = authentication !== undefined && "bearerToken" in authentication ? "bearer" : "basic";
    return new ScalingTrigger(
      inFlight(query, perPod),
      (target) => ({
        type: "prometheus",
        metadata: {
          serverAddress: server,
          query,
          threshold: String(target),
          // a series that is lost is an error, not zero load
          ignoreNullValues: "false",
          ...(authentication === undefined ? {} : { authModes: mode }),
        },
        authentication: given({ ...credentials, ca: authority }),
      }),
      options,
    );
  }

  /** The length of a list of Redis. */
  static redis(options: RedisTriggerOptions): ScalingTrigger {
    requireKind("ScalingTrigger.redis", "RedisTriggerOptions", options);
    const { address, list, databaseIndex, perPod, username, password, tls = true, authority } = options;
    return new ScalingTrigger(
      backlog(list, perPod),
      (target) => ({
        type: "redis",
        metadata: {
          address,
          listName: list,
          listLength: String(target),
          enableTLS: String(tls),
          ...(databaseIndex === undefined ? {} : { databaseIndex: String(databaseIndex) }),
        },
        authentication: given({ username, password, ca: authority }),
      }),
      options,
    );
  }

  /** The backlog of a task queue of Temporal. */
  static temporal(options: TemporalTriggerOptions): ScalingTrigger {
    requireKind("ScalingTrigger.temporal", "TemporalTriggerOptions", options);
    const { endpoint, namespace = "default", taskQueue, perPod, apiKey, tls, version } = options;
    return new ScalingTrigger(
      backlog(taskQueue, perPod),
      (target) => ({
        type: "temporal",
        metadata: {
          endpoint,
          namespace,
          taskQueue,
          targetQueueSize: String(target),
          ...(version === undefined
            ? {}
            : { workerDeploymentName: version.deploymentName, workerDeploymentBuildId: version.buildId }),
          ...(tls?.serverName === undefined ? {} : { tlsServerName: tls.serverName }),
        },
        authentication: given({ apiKey, cert: tls?.certificate, key: tls?.key, ca: tls?.authority }),
      }),
      options,
    );
  }
}

/** What is in flight: a part of the cap, unless it is said. */
export function inFlight(metric: string, perPod: number | undefined): (inFlightPerPod: number) => MetricSignal {
  return (cap) => ({ kind: "inFlight", metric, perPod: perPod ?? partOf(cap) });
}

/** None of a cap that is known at apply only, which SCL-01 and SCL-08 say. */
function partOf(cap: number): number {
  if (isLater(cap)) return 0;
  return cap > 1 ? Math.floor(cap * ROOM) : ROOM;
}

function backlog(metric: string, perPod = WAITING_TASKS): () => MetricSignal {
  return () => ({ kind: "backlog", metric, perPod });
}
