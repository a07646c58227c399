// Warm slots: pods of low priority that hold nodes of a tier ready, and give way to a workload at once.
//
// Source: measured on Kubernetes 1.35: a placeholder of priority -5 was evicted for a workload of the default priority 0, which was
// scheduled at once; the Cluster Autoscaler ignores pods below -10, so that a placeholder below it keeps no node.
import { warmFaults } from "../../kubernetes/index.js";
import { type Problem, problemsOf } from "../problems.js";
import type { WarmScheduleEntry } from "./warm-schedule.js";

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

/** Image of placeholders when none is given. */
export const PLACEHOLDER_IMAGE = "registry.k8s.io/pause:3.10";

/** What is wrong with warm slots, if anything. `workloads` is the priority of the pods they give way to. */
export function checkWarmSlots(path: string, warm: WarmSlots, workloads: number | undefined): readonly Problem[] {
  return problemsOf(warmFaults(path, warm, workloads));
}

/** Placeholders in the namespace that has the pool's ceilings. */
export function checkWarmNamespace(path: string, warm: WarmSlots, workloadNamespace: string): readonly Problem[] {
  if (warm.namespace !== workloadNamespace) return [];
  const why = "it is the pool's workload namespace, whose ceilings the placeholders would use up";
  return [{ path: `${path}.namespace`, value: warm.namespace, why, fix: "leave it out, or name another" }];
}
