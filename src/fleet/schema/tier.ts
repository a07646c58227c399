// Tiers: kinds of work, with what their nodes offer and what their workloads may take.
import { z } from "zod";
import { count, countOrNone, labels, text } from "./texts.js";

/** Ceilings of one pool over all its workloads at once; what is left out keeps what stands above it. */
export const quotaSchema = z
  .strictObject({
    /** Most pods at a time. */
    pods: count.optional(),
    /** Most cpu requested, as a Kubernetes quantity. */
    requestsCpu: text.optional(),
    /** Most memory requested, as a Kubernetes quantity. */
    requestsMemory: text.optional(),
    /**
     * Most memory by limits, as a Kubernetes quantity; needs `containerDefaults.limitMemory`.
     *
     * @default - no ceiling on limits
     */
    limitsMemory: text.optional(),
    /** Most accelerators by resource name, `nvidia.com/gpu`; 0 refuses them. */
    accelerators: z.record(text, countOrNone).optional(),
  })
  .meta({ id: "Quota" });

/** What a container gets that asks for nothing. */
export const containerDefaultsSchema = z
  .strictObject({
    /** Requested cpu, as a Kubernetes quantity. */
    requestCpu: text.optional(),
    /** Requested memory, as a Kubernetes quantity. */
    requestMemory: text.optional(),
    /**
     * Limit of memory, as a Kubernetes quantity; must be at least what the largest flavor requests.
     *
     * @default - no limit
     */
    limitMemory: text.optional(),
  })
  .meta({ id: "ContainerDefaults" });

/** How one GPU is shared by several workloads: exactly one way. */
export const sharingSchema = z
  .strictObject({
    /** MIG profile, `1g.10gb`: the resource is `nvidia.com/mig-<profile>` (strategy mixed) unless `resource` says otherwise. */
    mig: text.optional(),
    /** Workloads that take turns on one GPU; the resource keeps its name unless the device plugin renames it. */
    timeSlices: z.int().min(2).max(1000).optional(),
  })
  .meta({ id: "Sharing" });

/** The GPUs of a tier; its runners have the capability `gpu`. */
export const gpuSchema = z
  .strictObject({
    /** GPU model as your labels spell it, for example `nvidia-a100`. */
    model: text,
    /**
     * Accelerators of one node, in units of the resource: with sharing, slices.
     *
     * @default 8
     */
    perNode: count.optional(),
    /**
     * Name by which the device plugin offers the GPU.
     *
     * @default - "nvidia.com/gpu"; with MIG "nvidia.com/mig-<profile>"
     */
    resource: text.optional(),
    /**
     * How a GPU is shared.
     *
     * @default "none" - a workload has its GPUs alone
     */
    sharing: z.union([z.literal("none"), sharingSchema]).optional(),
  })
  .meta({ id: "Gpu" });

/** A size of workloads in the runner's catalog. */
export const flavorSchema = z
  .strictObject({
    /** Requested cpu, as a Kubernetes quantity. */
    requestsCpu: text,
    /** Requested memory, as a Kubernetes quantity. */
    requestsMemory: text,
    /**
     * Limit of cpu, as a Kubernetes quantity.
     *
     * @default - what is requested
     */
    limitsCpu: text.optional(),
    /**
     * Limit of memory, as a Kubernetes quantity.
     *
     * @default - what is requested
     */
    limitsMemory: text.optional(),
    /**
     * Whether an environment that names no flavor gets this one; at most one of a tier.
     *
     * @default false
     */
    default: z.boolean().optional(),
    /**
     * Whether it is kept for what uses it, and offered to nobody else.
     *
     * @default false
     */
    deprecated: z.boolean().optional(),
  })
  .meta({ id: "Flavor" });

/** A storage class in the runner's catalog. */
export const storageClassSchema = z
  .strictObject({
    /** Name of the class in the cluster. */
    storageClassName: text,
    /**
     * Whether a volume that names no class gets this one; at most one of a tier.
     *
     * @default false
     */
    default: z.boolean().optional(),
    /**
     * Whether it is kept for what uses it, and offered to nobody else.
     *
     * @default false
     */
    deprecated: z.boolean().optional(),
  })
  .meta({ id: "StorageClass" });

/** A taint of nodes. */
export const taintSchema = z
  .strictObject({
    /** Key of the taint. */
    key: text,
    /**
     * Value of the taint.
     *
     * @default "" - none
     */
    value: z.string().optional(),
    /**
     * What the taint does to pods that don't tolerate it.
     *
     * @default "NoSchedule"
     */
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
  })
  .meta({ id: "Taint" });

/** Priority of workload pods. */
export const prioritySchema = z
  .strictObject({
    /** Name of the PriorityClass. */
    className: text,
    /** Number of that class, which has to be written beside its name. */
    value: z.int(),
    /**
     * Whether pods of the class push others out.
     *
     * @default "PreemptLowerPriority"
     */
    preemption: z.enum(["PreemptLowerPriority", "Never"]).optional(),
  })
  .meta({ id: "Priority" });

/** A kind of work; runners of it carry the label `tier=<name>`. */
export const tierSchema = z
  .strictObject({
    /**
     * Makes it a GPU tier.
     *
     * @default - no GPU
     */
    gpu: gpuSchema.optional(),
    /**
     * Labels beside `tier`.
     *
     * @default - none
     */
    labels: labels.optional(),
    /**
     * Capabilities that come with the tier, beside `gpu` of a GPU tier.
     *
     * @default - none
     */
    capabilities: z.array(text).optional(),
    /**
     * Sizes of workloads in the runner's catalog, by name.
     *
     * @default - none
     */
    flavors: z.record(text, flavorSchema).optional(),
    /**
     * Storage classes in the runner's catalog, by name.
     *
     * @default - none
     */
    storageClasses: z.record(text, storageClassSchema).optional(),
    /**
     * Labels of the nodes that the tier's workloads go to.
     *
     * @default - any node
     */
    nodeSelector: labels.optional(),
    /**
     * Taint of the tier's nodes, which its workloads tolerate; `"none"` states that there is none.
     *
     * @default - not stated
     */
    taint: z.union([z.literal("none"), taintSchema]).optional(),
    /**
     * What a container gets that asks for nothing.
     *
     * @default - 100m and 128Mi; 1Gi in high-memory
     */
    containerDefaults: containerDefaultsSchema.optional(),
    /**
     * Ceilings of one pool.
     *
     * @default - standard: 50 pods, 32 cpu, 128Gi; high-memory: 20, 32, 512Gi; GPU: 16, 96, 768Gi and the GPUs of one node
     */
    quota: quotaSchema.optional(),
    /**
     * Priority of workload pods.
     *
     * @default - the cluster's default
     */
    priority: prioritySchema.optional(),
  })
  .meta({ id: "Tier" });
