// What stands beside the pods of a workload: what leads to them, what keeps a drain of nodes from taking too many, and what decides how
// many there are.
import { releaseObjects } from "../../constructs/index.js";
import type { Construct, ITerraformDependable } from "../core.js";
import type { AgentNamespace } from "../agent-namespace.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { Exposure } from "../exposure/exposure.js";
import { ingressNeeds } from "../exposure/ingress-annotations.js";
import { neededFirst } from "../order.js";
import { prebuilt } from "../prebuilt.js";
import type { Scaling } from "../scaling/scaling.js";
import { NAME_LABEL } from "./pod.js";
import { autoscalerConfig, kedaObjects } from "./scaler.js";
import { ingressConfig, routeObject } from "./way-in.js";

/** Label by which the controller of a StatefulSet marks each pod. */
const POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";

/** Names of the pods of a StatefulSet. */
function podNames(name: string, replicas = 0): readonly string[] {
  return Array.from({ length: replicas }, (_, index) => `${name}-${index}`);
}

/** `Service`, and with a host per pod `Service0`, and so on, where somebody connects to the pods. */
export function services(
  scope: Construct,
  { network: { hasService, port }, name, namespace, kind, scale }: WorkloadDescription,
  { cluster, dependencies }: AgentNamespace,
): readonly ITerraformDependable[] {
  if (!hasService || port === undefined) return [];
  const make = (id: string, service: string, more: object): ITerraformDependable =>
    new prebuilt.ServiceV1(scope, id, {
      metadata: { name: service, namespace },
      spec: {
        type: "ClusterIP",
        selector: { [NAME_LABEL]: name },
        port: [{ name: "main", port, targetPort: "main" }],
        ...more,
      },
      provider: cluster.providers(scope).kubernetes,
      dependsOn: neededFirst(scope, dependencies),
    });
  if (kind !== "StatefulSet") return [make("Service", name, {})];
  return [
    make("Service", name, { clusterIp: "None" }),
    // who calls has chosen the pod: while it drains, and is not ready, nothing else stands at its host
    ...podNames(name, scale.replicas).map((pod, index) =>
      make(`Service${index}`, pod, { selector: { [POD_NAME_LABEL]: pod }, publishNotReadyAddresses: true }),
    ),
  ];
}

/** `WayIn`, or with a host per pod `WayIn0`, and so on, where it is reached from outside the cluster. */
export function waysIn(
  scope: Construct,
  description: WorkloadDescription,
  { exposure, namespace }: { readonly exposure?: Exposure; readonly namespace: AgentNamespace },
): readonly ITerraformDependable[] {
  const { name, kind, scale } = description;
  if (exposure === undefined) return [];
  if (kind !== "StatefulSet") return wayIn(scope, "WayIn", description, { service: name, exposure, namespace });
  return podNames(name, scale.replicas).flatMap((pod, index) =>
    wayIn(scope, `WayIn${index}`, description, { service: pod, exposure: exposure.forPod(pod), namespace }),
  );
}

/** A way to one Service, by its name. */
function wayIn(
  scope: Construct,
  id: string,
  description: WorkloadDescription,
  way: { readonly service: string; readonly exposure: Exposure; readonly namespace: AgentNamespace },
): readonly ITerraformDependable[] {
  const needs = ingressNeeds(description);
  if (needs === undefined) return [];
  const { service, exposure } = way;
  const { options } = exposure;
  const { cluster, name: namespace, dependencies } = way.namespace;
  const dependsOn = neededFirst(scope, dependencies);
  const to = { name: service, namespace, port: description.network.port };
  if ("controller" in options) {
    const config = ingressConfig(to, options, exposure.annotations(needs));
    return [new prebuilt.IngressV1(scope, id, { ...config, provider: cluster.providers(scope).kubernetes, dependsOn })];
  }
  const objects = [routeObject(to, options, needs.timeoutSeconds)];
  return [releaseObjects(scope, id, { name: `${service}-route`, namespace, cluster, objects, dependsOn })];
}

/** `Disruption`, where a drain of nodes may take only some of the pods at a time. */
export function disruptionBudget(
  scope: Construct,
  { scale: { disruption }, name, namespace }: WorkloadDescription,
  { cluster, dependencies }: AgentNamespace,
): readonly ITerraformDependable[] {
  if (disruption === undefined) return [];
  const most =
    "minAvailable" in disruption
      ? { minAvailable: String(disruption.minAvailable) }
      : { maxUnavailable: String(disruption.maxUnavailable) };
  return [
    new prebuilt.PodDisruptionBudgetV1(scope, "Disruption", {
      metadata: { name, namespace },
      spec: { ...most, selector: { matchLabels: { [NAME_LABEL]: name } } },
      provider: cluster.providers(scope).kubernetes,
      dependsOn: neededFirst(scope, dependencies),
    }),
  ];
}

/** `Scaler` of pods that there are without it: one that makes Jobs is what runs them. */
export function scaler(
  scope: Construct,
  description: WorkloadDescription,
  { scaling, namespace }: { readonly scaling?: Scaling; readonly namespace: AgentNamespace },
  workload: ITerraformDependable,
): readonly ITerraformDependable[] {
  const [known] = description.scale.scalers;
  if (description.job !== undefined || scaling === undefined || known === undefined) return [];
  const { cluster, name } = namespace;
  if (scaling.by === "keda") {
    const objects = kedaObjects(description, known, scaling);
    const release = { name: `${description.name}-scaler`, namespace: name, cluster, objects, dependsOn: [workload] };
    return [releaseObjects(scope, "Scaler", release)];
  }
  return [
    new prebuilt.HorizontalPodAutoscalerV2(scope, "Scaler", {
      ...autoscalerConfig(description, known),
      provider: cluster.providers(scope).kubernetes,
      dependsOn: [workload],
    }),
  ];
}
