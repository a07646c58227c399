// The objects of warm slots: a PriorityClass of their own, a namespace outside the pool's ceilings, and the placeholders.
//
// Source: measured on Kubernetes 1.35 (PriorityClass -5 without preemption of its own, Deployment of pause containers that ask for
// what a workload asks for).
import { LEAST_CONTAINERS, PLACEHOLDER_PRIORITY, quantityValue, warmName } from "../../kubernetes/index.js";
import type { Cluster } from "../cluster.js";
import { tolerationOf } from "./nodes.js";
import { acceleratorDefaults } from "./objects.js";
import { numberedClass } from "./priority.js";
import type { RunnerTier } from "./runner-tier.js";
import { scheduleObjects } from "./warm-schedule.js";
import { PLACEHOLDER_IMAGE, type WarmSlots } from "./warm-slots.js";

/** The objects of the warm slots of a pool. */
export function warmObjects(poolName: string, cluster: Cluster, tier: RunnerTier, warm: WarmSlots): readonly object[] {
  const name = warmName(poolName);
  const { namespace = name, priority = PLACEHOLDER_PRIORITY, image = PLACEHOLDER_IMAGE } = warm;
  const { containers = LEAST_CONTAINERS } = warm;
  // the class of the default keeps the name that it has in clusters
  const priorityClassName = priority === PLACEHOLDER_PRIORITY ? name : numberedClass(name, priority);
  const labels = { "app.kubernetes.io/name": "agyn-placeholder", "app.kubernetes.io/instance": name };
  const taint = tier.nodes?.taint;
  const limits = acceleratorsOfWorkload(cluster, tier, containers);
  return [
    {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: priorityClassName },
      value: priority,
      preemptionPolicy: "Never",
      description: `Holds nodes ready for pool ${poolName}.`,
    },
    ...(warm.namespace === undefined ? [{ apiVersion: "v1", kind: "Namespace", metadata: { name } }] : []),
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, labels },
      spec: {
        replicas: warm.slots,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            priorityClassName,
            terminationGracePeriodSeconds: 0,
            automountServiceAccountToken: false,
            ...(tier.nodes === undefined ? {} : { nodeSelector: tier.nodes.selector }),
            ...(taint === undefined ? {} : { tolerations: [tolerationOf(taint)] }),
            containers: [
              { name: "pause", image, resources: { requests: requestsOfWorkload(tier, containers), ...limits } },
            ],
          },
        },
      },
    },
    ...(warm.schedule === undefined
      ? []
      : scheduleObjects(poolName, name, namespace, warm.schedule, warm.scheduleImage)),
  ];
}

/** What a workload takes: one share, or one for each container where the way can't tell containers apart. */
function acceleratorsOfWorkload(cluster: Cluster, tier: RunnerTier, containers: number): object {
  const { accelerator } = tier;
  if (accelerator === undefined) return {};
  const { resource, perWorkload } = accelerator;
  const shares = resource in acceleratorDefaults(cluster, tier) ? containers : 1;
  return { limits: { [resource]: String(perWorkload * shares) } };
}

/** What a workload asks for: a placeholder that asks for less frees too little. */
function requestsOfWorkload(
  { flavors, containerDefaults }: RunnerTier,
  containers: number,
): { cpu: string; memory: string } {
  const flavor = flavors.find((candidate) => candidate.default === true)?.resources;
  const total = (main: string, sidecar: string) =>
    (quantityValue(main) ?? 0) + (containers - 1) * (quantityValue(sidecar) ?? 0);
  const { requestCpu, requestMemory } = containerDefaults;
  const cpu = total(flavor?.requestsCpu ?? requestCpu, requestCpu);
  const memory = total(flavor?.requestsMemory ?? requestMemory, requestMemory);
  return { cpu: `${Math.ceil(Number((cpu * 1000).toFixed(3)))}m`, memory: String(Math.ceil(memory)) };
}
