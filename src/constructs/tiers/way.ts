// Which way a pool's pods are steered to the nodes of their tier, by what is stated about the cluster; and every combination that a
// cluster would take and then not do.
//
// Source: measured on Kubernetes 1.35 and 1.36 and read for managed clusters, see docs/tiers.md. MutatingAdmissionPolicy is v1 and
// on from 1.36; in 1.34 and 1.35 it is v1beta1 and off, and switching on half of it either does nothing or stops the API server.
import { LEAST_CONTAINERS } from "../../kubernetes/index.js";
import type { Cluster } from "../cluster.js";
import type { Problem } from "../problems.js";
import { NODE_SELECTOR_ANNOTATION, TOLERATIONS_ANNOTATION, WHITELIST_ANNOTATION } from "./namespace-metadata.js";
import type { TierNodes } from "./nodes.js";
import type { RunnerTier } from "./runner-tier.js";
import type { SteeringWay } from "./steering.js";

const GATE = "MutatingAdmissionPolicy";
const BETA_API = "admissionregistration.k8s.io/v1beta1";
/** Minor version from which on MutatingAdmissionPolicy is on by default. */
const POLICY_STABLE = 36;
/** Minor version from which on it can be switched on as beta. */
const POLICY_BETA = 34;
/** Minor version from which on ValidatingAdmissionPolicy, the guard, is on by default. */
const GUARD_STABLE = 30;

/** API version of mutating admission policies in a cluster that has them. */
export function mutatingPolicyApi(cluster: Cluster): "admissionregistration.k8s.io/v1" | typeof BETA_API {
  return (cluster.minorVersion ?? POLICY_STABLE) >= POLICY_STABLE ? "admissionregistration.k8s.io/v1" : BETA_API;
}

/** The way that is taken; `auto` is the mutating admission policy. */
export function wayOf(cluster: Cluster): Exclude<SteeringWay, { way: "auto" }> {
  const { chosen } = cluster.steering;
  return chosen.way === "auto" ? { ...chosen, way: "mutatingAdmissionPolicy" } : chosen;
}

/**
 * What is wrong with a tier on a cluster, if anything.
 *
 * @param path of the cluster
 * @param tierPath of the tier
 * @param docker how docker is isolated in workloads
 */
export function checkWay(
  path: string,
  cluster: Cluster,
  tierPath: string,
  tier: RunnerTier,
  docker: string,
): readonly Problem[] {
  const annotated = checkOwnAnnotations(tierPath, cluster, tier);
  if (tier.nodes === undefined) return [...annotated, ...priorityNeedsPolicy(tierPath, tier, "none")];
  const { kind, version } = cluster.facts;
  if (kind === undefined || version === undefined) return [...annotated, unstated(path, cluster, tier)];
  const chosen = wayOf(cluster);
  return [
    ...annotated,
    ...checkChosen(path, cluster, tierPath, tier, tier.nodes, docker),
    ...priorityNeedsPolicy(tierPath, tier, chosen.way),
    ...(chosen.way === "limitRange" || (cluster.minorVersion ?? GUARD_STABLE) >= GUARD_STABLE
      ? []
      : [
          {
            path: `${path}.version`,
            value: version,
            why: `the guard that turns a silent policy into a refusal needs Kubernetes 1.${GUARD_STABLE}`,
            fix: "upgrade the cluster, or give the pool a tier without nodes of its own",
          },
        ]),
  ];
}

