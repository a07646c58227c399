// What is wrong with the settings of warm slots: placeholders that give way to workloads, and hold nodes all the same.
//
// Source: Kubernetes (pod priority; a pod without a class has 0), Cluster Autoscaler (`--expendable-pods-priority-cutoff`).
import { type Fault, wholeFaults } from "../fault.js";
import { imageFaults } from "../images.js";
import { dnsLabelFaults } from "../spelling.js";
import { type ScheduleEntry, scheduleFaults } from "./warm-schedule.js";

/** Priority of placeholders when none is given. */
export const PLACEHOLDER_PRIORITY = -5;
/** Pods below it are nothing to the Cluster Autoscaler (`--expendable-pods-priority-cutoff`). */
const AUTOSCALER_CUTOFF = -10;
/** Priority of pods that have no class. */
const WORKLOAD_PRIORITY = 0;

/** Containers that any workload has running: the agent, and the side-car of the overlay. */
export const LEAST_CONTAINERS = 2;
/** Kubernetes publishes pause by two numbers; such a tag of another image is moved. */
const PAUSE = /\/pause:\d+\.\d+$/;

/** Settings of warm slots. */
export interface WarmSettings {
  readonly slots: number;
  readonly schedule?: readonly ScheduleEntry[] | undefined;
  readonly scheduleImage?: string | undefined;
  readonly priority?: number | undefined;
  readonly namespace?: string | undefined;
  readonly containers?: number | undefined;
  readonly image?: string | undefined;
}

/** What is wrong with warm slots, if anything. `workloads` is the priority of the pods they give way to. */
export function warmFaults(path: string, warm: WarmSettings, workloads = WORKLOAD_PRIORITY): readonly Fault[] {
  const { priority = PLACEHOLDER_PRIORITY } = warm;
  const at = { path: `${path}.priority`, value: priority };
  return [
    ...wholeFaults(`${path}.slots`, warm.slots, 1, 10_000),
    ...wholeFaults(`${path}.containers`, warm.containers, LEAST_CONTAINERS, 100),
    ...dnsLabelFaults(`${path}.namespace`, warm.namespace),
    ...(PAUSE.test(warm.image ?? "") ? [] : imageFaults(`${path}.image`, warm.image)),
    ...(warm.schedule === undefined ? [] : scheduleFaults(`${path}.schedule`, warm.schedule)),
    ...imageFaults(`${path}.scheduleImage`, warm.scheduleImage),
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
export function warmNamespaceFaults(
  path: string,
  namespace: string | undefined,
  own: { readonly runnerNamespace: string; readonly workloadNamespace: string },
): readonly Fault[] {
  if (namespace === undefined || ![own.runnerNamespace, own.workloadNamespace].includes(namespace)) return [];
  const why =
    namespace === own.workloadNamespace
      ? "it is the pool's workload namespace, whose ceilings the placeholders would use up"
      : "it is the namespace of the pool's runners, which has their tokens and may be under a level of Pod Security";
  return [{ path, value: namespace, why, fix: "leave it out, or name another" }];
}
