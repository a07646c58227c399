// Queues that work comes from: how long they lend a task, how many a worker takes, when it says that it is done. What a worker has to be
// told of it comes as variables of its environment.
//
// Source: facts 6 (Celery and BullMQ over Redis: visibility timeout and prefetch multiply lost or doubled work; Temporal: the stop
// timeout of a worker is 0 by default, which cuts its tasks).
import type { EnvironmentValue } from "../description/container.js";
import type { QueueDescription } from "../description/workload.js";
import type { Drain } from "../lifecycle/drain.js";
import type { ITaskQueue } from "../options/network.js";
import type { Peer } from "../options/peer.js";
import { Scaling, type ScalingOptions } from "../scaling/scaling.js";
import { ScalingTrigger, type TemporalTls, type TemporalVersion } from "../scaling/triggers.js";
import type { SecretKey } from "../secrets/secret-key.js";
import { requireKind } from "../given/readable.js";

/** What all queues are told. */
export interface QueueOptions {
  /** Where its server is, so that the policy of a worker lets it go there. */
  readonly peer: Peer;

  /**
   * How long a task is lent before another worker may get it, seconds.
   *
   * @default - derived from the drain and the prefetch: longer than it can wait at a worker and its pod can live on
   */
  readonly visibilityTimeoutSeconds?: number;
}

/** A list of Redis. */
export interface RedisQueueOptions extends QueueOptions {
  /** Host and port. */
  readonly address: string;
  /** Name of the list. */
  readonly list: string;
  /** The address with its password, as the program reads it: BROKER_URL. */
  readonly url: SecretKey;
  /** Number of the database, for the scaler: the address above names it, too. @default 0 */
  readonly databaseIndex?: number;
  /** User, for the scaler. @default - the default user */
  readonly username?: SecretKey;
  /** Password, for the scaler. @default - none */
  readonly password?: SecretKey;
  /** Whether the scaler speaks TLS. @default true */
  readonly tls?: boolean;
  /** Certificate of the authority behind Redis' own, for the scaler. @default - those that KEDA trusts */
  readonly authority?: SecretKey;
  /** Tasks that a worker takes for each that it works on. @default 1 */
  readonly prefetch?: number;

  /**
   * When a worker says that a task is done: late, after it, or early, as soon as it has it, which loses it with the worker.
   *
   * @default "late"; the program has to bear a task twice
   */
  readonly acknowledges?: "early" | "late";

  /**
   * Whether Redis keeps the list over a restart, and drops nothing when memory is short (`noeviction`).
   *
   * @default - nobody has said, which QUE-03 warns of
   */
  readonly durable?: boolean;
}

/** A task queue of Temporal. */
export interface TemporalQueueOptions extends QueueOptions {
  /** Host and port. */
  readonly endpoint: string;
  /** Namespace of Temporal. @default "default" */
  readonly namespace?: string;
  /** Name of the task queue. */
  readonly taskQueue: string;
  /** Credentials: TEMPORAL_API_KEY, sent over TLS. @default - none */
  readonly apiKey?: SecretKey;
  /** Credentials by a certificate: TEMPORAL_TLS_CLIENT_CERT_DATA and those beside it. @default - none */
  readonly tls?: TemporalTls;

  /**
   * What tells this program's workers from the next one's: TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID. The program has to
   * give both to its worker, and the scaler counts the backlog of this version only.
   *
   * @default - none
   */
  readonly version?: TemporalVersion;
}

/** How many workers, by the backlog. */
export interface BacklogOptions extends ScalingOptions {
  /** How many tasks one pod is to have waiting. @default 5 */
  readonly perPod?: number;
}

/** A queue. */
export class Queue implements ITaskQueue {
  private constructor(
    readonly options: QueueOptions,
    private readonly facts: Omit<QueueDescription, "visibilityTimeoutSeconds">,
    /** Variables by which a program finds it, whether it takes tasks or puts them there. */
    readonly access: Readonly<Record<string, EnvironmentValue>>,
    /** Variables of workers only. */
    private readonly worker: Readonly<Record<string, EnvironmentValue>>,
    private readonly triggerBy: (perPod: { readonly perPod?: number }) => ScalingTrigger,
  ) {}

