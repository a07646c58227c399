// The priority of a tier's workloads, which decides who goes first and who gives way.
//
// Source: measured on Kubernetes 1.35: a class set without its number is refused, so class, number and preemption go together.
import { checkText, checkWhole, type Problem } from "../problems.js";

/** Priority of workload pods; only the mutating admission policy can set it. */
export interface WorkloadPriority {
  /** Number of the class, -1000000 to 1000000; pods without a class have 0. */
  readonly value: number;

  /**
   * Name of a PriorityClass that the cluster has, whose number and preemption are those given here.
   *
   * @default - a class of its own is made for each pool
   */
  readonly className?: string;

  /**
   * Whether its pods displace others of lower priority.
   *
   * @default "PreemptLowerPriority"
   */
  readonly preemption?: "PreemptLowerPriority" | "Never";
}

const MAX_PRIORITY = 1_000_000;

const checkClassName = checkText(
  (name) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) && name.length <= 253,
  "it is no name of a PriorityClass",
  "respell it",
);

/** What is wrong with a priority, if anything. */
export function checkPriority(path: string, { value, className }: WorkloadPriority): readonly Problem[] {
  return [
    ...checkWhole(`${path}.value`, value, -MAX_PRIORITY, MAX_PRIORITY),
    ...checkClassName(`${path}.className`, className),
  ];
}

/** The class that is made for a pool; none when the cluster has one. */
export function priorityObjects(name: string, priority: WorkloadPriority | undefined): readonly object[] {
  if (priority === undefined || priority.className !== undefined) return [];
  return [
    {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name },
      value: priority.value,
      preemptionPolicy: priority.preemption ?? "PreemptLowerPriority",
      description: "Workloads of one runner pool.",
    },
  ];
}
