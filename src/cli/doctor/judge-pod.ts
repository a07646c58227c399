// Whether the pod that the API server would have made is what its pool's tier promises: selector, toleration, priority, and the
// accelerator of each container.
//
// Source: measured on Kubernetes 1.35 and 1.36 (docs/tiers.md): policies give the accelerator to the first container alone, a
// LimitRange default to every container; ExtendedResourceToleration tolerates the resource's own key with any value.
import type { PlacedPool } from "./placed-pool.js";
import type { Judged, JudgedContainer, Toleration } from "./probe-pod.js";

/** Ways that give an accelerator to every container. */
const FOR_EVERY_CONTAINER = new Set(["annotations", "limitRange"]);

/** What is wrong with a pod of a pool, in clauses; none: it is as promised. */
export function faultsOf({ spec }: Judged, placed: PlacedPool): readonly string[] {
  const { tier, cluster } = placed;
  const { nodeSelector = {}, tolerations = [], priority, containers, initContainers = [] } = spec;
  const selector = cluster.steering.way === "limitRange" ? {} : (tier.nodes?.selector ?? {});
  const missing = Object.entries(selector).filter(([key, value]) => nodeSelector[key] !== value);
  const taint = tier.nodes?.taint;
  const everyContainer = FOR_EVERY_CONTAINER.has(cluster.steering.way);
  return [
    ...missing.map(([key, value]) => `the pod does not select nodes with ${key}=${value}`),
    ...strangersIn(nodeSelector, placed).map((label) => `the pod selects nodes of another tier (${label})`),
    ...(taint === undefined || tolerations.some((one) => tolerates(one, taint))
      ? []
      : [`the pod does not tolerate the taint ${taint.key}=${taint.value}:${taint.effect}`]),
    ...foreignTaints(placed)
      .filter((one) => tolerations.some((toleration) => tolerates(toleration, one)))
      .map(({ key, value }) => `the pod tolerates the taint ${key}=${value} of another tier`),
    ...(tier.priority === undefined || priority === tier.priority
      ? []
      : [`the pod has priority ${priority ?? 0} and not ${tier.priority}`]),
    ...containers.flatMap((container, index) =>
      wrongAmounts(container, index === 0 || everyContainer ? own(placed) : {}, placed),
    ),
    ...initContainers.flatMap((container) => wrongAmounts(container, everyContainer ? own(placed) : {}, placed)),
  ];
}

/** What the pod came out with, in a few words. */
export function praise({ tier, cluster }: PlacedPool): string {
  const { nodes, gpu } = tier;
  if (nodes === undefined) return "no selector of a tier, no toleration of one, no accelerator";
  const selector = Object.entries(nodes.selector).map(([key, value]) => `${key}=${value}`);
  const where = FOR_EVERY_CONTAINER.has(cluster.steering.way) ? "on every container" : "on the first container only";
  return [
    ...(cluster.steering.way === "limitRange" ? [] : [`selects ${selector.join(", ")}`]),
    ...(nodes.taint === undefined ? [] : [`tolerates ${nodes.taint.key}`]),
    gpu === undefined ? "no accelerator" : `${gpu.perWorkload} ${gpu.resource} ${where}`,
  ].join("; ");
}

function own({ tier: { gpu } }: PlacedPool): Readonly<Record<string, number>> {
  return gpu === undefined ? {} : { [gpu.resource]: gpu.perWorkload };
}

/** Accelerators of any tier of the fleet that a container has otherwise than it should. */
function wrongAmounts(
  { name, resources }: JudgedContainer,
  wanted: Readonly<Record<string, number>>,
  { tiers, tier }: PlacedPool,
): readonly string[] {
  const known = new Set([
    ...tiers.flatMap(({ gpu }) => (gpu === undefined ? [] : [gpu.resource])),
    ...Object.keys(tier.quota.accelerators),
  ]);
  return [...known].sort().flatMap((resource) => {
    const found = resources?.limits?.[resource] ?? "0";
    const should = wanted[resource] ?? 0;
    return found === String(should) ? [] : [`container ${name} has ${found} ${resource} and should have ${should}`];
  });
}

/** Labels of the selector that are those of another tier's nodes, and not of this one's. */
function strangersIn(nodeSelector: Readonly<Record<string, string>>, { tier, tiers }: PlacedPool): readonly string[] {
  return Object.entries(nodeSelector)
    .filter(
      ([key, value]) =>
        tier.nodes?.selector[key] !== value && tiers.some(({ nodes }) => nodes?.selector[key] === value),
    )
    .map(([key, value]) => `${key}=${value}`);
}

type Taint = NonNullable<NonNullable<PlacedPool["tier"]["nodes"]>["taint"]>;

/** Taints of other tiers' nodes that this tier's nodes do not have; which tiers share a taint are told apart by their labels. */
function foreignTaints({ tier, tiers }: PlacedPool): readonly Taint[] {
  const taints = tiers.flatMap(({ nodes }) => (nodes?.taint === undefined ? [] : [nodes.taint]));
  const foreign = taints.filter((taint) => tier.nodes?.taint?.key !== taint.key);
  return [...new Map(foreign.map((taint) => [`${taint.key}=${taint.value}`, taint])).values()];
}

function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  const byKey = key === undefined || key === "" ? operator === "Exists" : key === taint.key;
  const byValue = operator === "Exists" || (value ?? "") === taint.value;
  return byKey && byValue && (effect === undefined || effect === "" || effect === taint.effect);
}
