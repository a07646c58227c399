// The objects of warm slots: a PriorityClass of their own, a namespace outside the pool's ceilings, and the placeholders.
//
// Source: measured on Kubernetes 1.35 (PriorityClass -5 without preemption of its own, Deployment of pause containers that ask for
// what a workload asks for).
import { PLACEHOLDER_PRIORITY, quantityValue } from "../../kubernetes/index.js";
import { LEAST_CONTAINERS } from "./ceilings.js";
import { tolerationOf } from "./nodes.js";
import type { RunnerTier } from "./runner-tier.js";
import { scheduleObjects } from "./warm-schedule.js";
import { PLACEHOLDER_IMAGE, type WarmSlots } from "./warm-slots.js";

/** The objects of the warm slots of a pool. */
export function warmObjects(poolName: string, tier: RunnerTier, warm: WarmSlots): readonly object[] {
  const name = `agyn-${poolName}-warm`;
  const { namespace = name, priority = PLACEHOLDER_PRIORITY, image = PLACEHOLDER_IMAGE } = warm;
  const labels = { "app.kubernetes.io/name": "agyn-placeholder", "app.kubernetes.io/instance": name };
  const taint = tier.nodes?.taint;
  const { accelerator } = tier;
  const limits =
    accelerator === undefined ? {} : { limits: { [accelerator.resource]: String(accelerator.perWorkload) } };
  return [
    {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name },
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
            priorityClassName: name,
            terminationGracePeriodSeconds: 0,
            automountServiceAccountToken: false,
            ...(tier.nodes === undefined ? {} : { nodeSelector: tier.nodes.selector }),
            ...(taint === undefined ? {} : { tolerations: [tolerationOf(taint)] }),
            containers: [{ name: "pause", image, resources: { requests: requestsOfWorkload(tier), ...limits } }],
          },
        },
      },
    },
    ...(warm.schedule === undefined
      ? []
      : scheduleObjects(poolName, name, namespace, warm.schedule, warm.scheduleImage)),
  ];
}

/** What a workload asks for: a placeholder that asks for less frees too little. */
function requestsOfWorkload({ flavors, containerDefaults }: RunnerTier): { cpu: string; memory: string } {
  const flavor = flavors.find((candidate) => candidate.default === true)?.resources;
  const total = (main: string, sidecar: string) =>
    (quantityValue(main) ?? 0) + (LEAST_CONTAINERS - 1) * (quantityValue(sidecar) ?? 0);
  const { requestCpu, requestMemory } = containerDefaults;
  const cpu = total(flavor?.requestsCpu ?? requestCpu, requestCpu);
  const memory = total(flavor?.requestsMemory ?? requestMemory, requestMemory);
  return { cpu: `${Math.ceil(cpu * 1000)}m`, memory: String(Math.ceil(memory)) };
}
