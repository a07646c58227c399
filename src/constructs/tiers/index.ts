// Tiers: what kind of work a pool takes, and how its pods reach the nodes made for it.
export { GpuSharing, type MigOptions, type TimeSlicesOptions } from "./accelerator.js";
export type { CatalogStorageClass, Flavor, FlavorResources } from "./catalog.js";
export type { ContainerDefaults, TierQuota } from "./ceilings.js";
export type { NamespaceMetadata } from "./namespace-metadata.js";
export { type NodeTaint, TIER_LABEL } from "./nodes.js";
export { acceleratorDefaults, steeringAnnotations } from "./objects.js";
export { addPool, checkBesideOthers, checkNamespaces, poolsOfCluster } from "./pools-of-cluster.js";
export type { WorkloadPriority } from "./priority.js";
export { RunnerTier } from "./runner-tier.js";
export {
  type AnnotationOptions,
  type FailurePolicy,
  type KataHandler,
  type MutationOptions,
  Steering,
  type WastefulOptions,
} from "./steering.js";
export { objectsChart, steeringReleaseName, TierSteering } from "./tier-steering.js";
export type { CustomTierOptions, GpuTierOptions, TierOptions } from "./tier-options.js";
export type { WarmScheduleEntry } from "./warm-schedule.js";
export { checkWarmNamespace, type WarmSlots } from "./warm-slots.js";
export { checkWay } from "./way.js";
