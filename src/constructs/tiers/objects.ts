// Everything that steers the pods of one pool, as Kubernetes objects and as what the workload namespace carries.
//
// Source: see the file of each object.
import type { Cluster } from "../cluster.js";
import { guard } from "./guard.js";
import { kyvernoPolicy, mutatingAdmissionPolicy, type PolicySubject } from "./mutating-policy.js";
import {
  AUTOMATIC_TOLERATIONS,
  NODE_SELECTOR_ANNOTATION,
  TOLERATIONS_ANNOTATION,
  WHITELIST_ANNOTATION,
} from "./namespace-metadata.js";
import { tolerationOf } from "./nodes.js";
import { priorityObjects } from "./priority.js";
import type { RunnerTier } from "./runner-tier.js";
import { mutatingPolicyApi, wayOf } from "./way.js";

/** The objects that steer a pool's pods; none for a tier without nodes of its own, and where the namespace alone does it. */
export function steeringObjects(cluster: Cluster, subject: PolicySubject): readonly object[] {
  const { tier, name } = subject;
  if (tier.nodes === undefined) return [];
  const chosen = wayOf(cluster);
  switch (chosen.way) {
    case "mutatingAdmissionPolicy":
      return [
        ...priorityObjects(name, tier.priority),
        ...mutatingAdmissionPolicy(subject, mutatingPolicyApi(cluster), chosen.failurePolicy),
        ...guard(subject, { oneContainer: true }),
      ];
    case "kyverno":
      return [...kyvernoPolicy(subject, chosen.failurePolicy), ...guard(subject, { oneContainer: true })];
    case "annotations":
      return guard(subject, { oneContainer: false });
    case "limitRange":
      return []; // nothing sets a selector, so a guard would refuse every pod
    case "runtimeClass":
      return [runtimeClass(chosen.handler, tier), ...guard(subject, { oneContainer: true })];
  }
}

/** Annotations of the workload namespace that the plugins of the API server read. */
export function steeringAnnotations(cluster: Cluster, { nodes }: RunnerTier): Readonly<Record<string, string>> {
  const chosen = wayOf(cluster);
  if (nodes === undefined || chosen.way !== "annotations") return {};
  const selector = Object.entries(nodes.selector).map(([key, value]) => `${key}=${value}`);
  const tolerations = nodes.taint === undefined ? [] : [tolerationOf(nodes.taint)];
  return {
    [NODE_SELECTOR_ANNOTATION]: selector.join(","),
    ...(tolerations.length === 0 ? {} : { [TOLERATIONS_ANNOTATION]: JSON.stringify(tolerations) }),
    ...(chosen.strictTolerations
      ? { [WHITELIST_ANNOTATION]: JSON.stringify([...tolerations, ...AUTOMATIC_TOLERATIONS]) }
      : {}),
  };
}

/** Accelerators that every container of the workload namespace gets by default: the ways that can't tell containers apart. */
export function acceleratorDefaults(cluster: Cluster, { nodes, accelerator }: RunnerTier): Record<string, string> {
  const { way } = wayOf(cluster);
  if (nodes === undefined || accelerator === undefined || (way !== "annotations" && way !== "limitRange")) return {};
  return { [accelerator.resource]: String(accelerator.perWorkload) };
}

function runtimeClass(handler: string, { nodes }: RunnerTier): object {
  const { selector = {}, taint } = nodes ?? {};
  return {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: { name: handler },
    handler,
    scheduling: {
      nodeSelector: selector,
      ...(taint === undefined ? {} : { tolerations: [tolerationOf(taint)] }),
    },
  };
}