function checkChosen(
  path: string,
  cluster: Cluster,
  tierPath: string,
  tier: RunnerTier,
  nodes: TierNodes,
  docker: string,
): readonly Problem[] {
  const chosen = wayOf(cluster);
  switch (chosen.way) {
    case "mutatingAdmissionPolicy":
      return checkPolicy(path, cluster);
    case "kyverno":
      return [];
    case "annotations":
      return [
        ...lacksPlugins(path, cluster, [
          "PodNodeSelector",
          ...(nodes.taint !== undefined || chosen.strictTolerations ? ["PodTolerationRestriction"] : []),
        ]),
        ...checkWaste(path, tier, chosen.wasteAccepted),
        ...ceilingBelowWaste(tierPath, tier),
      ];
    case "limitRange":
      return [
        ...lacksPlugins(path, cluster, ["ExtendedResourceToleration"]),
        ...(tier.accelerator === undefined ? [noAcceleratorToSteerBy(path)] : []),
        ...checkWaste(path, tier, chosen.wasteAccepted),
        ...ceilingBelowWaste(tierPath, tier),
        ...untolerated(tierPath, tier, nodes),
      ];
    case "runtimeClass":
      return checkRuntimeClass(path, tier, chosen.handler, docker);
  }
}

function unstated(path: string, { facts }: Cluster, { name }: RunnerTier): Problem {
  const [option, value] = facts.kind === undefined ? ["kind", facts.kind] : ["version", facts.version];
  return {
    path: `${path}.${option}`,
    value,
    why: `how pods reach the nodes of tier ${JSON.stringify(name)} depends on it`,
    fix: 'state both, like Cluster.fromKubeconfig({ context, kind: "eks", version: "1.36" })',
  };
}

const OTHER_WAY = "upgrade to 1.36, or choose another way, like steering: Steering.kyverno()";

function checkPolicy(path: string, cluster: Cluster): readonly Problem[] {
  const { kind, version, featureGates = [], runtimeConfig = [] } = cluster.facts;
  const minor = cluster.minorVersion ?? POLICY_STABLE;
  if (minor >= POLICY_STABLE) return [];
  const at = { path: `${path}.version`, value: version };
  if (minor < POLICY_BETA) {
    const why = `MutatingAdmissionPolicy can be switched on from 1.${POLICY_BETA} and is on from 1.${POLICY_STABLE}, so nothing would bring pods to the tier's nodes`;
    return [{ ...at, why, fix: OTHER_WAY }];
  }
  if (kind !== "selfManaged") {
    const why = `MutatingAdmissionPolicy is off before 1.${POLICY_STABLE}, and the flags of the API server of ${kind ?? "a managed cluster"} can't be set`;
    return [{ ...at, why, fix: OTHER_WAY }];
  }
  const gate = featureGates.includes(GATE);
  const served = runtimeConfig.includes(BETA_API);
  if (gate && served) return [];
  const why = gate
    ? `with the gate ${GATE} and without ${BETA_API} the API server never becomes ready`
    : served
      ? `without the gate ${GATE} the policies are accepted and do nothing`
      : `MutatingAdmissionPolicy is off by default before 1.${POLICY_STABLE}`;
  const [option, value] = gate ? ["runtimeConfig", runtimeConfig] : ["featureGates", featureGates];
  const fix = `set both flags and state featureGates: ["${GATE}"], runtimeConfig: ["${BETA_API}"]; or ${OTHER_WAY}`;
  return [{ path: `${path}.${option}`, value, why, fix }];
}

function lacksPlugins(path: string, cluster: Cluster, plugins: readonly string[]): readonly Problem[] {
  const { kind, admissionPlugins = [] } = cluster.facts;
  const byAnnotation = plugins.includes("PodNodeSelector");
  if (byAnnotation && (kind === "eks" || kind === "gke")) {
    const why = `${kind} has no ${plugins.join(" and ")}, without which the annotations are ignored in silence`;
    return [{ path: `${path}.steering`, value: "annotations", why, fix: "choose another way" }];
  }
  const missing = plugins.filter((plugin) => !cluster.hasAdmissionPlugin(plugin));
  if (missing.length === 0) return [];
  const why = `the way needs ${missing.join(" and ")}, off in Kubernetes by default, and without it does nothing`;
  const fix = `switch it on and state admissionPlugins: ${JSON.stringify([...admissionPlugins, ...missing])}, or choose another way`;
  return [{ path: `${path}.admissionPlugins`, value: admissionPlugins, why, fix }];
}

