// What the pods of a workload need before they start: their account, their configuration, and who may come and where they may go.
import type { NetworkPolicyV1SpecEgress } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import type { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { type Construct, type ITerraformDependable, Lazy, Token } from "../core.js";
import type { AgentNamespace } from "../agent-namespace.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { ServedWorkloadProps } from "../options/served.js";
import { neededFirst } from "../order.js";
import { prebuilt } from "../prebuilt.js";
import { sourcesOf } from "../secrets/read.js";
import { egressRules, ingressRules } from "./network.js";
import { escapedTexts, filesName, filesOf, NAME_LABEL } from "./pod.js";

/** Where the objects are, and what has to be there before them. */
interface Place {
  readonly namespace: AgentNamespace;
  readonly dependsOn: ITerraformDependable[];
}

/** What has to be there before any object of a workload: its namespace, the Secrets that it reads, and what its user names. */
export function neededBefore(
  scope: Construct,
  description: WorkloadDescription,
  {
    namespace,
    agentSecrets,
    prerequisites = [],
  }: Pick<AgentWorkloadProps, "namespace" | "agentSecrets" | "prerequisites">,
): ITerraformDependable[] {
  return neededFirst(scope, [
    ...namespace.dependencies,
    ...sourcesOf(description, agentSecrets).flatMap(({ dependencies }) => dependencies),
    ...prerequisites,
  ]);
}

/** `Account`: the account that the pods run as. */
export function serviceAccount(
  scope: Construct,
  { name, namespace, security, pod }: WorkloadDescription,
  place: Place,
): ServiceAccountV1 {
  const annotations = escapedTexts(pod.accountAnnotations);
  return new prebuilt.ServiceAccountV1(scope, "Account", {
    metadata: { name, namespace, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    automountServiceAccountToken: security.mountsServiceAccountToken,
    provider: place.namespace.cluster.providers(scope).kubernetes,
    dependsOn: place.dependsOn,
  });
}

/**
 * `Config` with the variables, and `Files` where there are some.
 *
 * @param more its variables, which are known when all workloads are, and what stands at `Config`
 */
export function configuration(
  scope: Construct,
  description: WorkloadDescription,
  more: Place & {
    readonly variables: () => Readonly<Record<string, string>>;
    readonly annotations: Record<string, string> | undefined;
  },
): readonly ITerraformDependable[] {
  const { name, namespace, files } = description;
  const { dependsOn, variables, annotations } = more;
  const provider = more.namespace.cluster.providers(scope).kubernetes;
  const config = new prebuilt.ConfigMapV1(scope, "Config", {
    metadata: { name, namespace, ...(annotations === undefined ? {} : { annotations }) },
    data: Token.asStringMap(Lazy.anyValue({ produce: () => escapedTexts(variables()) })),
    provider,
    dependsOn,
  });
  if (Object.keys(files).length === 0) return [config];
  const made = new prebuilt.ConfigMapV1(scope, "Files", {
    metadata: { name: filesName(name), namespace },
    data: escapedTexts(filesOf(description)),
    provider,
    dependsOn,
  });
  return [config, made];
}

/** `Policy`, unless it has none. */
export function networkPolicy(
  scope: Construct,
  description: WorkloadDescription,
  props: AgentWorkloadProps & Partial<ServedWorkloadProps>,
  dependsOn: ITerraformDependable[],
): readonly ITerraformDependable[] {
  const { name, namespace, network } = description;
  if (!network.hasPolicy) return [];
  return [
    new prebuilt.NetworkPolicyV1(scope, "Policy", {
      metadata: { name, namespace },
      spec: {
        podSelector: { matchLabels: { [NAME_LABEL]: name } },
        policyTypes: ["Ingress", "Egress"],
        ingress: ingressRules(description, props, props.exposure),
        egress: egressRules(description, props, props.namespace),
      },
      provider: props.namespace.cluster.providers(scope).kubernetes,
      dependsOn,
    }),
  ];
}

/** The policy of pods that run to their end, and nobody comes to. */
export function jobPolicy(
  scope: Construct,
  id: string,
  { name, egress }: { readonly name: string; readonly egress: NetworkPolicyV1SpecEgress[] },
  { namespace, dependsOn }: Place,
): ITerraformDependable {
  return new prebuilt.NetworkPolicyV1(scope, id, {
    metadata: { name, namespace: namespace.name },
    spec: { podSelector: { matchLabels: { [NAME_LABEL]: name } }, policyTypes: ["Ingress", "Egress"], egress },
    provider: namespace.cluster.providers(scope).kubernetes,
    dependsOn,
  });
}
