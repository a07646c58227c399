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
  const ofItsOwn = gpu === undefined ? {} : { [gpu.resource]: gpu.perNode };
  const quota = { ...(gpu === undefined ? STANDARD_QUOTA : GPU_QUOTA), accelerators: { ...refused, ...ofItsOwn } };
  return defined({
    name,
    labels: mapSorted({ ...tier.labels, tier: name }, (value) => value),
    capabilities: unique([...(gpu === undefined ? [] : ["gpu"]), ...(tier.capabilities ?? [])]),
    gpu,
    flavors: mapSorted(tier.flavors, (flavor) => ({
      requestsCpu: flavor.requestsCpu,
      requestsMemory: flavor.requestsMemory,
      limitsCpu: flavor.limitsCpu ?? flavor.requestsCpu,
      limitsMemory: flavor.limitsMemory ?? flavor.requestsMemory,
      default: flavor.default ?? false,
      deprecated: flavor.deprecated ?? false,
    })),
    storageClasses: mapSorted(
      tier.storageClasses,
      ({ storageClassName, default: isDefault = false, deprecated = false }) => ({
        storageClassName,
        default: isDefault,
        deprecated,
      }),
    ),
    nodeSelector: mapSorted(tier.nodeSelector, (value) => value),
    taint: resolveTaint(tier.taint),
    containerDefaults: { ...SMALL_CONTAINER, ...defined(tier.containerDefaults ?? {}) },
    quota: mergedQuota(quota, tier.quota),
    priority:
      tier.priority === undefined
        ? undefined
        : { preemption: "PreemptLowerPriority" as const, ...defined(tier.priority) },
  });
}

function resolveGpu(gpu: NonNullable<TierDefinition["gpu"]>): ResolvedGpu {
  const sharing = resolveSharing(gpu.sharing);
  const resource = gpu.resource ?? (sharing.way === "mig" ? `nvidia.com/mig-${sharing.profile}` : NVIDIA_GPU);
  return { model: gpu.model, perNode: gpu.perNode ?? GPUS_PER_NODE, resource, sharing };
}

function resolveSharing(sharing: NonNullable<TierDefinition["gpu"]>["sharing"]): ResolvedGpu["sharing"] {
  if (sharing === undefined || sharing === "none") return { way: "none" };
  if (sharing.mig !== undefined) return { way: "mig", profile: sharing.mig };
  return sharing.timeSlices === undefined ? { way: "none" } : { way: "timeSlices", slices: sharing.timeSlices };
}

function resolveTaint(taint: TierDefinition["taint"]): ResolvedTier["taint"] {
  if (taint === undefined || taint === "none") return taint;
  return { key: taint.key, value: taint.value ?? "", effect: taint.effect ?? "NoSchedule" };
}

/** The tier of a pool. */
export function tierOf({ tiers }: Pick<ResolvedFleet, "tiers">, pool: ResolvedPool): ResolvedTier {
  const tier = own(tiers, pool.tier);
  if (tier === undefined)
    throw new Error(`${pool.id} has no tier ${pool.tier}: a resolved fleet has the tiers of its pools`);
  return tier;
}
