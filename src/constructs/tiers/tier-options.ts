// What can be said of a tier: what all tiers take, and what GPU tiers and tiers of one's own take beside it.
//
// Source: what a cluster has to be told for each, see the file of each type.
import type { GpuSharing } from "./accelerator.js";
import type { CatalogStorageClass, Flavor } from "./catalog.js";
import type { ContainerDefaults, TierQuota } from "./ceilings.js";
import type { NamespaceMetadata } from "./namespace-metadata.js";
import type { NodeTaint } from "./nodes.js";
import type { WorkloadPriority } from "./priority.js";
import type { WarmSlots } from "./warm-slots.js";

/** Settings that all tiers have. */
export interface TierOptions {
  /**
   * Ceilings of one pool; what is left out keeps the tier's.
   *
   * @default - see each tier
   */
  readonly quota?: Partial<TierQuota>;

  /**
   * Requests and limits of containers that name none; what is left out keeps the tier's.
   *
   * @default - see each tier
   */
  readonly containerDefaults?: Partial<ContainerDefaults>;

  /**
   * Accelerators of the cluster that this tier's workloads may not ask for: each gets a quota of 0.
   *
   * @default ["nvidia.com/gpu"] - for a GPU tier, unless it is the tier's own resource
   */
  readonly refusedAccelerators?: readonly string[];

  /**
   * Labels of the nodes the tier's pods run on; unique among the tiers of a cluster. Needs a cluster whose kind and version are
   * stated.
   *
   * @default - `agyn.dev/tier=<name>` when the tier has an accelerator or a taint; else pods run on any node they tolerate
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;

  /**
   * Taint of those nodes, as you set it on them; "none" states that there is none.
   *
   * @default "none" - for a GPU tier `nvidia.com/gpu=present:NoSchedule`
   */
  readonly taint?: NodeTaint | "none";

  /**
   * Whether there may be no node of the tier until work comes.
   *
   * @default false
   */
  readonly scaleToZero?: boolean;

  /**
   * Priority of the tier's workloads, which only the mutating admission policy can set.
   *
   * @default - the cluster's, which is 0 unless a class says otherwise
   */
  readonly priority?: WorkloadPriority;

  /**
   * Places kept ready by pods that give way to workloads.
   *
   * @default - none
   */
  readonly warm?: WarmSlots;

  /**
   * Sizes of workloads that the runners offer.
   *
   * @default - the runner's own
   */
  readonly flavors?: readonly Flavor[];

  /**
   * Storage classes that the runners offer.
   *
   * @default - the region's storage class only
   */
  readonly storageClasses?: readonly CatalogStorageClass[];

  /**
   * Labels and annotations of your own on the pool's workload namespace.
   *
   * @default - none
   */
  readonly workloadNamespace?: NamespaceMetadata;
}

/** Settings of a GPU tier. */
export interface GpuTierOptions extends TierOptions {
  /** GPU model as your labels spell it, for example `nvidia-a100`; the tier is `gpu-<model>`. */
  readonly model: string;

  /**
   * GPUs of one node.
   *
   * @default 8
   */
  readonly perNode?: number;

  /**
   * How GPUs are shared among workloads.
   *
   * @default GpuSharing.none()
   */
  readonly sharing?: GpuSharing;

  /**
   * GPUs, slices or shares of one workload; 1 when they are shared.
   *
   * @default 1
   */
  readonly perWorkload?: number;

  /**
   * Most GPUs, slices or shares of one pool, over all its workloads at once.
   *
   * @default - those of one node: `perNode`, times the units of one GPU
   */
  readonly accelerators?: number;

  /**
   * Name by which the device plugin offers the GPU.
   *
   * @default - by `sharing`; "nvidia.com/gpu" without it
   */
  readonly resource?: string;
}

/** Settings of a tier of your own. */
export interface CustomTierOptions extends TierOptions {
  /** Name of the tier; runners carry `tier=<name>`. */
  readonly name: string;
  /** Ceilings of one pool. */
  readonly quota: TierQuota;

  /**
   * Labels beside `tier`.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Capabilities that come with the tier.
   *
   * @default - none
   */
  readonly capabilities?: readonly string[];

  /**
   * Accelerators of one pool by resource name, with their number.
   *
   * @default - none
   */
  readonly accelerators?: Readonly<Record<string, number>>;

  /**
   * The accelerator among them that each workload gets, and how many units.
   *
   * @default - none; the ceiling holds, but no workload gets one
   */
  readonly accelerator?: { readonly resource: string; readonly perWorkload: number };
}
