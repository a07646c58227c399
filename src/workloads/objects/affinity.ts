// Which nodes a pod goes to and beside which pods, as the provider writes it; names and lists of Kubernetes come from that.
//
// Source: `structures_affinity.go` of hashicorp/kubernetes 2.38: what is required of nodes is one term, all of whose expressions hold.
import type { Affinity, NodeRequirement, PodRequirement, Requirements } from "../description/pod.js";

const MOST_WEIGHT = 100;
const NODE = "kubernetes.io/hostname";

/** Undefined where nothing is said. */
export function affinityOf({ node, pod, podAnti }: Affinity) {
  if (node === undefined && pod === undefined && podAnti === undefined) return undefined;
  return {
    ...(node === undefined ? {} : { nodeAffinity: nodeAffinity(node) }),
    ...(pod === undefined ? {} : { podAffinity: podAffinity(pod) }),
    ...(podAnti === undefined ? {} : { podAntiAffinity: podAffinity(podAnti) }),
  };
}

function nodeAffinity({ required = [], preferred = [] }: Requirements<NodeRequirement>) {
  return {
    ...(required.length === 0
      ? {}
      : {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerm: [{ matchExpressions: required.map(expression) }],
          },
        }),
    ...(preferred.length === 0
      ? {}
      : {
          preferredDuringSchedulingIgnoredDuringExecution: preferred.map(({ weight = MOST_WEIGHT, ...one }) => ({
            weight,
            preference: { matchExpressions: [expression(one)] },
          })),
        }),
  };
}

function expression({ key, operator = "In", values = [] }: NodeRequirement) {
  return { key, operator, ...(values.length === 0 ? {} : { values: [...values] }) };
}

function podAffinity({ required = [], preferred = [] }: Requirements<PodRequirement>) {
  return {
    ...(required.length === 0 ? {} : { requiredDuringSchedulingIgnoredDuringExecution: required.map(term) }),
    ...(preferred.length === 0
      ? {}
      : {
          preferredDuringSchedulingIgnoredDuringExecution: preferred.map(({ weight = MOST_WEIGHT, ...one }) => ({
            weight,
            podAffinityTerm: term(one),
          })),
        }),
  };
}

function term({ matchLabels, topologyKey = NODE, namespaces }: PodRequirement) {
  return {
    topologyKey,
    labelSelector: [{ matchLabels: { ...matchLabels } }],
    ...(namespaces === undefined ? {} : { namespaces: [...namespaces] }),
  };
}
