// Warm slots: pods of low priority that hold nodes of a tier ready, and give way to a workload at once.
//
// Source: measured on Kubernetes 1.35: a placeholder of priority -5 was evicted for a workload of the default priority 0, which was
// scheduled at once; the Cluster Autoscaler ignores pods below -10, so that a placeholder below it keeps no node.
import { checkDnsLabel } from "../names.js";
import { checkText, checkWhole, type Problem } from "../problems.js";
import { checkWarmSchedule, type WarmScheduleEntry } from "./warm-schedule.js";

/** Settings of warm slots. */
export interface WarmSlots {
  /** Workloads that find a place at once; with a schedule, until its first entry. */
  readonly slots: number;

  /**
   * When other numbers are kept ready.
   *
   * @default - none: always the same
   */
  readonly schedule?: readonly WarmScheduleEntry[];

  /**
   * Image with kubectl, which the schedule runs.
   *
   * @default "registry.k8s.io/kubectl:v1.35.4"
   */
  readonly scheduleImage?: string;

  /**
   * Priority of the placeholders: below that of workloads, and -10 or more.
   *
   * @default -5
   */
  readonly priority?: number;

  /**
   * Namespace of the placeholders, which must exist when it is given; never the pool's workload namespace.
   *
   * @default - `agyn-<pool>-warm`, made with them
   */
  readonly namespace?: string;

  /**
   * Image of the placeholders: one that does nothing, for instance Kubernetes' pause.
   *
   * @default "registry.k8s.io/pause:3.10"
   */
  readonly image?: string;
}

/** Priority of placeholders when none is given. */
export const PLACEHOLDER_PRIORITY = -5;
/** Pods below it are nothing to the Cluster Autoscaler (`--expendable-pods-priority-cutoff`). */
const AUTOSCALER_CUTOFF = -10;
/** Priority of pods that have no class. */
export const WORKLOAD_PRIORITY = 0;

/** Image of placeholders when none is given. */
export const PLACEHOLDER_IMAGE = "registry.k8s.io/pause:3.10";

const checkImage = checkText(
  (image) => /^\S+(:[^:/\s]+|@sha256:[0-9a-f]{64})$/.test(image) && !image.endsWith(":latest"),
  "an image without a fixed tag changes by itself",
  'write it like "registry.k8s.io/pause:3.10"',
);

/** What is wrong with warm slots, if anything. `workloads` is the priority of the pods they give way to. */
export function checkWarmSlots(path: string, warm: WarmSlots, workloads: number): readonly Problem[] {
  const { priority = PLACEHOLDER_PRIORITY } = warm;
  const at = { path: `${path}.priority`, value: priority };
  return [
    ...checkWhole(`${path}.slots`, warm.slots, 1, 10_000),
    ...checkDnsLabel(`${path}.namespace`, warm.namespace),
    ...checkImage(`${path}.image`, warm.image),
    ...(warm.schedule === undefined ? [] : checkWarmSchedule(`${path}.schedule`, warm.schedule)),
    ...checkImage(`${path}.scheduleImage`, warm.scheduleImage),
    ...(Number.isInteger(priority)
      ? []
      : [{ ...at, why: "a priority is a whole number", fix: `give ${PLACEHOLDER_PRIORITY}` }]),
    ...(priority >= workloads
      ? [{ ...at, why: `a workload has priority ${workloads} and would not displace it`, fix: "give a lower one" }]
      : []),
    ...(priority < AUTOSCALER_CUTOFF
      ? [
          {
            ...at,
            why: `the Cluster Autoscaler ignores pods below ${AUTOSCALER_CUTOFF}, so it would keep no node ready`,
            fix: `give ${AUTOSCALER_CUTOFF} or more`,
          },
        ]
      : []),
  ];
}

/** Placeholders in the namespace that has the pool's ceilings. */
export function checkWarmNamespace(path: string, warm: WarmSlots, workloadNamespace: string): readonly Problem[] {
  if (warm.namespace !== workloadNamespace) return [];
  const why = "it is the pool's workload namespace, whose ceilings the placeholders would use up";
  return [{ path: `${path}.namespace`, value: warm.namespace, why, fix: "leave it out, or name another" }];
}
