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
const containerDefaultsSchema = z
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

/** MIG slices. */
const migSchema = z
  .strictObject({
    /** Profile, like `1g.5gb`. */
    profile: text,
    /** Slices of this profile that one GPU is cut into. */
    perGpu: z.int().min(1).max(1000),
    /**
     * Strategy of the device plugin: `mixed` offers a slice as `nvidia.com/mig-<profile>`, `single` as `nvidia.com/gpu`, which is
     * also what GKE does.
     *
     * @default "mixed"
     */
    strategy: z.enum(["mixed", "single"]).optional(),
  })
  .meta({ id: "Mig" });

/** Time slices. */
const timeSlicesSchema = z
  .strictObject({
    /** Shares that one GPU is offered as. */
    perGpu: z.int().min(1).max(1000),
    /**
     * Whether the device plugin renames shares to `nvidia.com/gpu.shared`.
     *
     * @default false
     */
    renamed: z.boolean().optional(),
  })
  .meta({ id: "TimeSlices" });

/** How one GPU is shared by several workloads: exactly one way. */
const sharingSchema = z
  .strictObject({
    /** Slices with memory and compute of their own. */
    mig: migSchema.optional(),
    /** Workloads take turns on a GPU and share its memory. */
    timeSlices: timeSlicesSchema.optional(),
  })
  .meta({ id: "Sharing" });

/** The GPUs of a tier; its runners have the capability `gpu`. */
const gpuSchema = z
  .strictObject({
    /** GPU model as your labels spell it, for example `nvidia-a100`. */
    model: text,
    /**
     * GPUs of one node.
     *
     * @default 8
     */
    perNode: count.optional(),
    /**
     * Name by which the device plugin offers the GPU.
     *
     * @default - by `sharing`; "nvidia.com/gpu" without it
     */
    resource: text.optional(),
    /**
     * GPUs, slices or shares that each workload gets; 1 when they are shared.
     *
     * @default 1
     */
    perWorkload: z.int().min(1).max(1000).optional(),
    /**
     * How a GPU is shared.
     *
     * @default "none" - a workload has its GPUs alone
     */
    sharing: z.union([z.literal("none"), sharingSchema]).optional(),
  })
  .meta({ id: "Gpu" });

/** A size of workloads in the runner's catalog. */
const flavorSchema = z
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
const storageClassSchema = z
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
const taintSchema = z
  .strictObject({
    /** Key of the taint. */
    key: text,
    /** Value of the taint. */
    value: text,
    /**
     * What the taint does to pods that don't tolerate it.
     *
     * @default "NoSchedule"
     */
    effect: z.enum(["NoSchedule", "NoExecute"]).optional(),
  })
  .meta({ id: "Taint" });

/** From when on how many places are kept ready. */
const warmScheduleEntrySchema = z
  .strictObject({
    /** When: minute, hour, day of the month, month and day of the week, like "0 7 * * 1-5". */
    cron: text,
    /**
     * Time zone by its name, like "Europe/Berlin".
     *
     * @default "Etc/UTC"
     */
    timeZone: text.optional(),
    /** Workloads that find a place at once from then on; 0 for none. */
    slots: z.int().min(0).max(10_000),
  })
  .meta({ id: "WarmScheduleEntry" });

/** Places kept ready by pods that give way to workloads. */
const warmSchema = z
  .strictObject({
    /** Workloads that find a place at once; with a schedule, until its first entry. */
    slots: z.int().min(1).max(10_000),
    /**
     * When other numbers are kept ready.
     *
     * @default - none: always the same
     */
    schedule: z.array(warmScheduleEntrySchema).min(1).optional(),
    /**
     * Image with kubectl, which the schedule runs, with an exact tag.
     *
     * @default "registry.k8s.io/kubectl:v1.35.4"
     */
    scheduleImage: text.optional(),
    /**
     * Priority of the placeholders: below that of workloads, and -10 or more.
     *
     * @default -5
     */
    priority: z.int().optional(),
    /**
     * Namespace of the placeholders, which must exist when it is given.
     *
     * @default - `agyn-<pool>-warm`, made with them
     */
    namespace: text.optional(),
    /**
     * Containers of a workload for which a place is kept: the agent, the overlay's side-car, and one for docker, for each MCP server and for
     * each hook.
     *
     * @default 2
     */
    containers: z.int().min(2).max(100).optional(),
    /**
     * Image of the placeholders, with an exact tag.
     *
     * @default "registry.k8s.io/pause:3.10"
     */
    image: text.optional(),
  })
  .meta({ id: "Warm" });

/** Labels and annotations of a namespace. */
const namespaceMetadataSchema = z
  .strictObject({
    /**
     * Labels.
     *
     * @default - none
     */
    labels: labels.optional(),
    /**
     * Annotations.
     *
     * @default - none
     */
    annotations: z.record(text, z.string()).optional(),
  })
  .meta({ id: "NamespaceMetadata" });

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
     * Labels of the nodes that the tier's workloads go to; unique among the tiers of a cluster.
     *
     * @default - `agyn.dev/tier=<name>` when the tier has a GPU or a taint; else any node
     */
    nodeSelector: labels.optional(),
    /**
     * Taint of the tier's nodes, which its workloads tolerate; `"none"` states that there is none.
     *
     * @default "none" - for a GPU tier `nvidia.com/gpu=present:NoSchedule`
     */
    taint: z.union([z.literal("none"), taintSchema]).optional(),
    /**
     * Whether there may be no node of the tier until work comes.
     *
     * @default false
     */
    scaleToZero: z.boolean().optional(),
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
     * Priority of the tier's workloads: a PriorityClass is made for the pool.
     *
     * @default - the cluster's default
     */
    priority: z.int().min(-1_000_000).max(1_000_000).optional(),
    /**
     * Places kept ready by pods that give way to workloads.
     *
     * @default - none
     */
    warm: warmSchema.optional(),
    /**
     * Labels and annotations of your own on the pools' workload namespaces.
     *
     * @default - none
     */
    workloadNamespace: namespaceMetadataSchema.optional(),
  })
  .meta({ id: "Tier" });