  /** A list of Redis, as Celery, BullMQ, arq and RQ use it. */
  static redis(options: RedisQueueOptions): Queue {
    requireKind("Queue.redis", "RedisQueueOptions", options);
    const { address, list, url, prefetch = 1, acknowledges = "late", durable } = options;
    const facts = { broker: "redis" as const, address, name: list, prefetch, acknowledges };
    return new Queue(
      options,
      { ...facts, isDurable: durable, version: undefined },
      { BROKER_URL: url, QUEUE_NAME: list },
      { QUEUE_PREFETCH: String(prefetch), QUEUE_ACKNOWLEDGES: acknowledges },
      (perPod) => ScalingTrigger.redis({ ...options, ...perPod }),
    );
  }

  /** A task queue of Temporal. */
  static temporal(options: TemporalQueueOptions): Queue {
    requireKind("Queue.temporal", "TemporalQueueOptions", options);
    const { endpoint, namespace = "default", taskQueue, apiKey, tls, version } = options;
    const facts = { broker: "temporal" as const, address: `${endpoint}/${namespace}`, name: taskQueue, prefetch: 1 };
    return new Queue(
      options,
      { ...facts, acknowledges: "late", isDurable: true, version },
      {
        TEMPORAL_ADDRESS: endpoint,
        TEMPORAL_NAMESPACE: namespace,
        TEMPORAL_TASK_QUEUE: taskQueue,
        ...(apiKey !== undefined && { TEMPORAL_API_KEY: apiKey }),
        ...(tls !== undefined && tlsVariables(tls)),
      },
      version === undefined
        ? {}
        : { TEMPORAL_DEPLOYMENT_NAME: version.deploymentName, TEMPORAL_WORKER_BUILD_ID: version.buildId },
      (perPod) => ScalingTrigger.temporal({ ...options, ...perPod }),
    );
  }

  /** Where its server is. */
  get peer(): Peer {
    return this.options.peer;
  }

  /** Its backlog, as one of several things that KEDA looks at. */
  trigger(options: { readonly perPod?: number } = {}): ScalingTrigger {
    return this.triggerBy(options);
  }

  /** A scaler by the backlog of this queue, down to no pod at all with a minimum of 0. */
  scaling(options: BacklogOptions): Scaling {
    const { perPod, ...range } = options;
    return Scaling.keda({ ...range, triggers: [this.trigger(perPod === undefined ? {} : { perPod })] });
  }

  /** What is known of it, for work that ends as the drain says. */
  describe(drain: Drain): QueueDescription {
    const { visibilityTimeoutSeconds = drain.visibilityTimeoutSeconds(this.facts.prefetch) } = this.options;
    return { ...this.facts, visibilityTimeoutSeconds };
  }

  /** What a worker is told of it. Its program has to keep to the seconds: the time limit of a task, and how long it finishes. */
  environment(drain: Drain): Readonly<Record<string, EnvironmentValue>> {
    return {
      QUEUE_VISIBILITY_TIMEOUT_SECONDS: String(this.describe(drain).visibilityTimeoutSeconds),
      QUEUE_TASK_LIMIT_SECONDS: String(drain.longestStepSeconds),
      QUEUE_STOP_SECONDS: String(drain.drainSeconds),
      ...this.access,
      ...this.worker,
    };
  }
}

/** As the environment configuration of Temporal's SDKs has them. */
function tlsVariables({ certificate, key, authority, serverName }: TemporalTls): Record<string, EnvironmentValue> {
  return {
    TEMPORAL_TLS: "true",
    TEMPORAL_TLS_CLIENT_CERT_DATA: certificate,
    TEMPORAL_TLS_CLIENT_KEY_DATA: key,
    ...(authority !== undefined && { TEMPORAL_TLS_SERVER_CA_CERT_DATA: authority }),
    ...(serverName !== undefined && { TEMPORAL_TLS_SERVER_NAME: serverName }),
  };
}
