// The tiers of a fleet, spelled out: the built-in ones, GPU tiers, and own ones.
//
// Source: RunnerTier of the constructs, whose numbers these are; measured on Kubernetes 1.35/1.36, only `requests.<resource>`
// counts accelerators, and a tier without one of its own has to refuse each that the clusters have.
import type { TierDefinition } from "./definition.js";
import { defined, mapSorted, own, unique } from "./plain.js";
import type {
  ResolvedContainerDefaults,
  ResolvedFleet,
  ResolvedGpu,
  ResolvedPool,
  ResolvedQuota,
  ResolvedTier,
} from "./resolved.js";

/** Resource name of whole NVIDIA GPUs. */
const NVIDIA_GPU = "nvidia.com/gpu";
const GPUS_PER_NODE = 8;
/** Label of a tier's nodes when no selector is given. */
const TIER_LABEL = "agyn.dev/tier";
/** The taint that GKE sets on GPU nodes beside others, and that one sets elsewhere. */
const NVIDIA_TAINT: { readonly key: string; readonly value: string; readonly effect?: "NoSchedule" } = {
  key: NVIDIA_GPU,
  value: "present",
};
const WARM = { priority: -5, image: "registry.k8s.io/pause:3.10" };

const SMALL_CONTAINER: ResolvedContainerDefaults = { requestCpu: "100m", requestMemory: "128Mi" };
const STANDARD_QUOTA: ResolvedQuota = { pods: 50, requestsCpu: "32", requestsMemory: "128Gi", accelerators: {} };
const GPU_QUOTA: ResolvedQuota = { pods: 16, requestsCpu: "96", requestsMemory: "768Gi", accelerators: {} };

/** The tiers that every fleet has. */
const BUILT_IN: Readonly<Record<string, TierDefinition>> = {
  "high-memory": {
    containerDefaults: { requestMemory: "1Gi" },
    quota: { pods: 20, requestsCpu: "32", requestsMemory: "512Gi" },
  },
  standard: {},
};

/** Name of the tier of a pool that names none. */
export const DEFAULT_TIER = "standard";

/** Whether a tier is there without being declared. */
export function isBuiltInTier(name: string): boolean {
  return Object.hasOwn(BUILT_IN, name);
}

/** All tiers by name: the built-in ones with what the fleet gives otherwise, and the fleet's own. */
export function resolveTiers(
  declared: Readonly<Record<string, TierDefinition>> | undefined,
): Readonly<Record<string, ResolvedTier>> {
  const definitions = { ...BUILT_IN, ...mapSorted(declared, (tier, name) => merged(own(BUILT_IN, name), tier)) };
  const resources = Object.values(definitions).flatMap(({ gpu }) =>
    gpu === undefined ? [] : [resolveGpu(gpu).resource],
  );
  const accelerators = unique([NVIDIA_GPU, ...resources]).toSorted();
  return mapSorted(definitions, (tier, name) => resolveTier(name, tier, accelerators));
}

/** The ceilings of a tier with those of a pool over them. */
export function mergedQuota(base: ResolvedQuota, over: TierDefinition["quota"]): ResolvedQuota {
  if (over === undefined) return base;
  const accelerators = { ...base.accelerators, ...over.accelerators };
  return { ...base, ...defined(over), accelerators: mapSorted(accelerators, (most) => most) };
}

function merged(builtIn: TierDefinition | undefined, tier: TierDefinition): TierDefinition {
  if (builtIn === undefined) return tier;
  return {
    ...builtIn,
    ...tier,
    containerDefaults: { ...builtIn.containerDefaults, ...tier.containerDefaults },
    quota: { ...builtIn.quota, ...tier.quota },
  };
}