function checkWaste(path: string, { accelerator }: RunnerTier, accepted: boolean): readonly Problem[] {
  if (accelerator === undefined || accepted) return [];
  const { resource } = accelerator;
  return [
    {
      path: `${path}.steering.wasteAccepted`,
      value: accepted,
      why: `this way gives ${resource} to every container of a workload, at least ${LEAST_CONTAINERS}, and one more for each MCP, hook and docker side-car`,
      fix: "choose Steering.kyverno() or a cluster from 1.36 on; or accept it with wasteAccepted: true",
    },
  ];
}

function ceilingBelowWaste(path: string, { accelerator, accelerators }: RunnerTier): readonly Problem[] {
  if (accelerator === undefined) return [];
  const ceiling = accelerators[accelerator.resource] ?? 0;
  const least = LEAST_CONTAINERS * accelerator.perWorkload;
  if (ceiling === 0 || ceiling >= least) return [];
  const why = `this way gives the accelerator to every container, so the smallest workload takes ${least} and none would start`;
  return [
    { path: `${path}.accelerators["${accelerator.resource}"]`, value: ceiling, why, fix: `give ${least} or more` },
  ];
}

function noAcceleratorToSteerBy(path: string): Problem {
  const why = "this way steers by the accelerator that a pod asks for, and the tier has none";
  return {
    path: `${path}.steering`,
    value: "limitRange",
    why,
    fix: "choose another way, or leave out the tier's nodes",
  };
}

/** ExtendedResourceToleration tolerates a taint whose key is the resource's name, with effect NoSchedule, and no other. */
function untolerated(path: string, { accelerator }: RunnerTier, { taint }: TierNodes): readonly Problem[] {
  if (accelerator === undefined || taint === undefined) return [];
  if (taint.key === accelerator.resource && taint.effect === "NoSchedule") return [];
  const why = `ExtendedResourceToleration tolerates ${accelerator.resource}:NoSchedule only, so pods stay Pending`;
  const fix = `set the taint ${accelerator.resource}=present:NoSchedule on the nodes and name it here, or choose another way`;
  return [{ path: `${path}.taint`, value: taint, why, fix }];
}

function checkRuntimeClass(path: string, tier: RunnerTier, handler: string, docker: string): readonly Problem[] {
  return [
    ...(tier.accelerator === undefined
      ? []
      : [
          {
            path: `${path}.steering`,
            value: "runtimeClass",
            why: "a RuntimeClass brings pods to nodes and gives no container an accelerator",
            fix: "choose another way",
          },
        ]),
    ...(docker === handler
      ? []
      : [
          {
            path: "dockerImplementation",
            value: docker,
            why: `workloads name the RuntimeClass ${handler} only when docker runs in it, so no pod would reach the tier's nodes`,
            fix: `give "${handler}", or choose another way`,
          },
        ]),
  ];
}

function priorityNeedsPolicy(path: string, { priority }: RunnerTier, way: string): readonly Problem[] {
  if (priority === undefined || way === "mutatingAdmissionPolicy") return [];
  const why = "the runner sets no priority, and only the mutating admission policy of a tier with nodes of its own can";
  const fix = "leave it out, or give the tier a nodeSelector on a cluster with that policy";
  return [{ path: `${path}.priority.value`, value: priority.value, why, fix }];
}

/** Annotations of the plugins that were written by hand. */
function checkOwnAnnotations(path: string, cluster: Cluster, tier: RunnerTier): readonly Problem[] {
  const { kind } = cluster.facts;
  if (kind !== "eks" && kind !== "gke") return [];
  const ways = [NODE_SELECTOR_ANNOTATION, TOLERATIONS_ANNOTATION, WHITELIST_ANNOTATION];
  return Object.entries(tier.workloadNamespace.annotations ?? {})
    .filter(([key]) => ways.includes(key))
    .map(([key, value]) => ({
      path: `${path}.workloadNamespace.annotations["${key}"]`,
      value,
      why: `${kind} runs no plugin that reads it, so it is ignored in silence`,
      fix: "leave it out",
    }));
}
