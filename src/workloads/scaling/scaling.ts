// What decides how many pods there are: KEDA, or a horizontal pod autoscaler, on what is in flight or waiting.
//
// Source: facts 4: KEDA 2.21 (cooldown acts on the last step to zero only; `ignoreNullValues` reads a lost series as zero), HPA v2.
import type { ScalingSignal } from "../description.js";
import type { SecretKey } from "../secrets.js";

/** Settings of every scaler. */
export interface ScalingOptions {
  /** Least pods. */
  readonly minimum: number;
  /** Most pods; with inFlightPerPod it says what is asked of providers. */
  readonly maximum: number;

  /**
   * How long it waits before it takes a pod away, seconds, at most 3,600.
   *
   * @default - derived from the drain
   */
  readonly scaleDownWindowSeconds?: number;

  /**
   * CPU or memory beside it, as a share of what is requested, percent.
   *
   * @default - none
   */
  readonly utilization?: { readonly cpu?: number; readonly memory?: number };
}

/** By a value that Prometheus has. */
export interface PrometheusOptions extends ScalingOptions {
  /** Address of Prometheus. */
  readonly server: string;
  /** A query with one value: what all pods together have in flight. */
  readonly query: string;
  /** What one pod is to have. @default - 70 % of inFlightPerPod */
  readonly perPod?: number;
}

/** By the length of a list, or the backlog of a stream, of Redis. */
export interface RedisOptions extends ScalingOptions {
  /** Host and port. */
  readonly address: string;
  /** Name of the list. */
  readonly list: string;
  /** How many tasks one pod is to have waiting. @default 5 */
  readonly perPod?: number;
  /** Password. @default - none */
  readonly password?: SecretKey;
  /** @default true */
  readonly tls?: boolean;
}

/** By the backlog of a task queue of Temporal. */
export interface TemporalOptions extends ScalingOptions {
  /** Host and port. */
  readonly endpoint: string;
  /** @default "default" */
  readonly namespace?: string;
  readonly taskQueue: string;
  /** How many tasks one pod is to have waiting. @default 5 */
  readonly perPod?: number;
}

/** By a metric of the pods, for which the cluster needs an adapter. */
export interface PodMetricOptions extends ScalingOptions {
  /** Name of the metric. */
  readonly metric: string;
  /** What one pod is to have. @default - 70 % of inFlightPerPod */
  readonly perPod?: number;
}

/** One trigger of a ScaledObject. */
export interface Trigger {
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly password?: SecretKey;
}

/** Share of its cap that a pod is to have, so that there is room until the next has started. */
const ROOM = 0.7;
const WAITING_TASKS = 5;

/** A scaler. */
export class Scaling {
  private constructor(
    readonly by: "keda" | "hpa",
    readonly options: ScalingOptions,
    /** What it looks at, by what one pod may have in flight. */
    readonly signal: ((inFlightPerPod: number) => ScalingSignal) | undefined,
    /** As KEDA is told. */
    readonly trigger: ((perPod: number) => Trigger) | undefined,
  ) {}

  /** KEDA, by what is in flight as Prometheus has it. */
  static prometheus(options: PrometheusOptions): Scaling {
    const { server, query, perPod } = options;
    return new Scaling("keda", options, inFlight(query, perPod), (target) => ({
      type: "prometheus",
      // a series that is lost is an error, not zero load
      metadata: { serverAddress: server, query, threshold: String(target), ignoreNullValues: "false" },
    }));
  }

  /** KEDA, by a list of Redis. */
  static redis(options: RedisOptions): Scaling {
    const { address, list, perPod = WAITING_TASKS, password, tls = true } = options;
    return new Scaling(
      "keda",
      options,
      () => ({ kind: "backlog", metric: list, perPod }),
      (target) => ({
        type: "redis",
        metadata: { address, listName: list, listLength: String(target), enableTLS: String(tls) },
        ...(password === undefined ? {} : { password }),
      }),
    );
  }

  /** KEDA, by a task queue of Temporal. */
  static temporal(options: TemporalOptions): Scaling {
    const { endpoint, namespace = "default", taskQueue, perPod = WAITING_TASKS } = options;
    return new Scaling(
      "keda",
      options,
      () => ({ kind: "backlog", metric: taskQueue, perPod }),
      (target) => ({
        type: "temporal",
        metadata: { endpoint, namespace, taskQueue, targetQueueSize: String(target) },
      }),
    );
  }

  /** A horizontal pod autoscaler, by a metric of the pods. */
  static podMetric(options: PodMetricOptions): Scaling {
    return new Scaling("hpa", options, inFlight(options.metric, options.perPod), undefined);
  }

  /** A horizontal pod autoscaler by CPU or memory alone, which SCL-01 refuses: an agent that waits needs none. */
  static utilization(options: ScalingOptions): Scaling {
    return new Scaling("hpa", options, undefined, undefined);
  }

  /** What it looks at. */
  signals(inFlightPerPod: number): readonly ScalingSignal[] {
    const { cpu, memory } = this.options.utilization ?? {};
    return [
      ...(this.signal === undefined ? [] : [this.signal(inFlightPerPod)]),
      ...(cpu === undefined ? [] : [{ kind: "cpu" as const, utilization: cpu }]),
      ...(memory === undefined ? [] : [{ kind: "memory" as const, utilization: memory }]),
    ];
  }
}

function inFlight(metric: string, perPod: number | undefined): (inFlightPerPod: number) => ScalingSignal {
  return (cap) => ({ kind: "inFlight", metric, perPod: perPod ?? (cap > 1 ? Math.floor(cap * ROOM) : ROOM) });
}
