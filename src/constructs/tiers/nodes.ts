// The nodes of a tier: the labels by which its pods find them, and the taint that keeps other pods away. The nodes are yours: what
// is said here has to be on them.
//
// Source: Kubernetes labels and taints; labels that only GPU Feature Discovery sets, which do not exist before the node runs
// (NVIDIA k8s-device-plugin).
import { checkLabels } from "../names.js";
import { checkText, type Problem } from "../problems.js";

/** Label of workload namespaces, and of nodes unless a selector is given: the name of their tier. */
export const TIER_LABEL = "agyn.dev/tier";

/** A taint as it stands on the nodes. */
export interface NodeTaint {
  /** Key, like "nvidia.com/gpu". */
  readonly key: string;
  /** Value, like "present". */
  readonly value: string;
  /** What it does to pods without the toleration. */
  readonly effect: "NoSchedule" | "NoExecute";
}

/** The nodes of a tier. */
export interface TierNodes {
  /** Labels that they carry. */
  readonly selector: Readonly<Record<string, string>>;
  /** Taint that they carry; undefined for none. */
  readonly taint: NodeTaint | undefined;
  /** Whether there may be none until work comes. */
  readonly scaleToZero: boolean;
}

/** The taint that GKE sets on GPU nodes beside others. On EKS and AKS you set it on the node group. */
export const NVIDIA_TAINT: NodeTaint = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };

/** The toleration of a taint. */
export function tolerationOf(taint: NodeTaint) {
  return { key: taint.key, operator: "Equal", value: taint.value, effect: taint.effect };
}

const checkTaintValue = checkText(
  (value) => value !== "",
  "a taint is tolerated by its value",
  'write it like "present"',
);

/** What is wrong with a selector that was given, if anything. `path` is that of the tier. */
export function checkNodeSelector(path: string, selector: Readonly<Record<string, string>>): readonly Problem[] {
  if (Object.keys(selector).length > 0) return checkLabels(`${path}.nodeSelector`, selector);
  const why = "without a label pods land on any node";
  return [
    {
      path: `${path}.nodeSelector`,
      value: selector,
      why,
      fix: `leave it out for ${TIER_LABEL}, or name a label of the nodes`,
    },
  ];
}

/** What is wrong with a taint, if anything. `path` is that of the tier. */
export function checkTaint(path: string, { key, value }: NodeTaint): readonly Problem[] {
  return [...checkLabels(`${path}.taint`, { [key]: value }), ...checkTaintValue(`${path}.taint.value`, value)];
}

/** Labels of a selector that no node has before it runs, so that nothing scales up for them from zero. */
export function labelsOfRunningNodes({ selector, scaleToZero }: TierNodes): readonly string[] {
  const discovered = /^nvidia\.com\/(gpu|mig)\./;
  return scaleToZero ? Object.keys(selector).filter((key) => discovered.test(key)) : [];
}
