// A fleet with nothing left to look up: every default filled in, every matrix written out, every list in one order. Plain data, the
// same whether it was written in TypeScript or in YAML. Optional fields that say nothing are absent, never undefined.
import type { Acknowledgement } from "../rules/index.js";

/** How strict the rules are. */
export type Stage = "dev" | "prod";
/** How the platform places work. */
export type PlacementModel = "labels" | "environments";
/** How pools are put into stacks. */
export type Slices = "byRegion" | "byTeam" | "gpuApart";
/** Texts by name, sorted by name. */
export type Texts = Readonly<Record<string, string>>;

/** What is stated about a cluster. */
export interface ResolvedCluster {
  readonly context: string;
  readonly path: string;
  readonly kind?: "eks" | "gke" | "aks" | "openshift" | "selfManaged";
  readonly version?: string;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly admissionPlugins: readonly string[];
}

/** How runners of a region reach the gateway; `address` is left out where the platform's usual one serves. */
export type ResolvedGateway =
  | { readonly way: "inCluster"; readonly address?: string }
  | { readonly way: "viaTlsProxy"; readonly host: string; readonly port: number }
  | { readonly way: "privateAddress"; readonly address: string };

/** What the nodes of one tier in one region hold. */
export interface ResolvedCapacity {
  readonly nodes: number;
  /** Kubernetes quantity, of one node. */
  readonly cpu: string;
  /** Kubernetes quantity, of one node. */
  readonly memory: string;
  /** Accelerators of one node, in units of the tier's resource. */
  readonly gpus: number;
}

/** A region. */
export interface ResolvedRegion {
  readonly name: string;
  readonly cluster?: ResolvedCluster;
  readonly gateway: ResolvedGateway;
  readonly storageClass?: string;
  readonly storageSize?: string;
  /** By tier. */
  readonly capacity: Readonly<Record<string, ResolvedCapacity>>;
}

/** A team. */
export interface ResolvedTeam {
  readonly name: string;
  readonly organization: string;
  readonly organizationName: string;
}

/** The GPUs of a tier. */
export interface ResolvedGpu {
  readonly model: string;
  /** Accelerators of one node, in units of the resource. */
  readonly perNode: number;
  /** `nvidia.com/gpu` and the like. */
  readonly resource: string;
  readonly sharing:
    | { readonly way: "none" }
    | { readonly way: "mig"; readonly profile: string }
    | { readonly way: "timeSlices"; readonly slices: number };
}

/** A size of workloads in the catalog. */
export interface ResolvedFlavor {
  readonly requestsCpu: string;
  readonly requestsMemory: string;
  readonly limitsCpu: string;
  readonly limitsMemory: string;
  readonly default: boolean;
  readonly deprecated: boolean;
}

/** A storage class in the catalog. */
export interface ResolvedStorageClass {
  readonly storageClassName: string;
  readonly default: boolean;
  readonly deprecated: boolean;
}

/** Ceilings of one pool. */
export interface ResolvedQuota {
  readonly pods: number;
  readonly requestsCpu: string;
  readonly requestsMemory: string;
  readonly limitsMemory?: string;
  /** By resource name; 0 refuses. */
  readonly accelerators: Readonly<Record<string, number>>;
}

/** What a container gets that asks for nothing. */
export interface ResolvedContainerDefaults {
  readonly requestCpu: string;
  readonly requestMemory: string;
  readonly limitMemory?: string;
}

/** A tier. */
export interface ResolvedTier {
  readonly name: string;
  /** Labels of its runners, `tier` among them. */
  readonly labels: Texts;
  /** Capabilities that come with it. */
  readonly capabilities: readonly string[];
  readonly gpu?: ResolvedGpu;
  readonly flavors: Readonly<Record<string, ResolvedFlavor>>;
  readonly storageClasses: Readonly<Record<string, ResolvedStorageClass>>;
  readonly nodeSelector: Texts;
  /** Left out when nothing is stated. */
  readonly taint?: "none" | { readonly key: string; readonly value: string; readonly effect: string };
  readonly containerDefaults: ResolvedContainerDefaults;
  /** Ceilings of a pool that says nothing else. */
  readonly quota: ResolvedQuota;
  readonly priority?: {
    readonly className: string;
    readonly value: number;
    readonly preemption: "PreemptLowerPriority" | "Never";
  };
}

/** The chart of a pool. */
export interface ResolvedChart {
  readonly repository: string;
  readonly version: string;
  readonly layout: "envList" | "documented";
  readonly image?: string;
}

/** A pool in one region for one scope. */
export interface ResolvedPool {
  /** `<region>/<name>`, unique in the fleet. */
  readonly id: string;
  /** Where it stands in the definition. */
  readonly path: string;
  readonly name: string;
  readonly region: string;
  readonly team?: string;
  /** Slug; left out: cluster-scoped. */
  readonly organization?: string;
  /** Name of its tier. */
  readonly tier: string;
  /** All labels of its runners. */
  readonly labels: Texts;
  /** All capabilities of its runners; none: they report their own. */
  readonly capabilities: readonly string[];
  /** Names of its runners, by number. */
  readonly runners: readonly string[];
  readonly runnerNamespace: string;
  readonly workloadNamespace: string;
  readonly protect: boolean;
  readonly chart: ResolvedChart;
  readonly quota: ResolvedQuota;
  /** Names of existing Secrets, by number of the runner; left out: Secrets of the pool's own. */
  readonly tokenSecrets?: readonly string[];
  readonly dockerImplementation: "rootless" | "privileged" | "kata-qemu" | "kata-fc";
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly timeoutSeconds: number;
  readonly enrollmentTimeoutSeconds: number;
  readonly enrollmentWaitMinutes: number;
}

/** What an agent's main container asks for. */
export interface ResolvedRequests {
  readonly cpu?: string;
  readonly memory?: string;
  /** 0: none. */
  readonly gpu: number;
}

/** An agent the fleet has to take. */
export interface ResolvedAgent {
  readonly name: string;
  /** Where it stands in the definition. */
  readonly path: string;
  /** Slug. */
  readonly organization: string;
  readonly labels: Texts;
  /** Sorted, each once. */
  readonly capabilities: readonly string[];
  readonly requests: ResolvedRequests;
  readonly sidecars: number;
  readonly concurrency: number;
  readonly environment?: {
    readonly runner?: string;
    readonly pool?: string;
    readonly flavor?: string;
    readonly storageClasses: readonly string[];
  };
}

/** A fleet, fully spelled out. */
export interface ResolvedFleet {
  readonly name: string;
  readonly stage: Stage;
  readonly placement: PlacementModel;
  readonly slices: Slices;
  /** By name, sorted by name; so are teams and tiers. */
  readonly regions: Readonly<Record<string, ResolvedRegion>>;
  readonly teams: Readonly<Record<string, ResolvedTeam>>;
  readonly tiers: Readonly<Record<string, ResolvedTier>>;
  /** By region, then name. */
  readonly pools: readonly ResolvedPool[];
  /** By name. */
  readonly agents: readonly ResolvedAgent[];
  readonly acknowledge: readonly Acknowledgement[];
}
