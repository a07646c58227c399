// What decides how many pods there are: KEDA, or a horizontal pod autoscaler, on what is in flight or waiting.
//
// Source: facts 4: KEDA 2.21 (cooldown acts on the last step to zero only; `ignoreNullValues` reads a lost series as zero; a target has
// one scaler, which may look at several things), HPA v2.
import type { MetricSignal, ScalingSignal } from "../description/workload.js";
import {
  inFlight,
  type PrometheusTriggerOptions,
  type RedisTriggerOptions,
  ScalingTrigger,
  type TemporalTriggerOptions,
} from "./triggers.js";
import { requireKind } from "../given/readable.js";

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

/** By several things that KEDA looks at. */
export interface KedaOptions extends ScalingOptions {
  /** What KEDA looks at; the one that asks for the most pods decides. */
  readonly triggers: readonly ScalingTrigger[];
}

/** By a value that Prometheus has. */
export interface PrometheusOptions extends ScalingOptions, PrometheusTriggerOptions {}

/** By the length of a list of Redis. */
export interface RedisOptions extends ScalingOptions, RedisTriggerOptions {}

/** By the backlog of a task queue of Temporal. */
export interface TemporalOptions extends ScalingOptions, TemporalTriggerOptions {}

/** A metric of the pods, for which the cluster needs an adapter. */
export interface PodMetric {
  /** Name of the metric. */
  readonly metric: string;
  /** What one pod is to have. @default - 70 % of inFlightPerPod */
  readonly perPod?: number;
}

/** By a metric of the pods. */
export interface PodMetricOptions extends ScalingOptions, PodMetric {}

/** By several metrics of the pods. */
export interface PodMetricsOptions extends ScalingOptions {
  /** Metrics of the pods; the one that asks for the most pods decides. */
  readonly metrics: readonly PodMetric[];
}

/** A scaler. */
export class Scaling {
  private constructor(
    readonly by: "keda" | "hpa",
    readonly options: ScalingOptions,
    /** What it looks at beside CPU and memory, by what one pod may have in flight. */
    private readonly metrics: readonly ((inFlightPerPod: number) => MetricSignal)[],
    /** What KEDA looks at, in the order of its signals. */
    readonly triggers: readonly ScalingTrigger[],
  ) {}

  /** KEDA, by one or more triggers: the one that asks for the most pods decides. */
  static keda(options: KedaOptions): Scaling {
    requireKind("Scaling.keda", "KedaOptions", options);
    const { triggers } = options;
    return new Scaling(
      "keda",
      options,
      triggers.map(({ signal }) => signal),
      triggers,
    );
  }

  /** KEDA, by what is in flight as Prometheus has it. */
  static prometheus(options: PrometheusOptions): Scaling {
    return Scaling.keda({ ...options, triggers: [ScalingTrigger.prometheus(options)] });
  }

  /** KEDA, by a list of Redis. */
  static redis(options: RedisOptions): Scaling {
    return Scaling.keda({ ...options, triggers: [ScalingTrigger.redis(options)] });
  }

  /** KEDA, by a task queue of Temporal. */
  static temporal(options: TemporalOptions): Scaling {
    return Scaling.keda({ ...options, triggers: [ScalingTrigger.temporal(options)] });
  }

  /** A horizontal pod autoscaler, by metrics of the pods: the one that asks for the most pods decides. */
  static podMetrics(options: PodMetricsOptions): Scaling {
    const signals = options.metrics.map(({ metric, perPod }) => inFlight(metric, perPod));
    return new Scaling("hpa", options, signals, []);
  }

  /** A horizontal pod autoscaler, by a metric of the pods. */
  static podMetric(options: PodMetricOptions): Scaling {
    requireKind("Scaling.podMetric", "PodMetricOptions", options);
    return Scaling.podMetrics({ ...options, metrics: [options] });
  }

  /** A horizontal pod autoscaler by CPU or memory alone, which SCL-01 refuses: an agent that waits needs none. */
  static utilization(options: ScalingOptions): Scaling {
    requireKind("Scaling.utilization", "ScalingOptions", options);
    return new Scaling("hpa", options, [], []);
  }

  /** What it looks at: first its metrics, in their order. */
  signals(inFlightPerPod: number): readonly ScalingSignal[] {
    const { cpu, memory } = this.options.utilization ?? {};
    return [
      ...this.metrics.map((signal) => signal(inFlightPerPod)),
      ...(cpu === undefined ? [] : [{ kind: "cpu" as const, utilization: cpu }]),
      ...(memory === undefined ? [] : [{ kind: "memory" as const, utilization: memory }]),
    ];
  }
}
