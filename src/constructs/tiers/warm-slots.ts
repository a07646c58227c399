// Warm slots: pods of low priority that hold nodes of a tier ready, and give way to a workload at once.
//
// Source: measured on Kubernetes 1.35: a placeholder of priority -5 was evicted for a workload of the default priority 0, which was
// scheduled at once; the Cluster Autoscaler ignores pods below -10, so that a placeholder below it keeps no node.
import { warmFaults, warmNamespaceFaults } from "../../kubernetes/index.js";
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

/** Image of placeholders when none is given. */
export const PLACEHOLDER_IMAGE = "registry.k8s.io/pause:3.10";

/** What is wrong with warm slots, if anything. `workloads` is the priority of the pods they give way to. */
export function checkWarmSlots(path: string, warm: WarmSlots, workloads: number | undefined): readonly Problem[] {
  return problemsOf(warmFaults(path, warm, workloads));
}

/** What is wrong with their namespace beside those of the pool, if anything. */
export function checkWarmNamespace(
  path: string,
  warm: WarmSlots,
  own: { readonly runnerNamespace: string; readonly workloadNamespace: string },
): readonly Problem[] {
  return problemsOf(warmNamespaceFaults(`${path}.namespace`, warm.namespace, own));
}