function resolveTier(name: string, tier: TierDefinition, accelerators: readonly string[]): ResolvedTier {
  const gpu = tier.gpu === undefined ? undefined : resolveGpu(tier.gpu);
  const refused = Object.fromEntries(accelerators.map((resource) => [resource, 0]));
  const ofItsOwn = gpu === undefined ? {} : { [gpu.resource]: gpu.unitsPerNode };
  const quota = { ...(gpu === undefined ? STANDARD_QUOTA : GPU_QUOTA), accelerators: { ...refused, ...ofItsOwn } };
  return defined({
    name,
    labels: mapSorted({ ...tier.labels, tier: name }, (value) => value),
    capabilities: unique([...(gpu === undefined ? [] : ["gpu"]), ...(tier.capabilities ?? [])]),
    gpu,
    ...resolveCatalog(tier),
    nodes: resolveNodes(name, tier),
    containerDefaults: { ...SMALL_CONTAINER, ...defined(tier.containerDefaults ?? {}) },
    quota: mergedQuota(quota, tier.quota),
    priority: tier.priority,
    warm: tier.warm === undefined ? undefined : { ...WARM, ...defined(tier.warm) },
    workloadNamespace: {
      labels: mapSorted(tier.workloadNamespace?.labels, (value) => value),
      annotations: mapSorted(tier.workloadNamespace?.annotations, (value) => value),
    },
  });
}

function resolveCatalog(tier: TierDefinition): Pick<ResolvedTier, "flavors" | "storageClasses"> {
  return {
    flavors: mapSorted(tier.flavors, (flavor) => ({
      requestsCpu: flavor.requestsCpu,
      requestsMemory: flavor.requestsMemory,
      limitsCpu: flavor.limitsCpu ?? flavor.requestsCpu,
      limitsMemory: flavor.limitsMemory ?? flavor.requestsMemory,
      default: flavor.default ?? false,
      deprecated: flavor.deprecated ?? false,
    })),
    storageClasses: mapSorted(tier.storageClasses, (storageClass) => ({
      storageClassName: storageClass.storageClassName,
      default: storageClass.default ?? false,
      deprecated: storageClass.deprecated ?? false,
    })),
  };
}

/** Nodes of its own has a tier with a GPU, a taint or a selector. */
function resolveNodes(name: string, { gpu, taint, nodeSelector, scaleToZero }: TierDefinition): ResolvedTier["nodes"] {
  const stated = taint ?? (gpu === undefined ? "none" : NVIDIA_TAINT);
  if (gpu === undefined && stated === "none" && nodeSelector === undefined) return undefined;
  return defined({
    selector: nodeSelector === undefined ? { [TIER_LABEL]: name } : mapSorted(nodeSelector, (value) => value),
    taint:
      stated === "none"
        ? undefined
        : { key: stated.key, value: stated.value, effect: stated.effect ?? ("NoSchedule" as const) },
    scaleToZero: scaleToZero ?? false,
  });
}

function resolveGpu(gpu: NonNullable<TierDefinition["gpu"]>): ResolvedGpu {
  const { model, perNode = GPUS_PER_NODE, perWorkload = 1 } = gpu;
  const sharing = resolveSharing(gpu.sharing);
  const unitsPerNode = perNode * sharing.perGpu;
  return { model, perNode, unitsPerNode, perWorkload, resource: gpu.resource ?? resourceOf(sharing), sharing };
}

function resolveSharing(sharing: NonNullable<TierDefinition["gpu"]>["sharing"]): ResolvedGpu["sharing"] {
  if (sharing === undefined || sharing === "none") return { way: "none", perGpu: 1 };
  const { mig, timeSlices } = sharing;
  if (mig !== undefined) {
    return { way: "mig", profile: mig.profile, perGpu: mig.perGpu, strategy: mig.strategy ?? "mixed" };
  }
  return timeSlices === undefined
    ? { way: "none", perGpu: 1 }
    : { way: "timeSlices", perGpu: timeSlices.perGpu, renamed: timeSlices.renamed ?? false };
}

function resourceOf(sharing: ResolvedGpu["sharing"]): string {
  if (sharing.strategy === "mixed") return `nvidia.com/mig-${sharing.profile ?? ""}`;
  return sharing.renamed === true ? `${NVIDIA_GPU}.shared` : NVIDIA_GPU;
}

/** The tier of a pool. */
export function tierOf({ tiers }: Pick<ResolvedFleet, "tiers">, pool: ResolvedPool): ResolvedTier {
  const tier = own(tiers, pool.tier);
  if (tier === undefined)
    throw new Error(`${pool.id} has no tier ${pool.tier}: a resolved fleet has the tiers of its pools`);
  return tier;
}
