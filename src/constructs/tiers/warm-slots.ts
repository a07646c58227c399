// Warm slots: pods of low priority that hold nodes of a tier ready, and give way to a workload at once.
//
// Source: measured on Kubernetes 1.35: a placeholder of priority -5 was evicted for a workload of the default priority 0, which was
// scheduled at once; the Cluster Autoscaler ignores pods below -10, so that a placeholder below it keeps no node.
import { checkExactImage } from "../images.js";
import { checkDnsLabel } from "../names.js";
import { checkWhole, type Problem } from "../problems.js";
import { LEAST_CONTAINERS } from "./ceilings.js";
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
   * Containers of a workload for which a place is kept, 2 to 100: the agent, the overlay's side-car, and one for docker, for each MCP server and
   * for each hook. Each asks for what the tier gives by default; where the tier's accelerator goes to every container, for that too.
   *
   * @default 2
   */
  readonly containers?: number;

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

/** Kubernetes publishes pause by two numbers; such a tag of another image is moved. */
const PAUSE = /\/pause:\d+\.\d+$/;

/** What is wrong with warm slots, if anything. `workloads` is the priority of the pods they give way to. */
export function checkWarmSlots(path: string, warm: WarmSlots, workloads: number): readonly Problem[] {
  const { priority = PLACEHOLDER_PRIORITY } = warm;
  const at = { path: `${path}.priority`, value: priority };
  return [
    ...checkWhole(`${path}.slots`, warm.slots, 1, 10_000),
    ...checkWhole(`${path}.containers`, warm.containers, LEAST_CONTAINERS, 100),
    ...checkDnsLabel(`${path}.namespace`, warm.namespace),
    ...(PAUSE.test(warm.image ?? "") ? [] : checkExactImage(`${path}.image`, warm.image)),
    ...(warm.schedule === undefined ? [] : checkWarmSchedule(`${path}.schedule`, warm.schedule)),
    ...checkExactImage(`${path}.scheduleImage`, warm.scheduleImage),
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

/** Placeholders in a namespace that the pool has for something else. */
export function checkWarmNamespace(
  path: string,
  warm: WarmSlots,
  own: { readonly runnerNamespace: string; readonly workloadNamespace: string },
): readonly Problem[] {
  if (warm.namespace === undefined || ![own.runnerNamespace, own.workloadNamespace].includes(warm.namespace)) return [];
  const why =
    warm.namespace === own.workloadNamespace
      ? "it is the pool's workload namespace, whose ceilings the placeholders would use up"
      : "it is the namespace of the pool's runners, which has their tokens and may be under a level of Pod Security";
  return [{ path: `${path}.namespace`, value: warm.namespace, why, fix: "leave it out, or name another" }];
}
