// A fleet with nothing left to look up, as cdktf.out/fleet.json carries it: every default filled in, every matrix written out.
// Optional fields that say nothing are absent.
import { z } from "zod";
import { operations } from "./operations.js";
import { resolvedDispatch } from "./resolved-rotation.js";

/** Texts by name, sorted by name. */
const texts = z.record(z.string(), z.string());
const whole = z.int();

/** By which way the pods of a tier reach its nodes; settings of other ways are absent. */
const resolvedSteeringSchema = z
  .object({
    way: z.enum(["auto", "mutatingAdmissionPolicy", "kyverno", "annotations", "limitRange", "runtimeClass"]),
    failurePolicy: z.enum(["Fail", "Ignore"]).optional(),
    wasteAccepted: z.boolean().optional(),
    strictTolerations: z.boolean().optional(),
    handler: z.enum(["kata-qemu", "kata-fc"]).optional(),
  })
  .meta({ id: "Steering" });

/** What is stated about a cluster. */
export const resolvedClusterSchema = z
  .object({
    context: z.string(),
    path: z.string(),
    kind: z.enum(["eks", "gke", "aks", "openshift", "selfManaged"]).optional(),
    version: z.string().optional(),
    featureGates: z.array(z.string()),
    runtimeConfig: z.array(z.string()),
    admissionPlugins: z.array(z.string()),
    steering: resolvedSteeringSchema,
    tierLabelsProtected: z.boolean(),
  })
  .meta({ id: "Cluster" });

/** How runners of a region reach the gateway. */
export const resolvedGatewaySchema = z
  .object({
    way: z.enum(["inCluster", "viaTlsProxy", "privateAddress"]),
    /** host:port; absent in the cluster where the platform's usual address serves, and behind TLS. */
    address: z.string().optional(),
    /** Host and port of a gateway behind TLS. */
    host: z.string().optional(),
    port: whole.optional(),
  })
  .meta({ id: "Gateway" });

/** What the nodes of one tier in one region hold. */
const resolvedCapacitySchema = z
  .object({
    nodes: whole,
    /** Kubernetes quantity, of one node. */
    cpu: z.string(),
    /** Kubernetes quantity, of one node. */
    memory: z.string(),
    /** Accelerators of one node, in units of the tier's resource. */
    gpus: whole,
  })
  .meta({ id: "Capacity" });

/** A region. */
export const resolvedRegionSchema = z
  .object({
    name: z.string(),
    cluster: resolvedClusterSchema.optional(),
    gateway: resolvedGatewaySchema,
    storageClass: z.string().optional(),
    storageSize: z.string().optional(),
    /** By tier. */
    capacity: z.record(z.string(), resolvedCapacitySchema),
  })
  .meta({ id: "Region" });

/** A team. */
const resolvedTeamSchema = z
  .object({
    name: z.string(),
    organization: z.string(),
    organizationName: z.string(),
  })
  .meta({ id: "Team" });

/** How the GPUs of a tier are shared. */
const resolvedSharingSchema = z
  .object({
    way: z.enum(["none", "mig", "timeSlices"]),
    /** Units that one GPU is offered as. */
    perGpu: whole,
    /** Of MIG slices. */
    profile: z.string().optional(),
    /** Of MIG slices. */
    strategy: z.enum(["mixed", "single"]).optional(),
    /** Of time slices. */
    renamed: z.boolean().optional(),
  })
  .meta({ id: "Sharing" });

/** The GPUs of a tier. */
export const resolvedGpuSchema = z
  .object({
    model: z.string(),
    /** GPUs of one node. */
    perNode: whole,
    /** Units of one node: GPUs, slices or shares. */
    unitsPerNode: whole,
    /** Units that each workload gets. */
    perWorkload: whole,
    /** `nvidia.com/gpu` and the like. */
    resource: z.string(),
    sharing: resolvedSharingSchema,
  })
  .meta({ id: "Gpu" });

/** A size of workloads in the catalog. */
export const resolvedFlavorSchema = z
  .object({
    requestsCpu: z.string(),
    requestsMemory: z.string(),
    limitsCpu: z.string(),
    limitsMemory: z.string(),
    default: z.boolean(),
    deprecated: z.boolean(),
  })
  .meta({ id: "Flavor" });

/** A storage class in the catalog. */
const resolvedStorageClassSchema = z
  .object({
    storageClassName: z.string(),
    default: z.boolean(),
    deprecated: z.boolean(),
  })
  .meta({ id: "StorageClass" });

