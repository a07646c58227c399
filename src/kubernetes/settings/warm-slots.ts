// What is wrong with the settings of warm slots: placeholders that give way to workloads, and hold nodes all the same.
//
// Source: Kubernetes (pod priority; a pod without a class has 0), Cluster Autoscaler (`--expendable-pods-priority-cutoff`).
import { type Fault, textRule, wholeFaults } from "../fault.js";
import { dnsLabelFaults } from "../spelling.js";
import { type ScheduleEntry, scheduleFaults } from "./warm-schedule.js";

/** Priority of placeholders when none is given. */
export const PLACEHOLDER_PRIORITY = -5;
/** Pods below it are nothing to the Cluster Autoscaler (`--expendable-pods-priority-cutoff`). */
const AUTOSCALER_CUTOFF = -10;
/** Priority of pods that have no class. */
const WORKLOAD_PRIORITY = 0;

const imageFaults = textRule(
  (image) => /^\S+(:[^:/\s]+|@sha256:[0-9a-f]{64})$/.test(image) && !image.endsWith(":latest"),
  "an image without a fixed tag changes by itself",
  'write it like "registry.k8s.io/pause:3.10"',
);

/** Settings of warm slots. */
export interface WarmSettings {
  readonly slots: number;
  readonly schedule?: readonly ScheduleEntry[] | undefined;
  readonly scheduleImage?: string | undefined;
  readonly priority?: number | undefined;
  readonly namespace?: string | undefined;
  readonly image?: string | undefined;
}

/** What is wrong with warm slots, if anything. `workloads` is the priority of the pods they give way to. */
export function warmFaults(path: string, warm: WarmSettings, workloads = WORKLOAD_PRIORITY): readonly Fault[] {
  const { priority = PLACEHOLDER_PRIORITY } = warm;
  const at = { path: `${path}.priority`, value: priority };
  return [
    ...wholeFaults(`${path}.slots`, warm.slots, 1, 10_000),
    ...dnsLabelFaults(`${path}.namespace`, warm.namespace),
    ...imageFaults(`${path}.image`, warm.image),
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
