// What a drain of a node does to workloads, as a PodDisruptionBudget.
//
// Source: Kubernetes, "Specifying a Disruption Budget" (pods without a controller: minAvailable as a whole number only;
// unhealthyPodEvictionPolicy); measured on 1.36. There is none for the runner: it has one replica, so a budget would either refuse
// every drain for ever or say nothing, and a runner that moves loses no workload.

/** What a drain of a node does with running workloads: they are evicted, and fail, or it waits until they are done. */
export type NodeDrain = "evict" | "wait";

/** The budget that makes drains wait: no less may run than the pool's quota allows to run, so none of them may be evicted. */
export function drainObjects(workloadNamespace: string, mostPods: number): readonly object[] {
  return [
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "agyn-workloads", namespace: workloadNamespace },
      spec: { minAvailable: mostPods, selector: {}, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    },
  ];
}