/** Ceilings of one pool. */
export const resolvedQuotaSchema = z
  .object({
    pods: whole,
    requestsCpu: z.string(),
    requestsMemory: z.string(),
    limitsMemory: z.string().optional(),
    /** By resource name; 0 refuses. */
    accelerators: z.record(z.string(), whole),
  })
  .meta({ id: "Quota" });

/** What a container gets that asks for nothing. */
export const resolvedContainerDefaultsSchema = z
  .object({
    requestCpu: z.string(),
    requestMemory: z.string(),
    limitMemory: z.string().optional(),
  })
  .meta({ id: "ContainerDefaults" });

/** A taint of nodes. */
const resolvedTaintSchema = z
  .object({
    key: z.string(),
    value: z.string(),
    effect: z.enum(["NoSchedule", "NoExecute"]),
  })
  .meta({ id: "Taint" });

/** Nodes of a tier's own. */
const resolvedNodesSchema = z
  .object({
    /** Labels that they carry. */
    selector: texts,
    /** Absent: none. */
    taint: resolvedTaintSchema.optional(),
    scaleToZero: z.boolean(),
  })
  .meta({ id: "Nodes" });

/** From when on how many places are kept ready. */
const resolvedWarmScheduleEntrySchema = z
  .object({
    cron: z.string(),
    timeZone: z.string().optional(),
    slots: whole,
  })
  .meta({ id: "WarmScheduleEntry" });

/** Places kept ready. */
const resolvedWarmSchema = z
  .object({
    slots: whole,
    schedule: z.array(resolvedWarmScheduleEntrySchema).optional(),
    scheduleImage: z.string().optional(),
    priority: whole,
    namespace: z.string().optional(),
    image: z.string(),
  })
  .meta({ id: "Warm" });

/** What workload namespaces carry beside their own. */
const resolvedNamespaceMetadataSchema = z
  .object({
    labels: texts,
    annotations: texts,
  })
  .meta({ id: "NamespaceMetadata" });

/** A tier. */
export const resolvedTierSchema = z
  .object({
    name: z.string(),
    /** Labels of its runners, `tier` among them. */
    labels: texts,
    /** Capabilities that come with it. */
    capabilities: z.array(z.string()),
    gpu: resolvedGpuSchema.optional(),
    flavors: z.record(z.string(), resolvedFlavorSchema),
    storageClasses: z.record(z.string(), resolvedStorageClassSchema),
    /** Absent: its pods run on any node that takes them. */
    nodes: resolvedNodesSchema.optional(),
    containerDefaults: resolvedContainerDefaultsSchema,
    /** Ceilings of a pool that says nothing else. */
    quota: resolvedQuotaSchema,
    priority: whole.optional(),
    warm: resolvedWarmSchema.optional(),
    workloadNamespace: resolvedNamespaceMetadataSchema,
  })
  .meta({ id: "Tier" });

/** The chart of a pool. */
export const resolvedChartSchema = z
  .object({
    /** Absent for a chart of a folder. */
    repository: z.string().optional(),
    /** Absent for a chart of a folder, whose Chart.yaml says it. */
    version: z.string().optional(),
    /** Folder of a chart, as the fleet writes it. */
    path: z.string().optional(),
    layout: z.enum(["envList", "documented"]),
    image: z.string().optional(),
  })
  .meta({ id: "Chart" });

/** A runner that is taken over. */
const resolvedAdoptedSchema = z
  .object({
    /** Id of its registration. */
    runner: z.string(),
    /** Which token it has. */
    revision: whole,
    /** Secret with the token, in the pool's runner namespace. */
    secretName: z.string(),
  })
  .meta({ id: "Adopted" });

/** A secrets manager that holds the tokens of a pool's runners. */
const resolvedExternalTokensSchema = z
  .object({
    /** Name of the store in the runners' cluster. */
    store: z.string(),
    storeKind: z.enum(["ClusterSecretStore", "SecretStore"]),
    /** Name of the secret; `{runner}` stands for the runner's name. */
    remoteKey: z.string(),
    /** Part of the secret; absent: the whole. */
    property: z.string().optional(),
    /** As `1h30m`. */
    refreshInterval: z.string(),
  })
  .meta({ id: "ExternalTokens" });

