// GPUs and those who ask for them. A GPU tier gives a GPU to every workload that lands on it, and no other tier gives one to any.
//
// Source: the mutating policy of a GPU tier puts the GPU on the main container of every pod of the runner; kubelets refuse more than
// one unit of a shared GPU (facts of tiers on clusters).
import { isAcceleratorName } from "../../kubernetes/index.js";
import { at } from "../path.js";
import { resolvedEnvironment } from "../placing/environment.js";
import { hasPlace, type WorkKind } from "../placing/work.js";
import type { ResolvedAgent, ResolvedTier } from "../resolved.js";
import { own } from "../plain.js";
import { ERROR, STRICT_IN_PROD, WARNING } from "../../rules/index.js";
import type { FleetRule, JudgedFleet } from "./rule.js";

/** Agents with the tiers their work may land on. */
interface Landing {
  readonly agents: readonly ResolvedAgent[];
  readonly tiers: readonly ResolvedTier[];
}

function landings({ fleet, work }: JudgedFleet): readonly Landing[] {
  const tiersNamed = (names: Iterable<string>): readonly ResolvedTier[] =>
    [...new Set(names)].toSorted().flatMap((name) => own(fleet.tiers, name) ?? []);
  if (fleet.placement === "labels") {
    return work.kinds.filter(hasPlace).map(({ agents, shared, own: ownPools }: WorkKind) => ({
      agents,
      tiers: tiersNamed([...shared.tiers, ...ownPools.tiers]),
    }));
  }
  return fleet.agents.flatMap((agent) => {
    const { pool } = resolvedEnvironment(fleet, agent);
    return pool === undefined ? [] : [{ agents: [agent], tiers: tiersNamed([pool.tier]) }];
  });
}

function namesOf(tiers: readonly ResolvedTier[]): string {
  return tiers.map(({ name }) => name).join(", ");
}

/** An agent that asks for a GPU gets one wherever it lands. */
const gpuWithoutTier: FleetRule = {
  id: "fleet/gpu-without-tier",
  must: "An agent that asks for a GPU can land on GPU tiers only.",
  otherwise: "Its pod is refused, or starts without a GPU.",
  severity: ERROR,
  check: (judged) => {
    const meant = Object.values(judged.fleet.tiers).filter(({ gpu }) => gpu !== undefined);
    const fix =
      meant.length === 0
        ? "declare a tier with gpu and a pool of it"
        : `require the label tier: ${meant.map(({ name }) => name).join(" or ")}`;
    return landings(judged).flatMap(({ agents, tiers }) => {
      const without = tiers.filter(({ gpu }) => gpu === undefined);
      if (without.length === 0) return [];
      const why = `it may land on the tier ${namesOf(without)}, which has no GPU`;
      return agents
        .filter(({ requests }) => requests.gpu > 0)
        .map(({ path, requests }) => ({ path: `${path}.requests.gpu`, value: requests.gpu, why, fix }));
    });
  },
};

/** Work without need for a GPU stays away from GPU tiers. */
const gpuUnasked: FleetRule = {
  id: "fleet/gpu-unasked",
  must: "An agent that asks for no GPU can't land on a GPU tier.",
  otherwise: "Every workload of a GPU tier is given a GPU, so one is taken from those who need it.",
  severity: WARNING,
  check: (judged) =>
    landings(judged).flatMap(({ agents, tiers }) => {
      const withGpu = tiers.filter(({ gpu }) => gpu !== undefined);
      if (withGpu.length === 0) return [];
      const why = `its work may land on the GPU tier ${namesOf(withGpu)} and takes a GPU there`;
      const fix = "require the tier it is meant for, as in tier: standard, or say requests: {gpu: 1}";
      return agents
        .filter(({ requests }) => requests.gpu === 0)
        .map(({ path, labels }) => ({ path, value: labels, why, fix }));
    }),
};

/** A workload asks for no more GPUs than its tier gives. */
const gpuCount: FleetRule = {
  id: "fleet/gpu-count",
  must: "An agent asks for at most the GPUs that each workload of its tier gets.",
  otherwise: "It gets fewer than it asks for.",
  severity: STRICT_IN_PROD,
  check: (judged) =>
    landings(judged).flatMap(({ agents, tiers }) =>
      tiers.flatMap(({ name, gpu }) => {
        if (gpu === undefined) return [];
        const why = `each workload of the tier ${name} gets ${gpu.perWorkload}`;
        const fix = `ask for ${gpu.perWorkload} at most, or raise ${at("tiers", name)}.gpu.perWorkload`;
        return agents
          .filter(({ requests }) => requests.gpu > gpu.perWorkload)
          .map(({ path, requests }) => ({ path: `${path}.requests.gpu`, value: requests.gpu, why, fix }));
      }),
    ),
};

/** What a workload of a tier gets exists on a node. */
const gpuPerWorkload: FleetRule = {
  id: "fleet/gpu-per-workload",
  must: "A workload of a GPU tier gets at most the GPUs of one node, and one unit where GPUs are shared.",
  otherwise: "No node can take its pod, or the kubelet refuses it.",
  severity: ERROR,
  unacknowledgeable: "give what a node has",
  check: ({ fleet }) =>
    Object.values(fleet.tiers).flatMap(({ name, gpu }) => {
      if (gpu === undefined) return [];
      const most = gpu.sharing.way === "none" ? gpu.unitsPerNode : 1;
      if (gpu.perWorkload <= most) return [];
      const why =
        gpu.sharing.way === "none"
          ? `a node has ${most}`
          : "GPUs of the tier are shared, and more than one unit gives no more compute";
      return [
        { path: `${at("tiers", name)}.gpu.perWorkload`, value: gpu.perWorkload, why, fix: `give ${most} at most` },
      ];
    }),
};

/** A GPU tier is shared in one way, by a name a quota can count. */
const gpuTier: FleetRule = {
  id: "fleet/gpu-resource",
  must: "The resource of a GPU tier is named with its vendor's domain.",
  otherwise: "A quota on it counts nothing, and no pod gets one.",
  severity: ERROR,
  unacknowledgeable: "name it as the node's allocatable does",
  check: ({ fleet, definition }) =>
    Object.values(fleet.tiers).flatMap(({ name, gpu }) => {
      if (gpu === undefined || isAcceleratorName(gpu.resource)) return [];
      const step = own(definition.tiers, name)?.gpu?.resource === undefined ? "sharing.mig.profile" : "resource";
      const why = "it is no resource name with a domain, so a quota on it counts nothing";
      return [
        { path: `${at("tiers", name)}.gpu.${step}`, value: gpu.resource, why, fix: 'write it like "nvidia.com/gpu"' },
      ];
    }),
};

/** The rules about GPUs. */
export const gpuRules: readonly FleetRule[] = [gpuWithoutTier, gpuUnasked, gpuCount, gpuPerWorkload, gpuTier];
