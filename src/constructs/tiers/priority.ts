// The priority of a tier's workloads, which decides who goes first and who gives way.
//
// Source: measured on Kubernetes 1.35: a class set without its number is refused, so class, number and preemption go together. On 1.36:
// a change of a class's number or preemption is refused, and so is the Helm upgrade that asks for it.
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

const PREEMPTION = "PreemptLowerPriority";

/** A name of a class with its number in it: neither number nor preemption of a class can be changed, so others are another class. */
export function numberedClass(name: string, value: number): string {
  return value < 0 ? `${name}.minus-${-value}` : `${name}.${value}`;
}

/** Class, number and preemption of a pool's workloads. `name` is what the objects of the pool are called. */
export function priorityClass(name: string, priority: WorkloadPriority): Required<WorkloadPriority> {
  const { value, preemption = PREEMPTION } = priority;
  const own = `${numberedClass(name, value)}${preemption === PREEMPTION ? "" : ".never"}`;
  return { value, preemption, className: priority.className ?? own };
}

/** The class that is made for a pool; none when the cluster has one. */
export function priorityObjects(name: string, priority: WorkloadPriority | undefined): readonly object[] {
  if (priority === undefined || priority.className !== undefined) return [];
  const { className, value, preemption } = priorityClass(name, priority);
  return [
    {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: className },
      value,
      preemptionPolicy: preemption,
      description: "Workloads of one runner pool.",
    },
  ];
}