/** A pool in one region for one scope. */
export const resolvedPoolSchema = z
  .object({
    /** `<region>/<name>`, unique in the fleet. */
    id: z.string(),
    /** Where it stands in the definition; a cell of a matrix behind its pool, `pools.standard[us-east-1/ml]`. */
    path: z.string(),
    name: z.string(),
    region: z.string(),
    team: z.string().optional(),
    /** Slug; absent: cluster-scoped. */
    organization: z.string().optional(),
    /** Name of its tier. */
    tier: z.string(),
    /** All labels of its runners. */
    labels: texts,
    /** All capabilities of its runners; none: they report their own. */
    capabilities: z.array(z.string()),
    /** Names of its runners, by number; of two generations those of the older one first. */
    runners: z.array(z.string()),
    runnerNamespace: z.string(),
    workloadNamespace: z.string(),
    protect: z.boolean(),
    chart: resolvedChartSchema,
    quota: resolvedQuotaSchema,
    /** Names of existing Secrets, in the order of the runners; absent: Secrets of the pool's own. */
    tokenSecrets: z.array(z.string()).optional(),
    /** Runners that are taken over, by number, of the older generation; absent: the pool is made. */
    adopt: z.array(resolvedAdoptedSchema).optional(),
    /** Secrets manager with the tokens of all runners; what is said of single ones goes before it. */
    externalTokens: resolvedExternalTokensSchema.optional(),
    dockerImplementation: z.enum(["rootless", "privileged", "kata-qemu", "kata-fc"]),
    logLevel: z.enum(["debug", "info", "warn", "error"]),
    timeoutSeconds: whole,
    enrollmentTimeoutSeconds: whole,
    enrollmentWaitMinutes: whole,
    ...operations,
    ...resolvedDispatch,
  })
  .meta({ id: "Pool" });

/** What an agent's main container asks for. */
const resolvedRequestsSchema = z
  .object({
    cpu: z.string().optional(),
    memory: z.string().optional(),
    /** 0: none. */
    gpu: whole,
  })
  .meta({ id: "Requests" });

/** Where an agent's environment runs. */
const resolvedEnvironmentSchema = z
  .object({
    runner: z.string().optional(),
    pool: z.string().optional(),
    flavor: z.string().optional(),
    storageClasses: z.array(z.string()),
  })
  .meta({ id: "Environment" });

/** An agent the fleet has to take. */
export const resolvedAgentSchema = z
  .object({
    name: z.string(),
    /** Where it stands in the definition. */
    path: z.string(),
    /** Slug. */
    organization: z.string(),
    labels: texts,
    /** Sorted, each once. */
    capabilities: z.array(z.string()),
    requests: resolvedRequestsSchema,
    /** Containers beside the main one, without the overlay's. */
    sidecars: whole,
    /** Most workloads at a time. */
    concurrency: whole,
    environment: resolvedEnvironmentSchema.optional(),
  })
  .meta({ id: "Agent" });

/** A finding that is accepted. */
const resolvedAcknowledgementSchema = z
  .object({
    rule: z.string(),
    path: z.string(),
    reason: z.string(),
  })
  .meta({ id: "Acknowledgement" });

const slicesSchema = z.enum(["byRegion", "byTeam", "gpuApart"]);

/** What all of a fleet has, whatever form its lists are in. */
const heading = {
  name: z.string(),
  stage: z.enum(["dev", "prod"]),
  placement: z.enum(["labels", "environments"]),
  slices: slicesSchema,
  /** The slicing whose stacks let go of pools; absent: none does. */
  releasedFrom: slicesSchema.optional(),
  /** By name. */
  regions: z.record(z.string(), resolvedRegionSchema),
  /** By name. */
  teams: z.record(z.string(), resolvedTeamSchema),
  /** By name. */
  tiers: z.record(z.string(), resolvedTierSchema),
};

/** A fleet, fully spelled out. */
export const resolvedFleetSchema = z.object({
  ...heading,
  /** By region, then name. */
  pools: z.array(resolvedPoolSchema),
  /** By name. */
  agents: z.array(resolvedAgentSchema),
  acknowledge: z.array(resolvedAcknowledgementSchema),
});

/** The file cdktf.out/fleet.json, without its findings. */
export const fleetJsonSchema = z
  .object({
    /** Version of the form; a field that is added does not change it. */
    formatVersion: z.literal("1"),
    ...heading,
    /** By id. */
    pools: z.record(z.string(), resolvedPoolSchema),
    /** By name. */
    agents: z.record(z.string(), resolvedAgentSchema),
    /** Findings that are accepted, as the fleet says it. */
    acknowledgements: z.array(resolvedAcknowledgementSchema),
    /** What could not be proved, in sentences. */
    unproved: z.array(z.string()),
  })
  .meta({ id: "FleetFile" });
