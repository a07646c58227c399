// What kind of work a pool takes: the label and capabilities its runners carry, and the ceilings of its workload namespace.
//
// Source: measured on Kubernetes 1.35/1.36: only `requests.<resource>` counts accelerators; a quota on cpu or memory refuses
// every pod whose containers lack requests, so it needs defaults per container; a default cpu limit breaks larger requests.
import { checkLabels } from "./names.js";
import { checkText, checkWhole, type Problem } from "./problems.js";
import { checkQuantity, quantityValue } from "./quantity.js";

/** Resource name of whole NVIDIA GPUs. */
const NVIDIA_GPU = "nvidia.com/gpu";

/** Ceilings of one pool, over all its workloads at once. */
export interface TierQuota {
  /** Most pods at a time. */
  readonly pods: number;
  /** Most cpu requested, as a Kubernetes quantity. */
  readonly requestsCpu: string;
  /** Most memory requested, as a Kubernetes quantity. */
  readonly requestsMemory: string;

  /**
   * Most memory by limits, as a Kubernetes quantity; needs `containerDefaults.limitMemory`.
   *
   * @default - no ceiling on limits
   */
  readonly limitsMemory?: string;
}

/** What a container gets that asks for nothing. There is no default cpu limit: it would refuse containers that request more. */
export interface ContainerDefaults {
  /** Requested cpu, as a Kubernetes quantity. */
  readonly requestCpu: string;
  /** Requested memory, as a Kubernetes quantity. */
  readonly requestMemory: string;

  /**
   * Limit of memory, as a Kubernetes quantity; must be at least what the largest flavor requests.
   *
   * @default - no limit
   */
  readonly limitMemory?: string;
}

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
   * Most GPUs of one pool, over all its workloads at once.
   *
   * @default - `perNode`, one node full
   */
  readonly accelerators?: number;

  /**
   * Name by which the device plugin offers the GPU; sliced or shared GPUs have names of their own.
   *
   * @default "nvidia.com/gpu"
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
}

/** Containers that any workload has running: the agent, and the side-car of the overlay. */
const LEAST_CONTAINERS = 2;
const SMALL_CONTAINER: ContainerDefaults = { requestCpu: "100m", requestMemory: "128Mi" };
const STANDARD_QUOTA: TierQuota = { pods: 50, requestsCpu: "32", requestsMemory: "128Gi" };
const HIGH_MEMORY_QUOTA: TierQuota = { pods: 20, requestsCpu: "32", requestsMemory: "512Gi" };
const GPU_QUOTA: TierQuota = { pods: 16, requestsCpu: "96", requestsMemory: "768Gi" };

const checkName = checkText((name) => name.trim() !== "", "a tier needs a name", "name it");
const checkResource = checkText(
  (name) => /^[a-z0-9.-]+\.[a-z0-9.-]+\/[A-Za-z0-9._-]+$/.test(name) && !name.startsWith("requests."),
  "an accelerator is named with its vendor's domain",
  'write it like "nvidia.com/gpu"',
);

/** A kind of work; runners of it carry the label `tier=<name>`. */
export class RunnerTier {
  private constructor(
    /** Name of the tier. */
    readonly name: string,
    /** Labels of its runners, `tier` among them. */
    readonly labels: Readonly<Record<string, string>>,
    /** Capabilities that come with it. */
    readonly capabilities: readonly string[],
    /** Ceilings of one pool. */
    readonly quota: TierQuota,
    /** What a container gets that asks for nothing. */
    readonly containerDefaults: ContainerDefaults,
    /** Most accelerators of one pool by resource name; 0 refuses them. */
    readonly accelerators: Readonly<Record<string, number>>,
    /** The accelerator the tier is for. */
    private readonly ownAccelerator?: string,
  ) {}

  /** Everyday work, no GPU: 50 pods, 32 cpu and 128Gi of memory per pool. */
  static standard(options: TierOptions = {}): RunnerTier {
    return RunnerTier.#make("standard", { ...options, quota: { ...STANDARD_QUOTA, ...options.quota } });
  }

  /** Work with large memory, no GPU: 20 pods, 32 cpu and 512Gi of memory per pool. */
  static highMemory(options: TierOptions = {}): RunnerTier {
    return RunnerTier.#make("high-memory", {
      ...options,
      quota: { ...HIGH_MEMORY_QUOTA, ...options.quota },
      containerDefaults: { requestMemory: "1Gi", ...options.containerDefaults },
    });
  }

  /** Work on GPUs of one model: capability `gpu`; 16 pods, 96 cpu, 768Gi of memory and the GPUs of one node per pool. */
  static gpu(options: GpuTierOptions): RunnerTier {
    const { model, perNode = 8, accelerators = perNode, resource = NVIDIA_GPU } = options;
    const settings: Omit<CustomTierOptions, "name"> = {
      ...options,
      quota: { ...GPU_QUOTA, ...options.quota },
      capabilities: ["gpu"],
      accelerators: { [resource]: accelerators },
    };
    return RunnerTier.#make(`gpu-${model}`, settings, resource);
  }

  /** A tier of your own. */
  static of(options: CustomTierOptions): RunnerTier {
    return RunnerTier.#make(options.name, options);
  }

  /** The ceilings as `hard` of a ResourceQuota; accelerators count by `requests.<resource>` only. */
  get hard(): Readonly<Record<string, string>> {
    const { pods, requestsCpu, requestsMemory, limitsMemory } = this.quota;
    return {
      pods: String(pods),
      "requests.cpu": requestsCpu,
      "requests.memory": requestsMemory,
      ...(limitsMemory === undefined ? {} : { "limits.memory": limitsMemory }),
      ...Object.fromEntries(
        Object.entries(this.accelerators).map(([name, count]) => [`requests.${name}`, String(count)]),
      ),
    };
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    const { quota, containerDefaults: defaults } = this;
    const unlimited = quota.limitsMemory !== undefined && defaults.limitMemory === undefined;
    return [
      ...checkName(`${path}.name`, this.name),
      ...checkLabels(`${path}.labels`, this.labels),
      ...checkWhole(`${path}.quota.pods`, quota.pods, 1, 100_000),
      ...checkQuantity(`${path}.quota.requestsCpu`, quota.requestsCpu),
      ...checkQuantity(`${path}.quota.requestsMemory`, quota.requestsMemory),
      ...checkQuantity(`${path}.quota.limitsMemory`, quota.limitsMemory),
      ...checkQuantity(`${path}.containerDefaults.requestCpu`, defaults.requestCpu),
      ...checkQuantity(`${path}.containerDefaults.requestMemory`, defaults.requestMemory),
      ...checkQuantity(`${path}.containerDefaults.limitMemory`, defaults.limitMemory),
      ...this.#tooSmall(path),
      ...(unlimited ? [limitsWithoutDefault(`${path}.quota.limitsMemory`, quota.limitsMemory)] : []),
      ...Object.entries(this.accelerators).flatMap(([name, count]) => [
        ...checkResource(`${path}.accelerators`, name),
        ...checkWhole(`${path}.accelerators["${name}"]`, count, 0, 100_000),
        ...(name === this.ownAccelerator && count === 0 ? [noGpu(`${path}.accelerators["${name}"]`)] : []),
      ]),
    ];
  }

  /** Defaults and ceilings with which nothing could start. */
  #tooSmall(path: string): readonly Problem[] {
    const { quota, containerDefaults: defaults } = this;
    const limit = quantityValue(defaults.limitMemory) ?? Infinity;
    return [
      ...(limit < (quantityValue(defaults.requestMemory) ?? 0)
        ? [
            {
              path: `${path}.containerDefaults.limitMemory`,
              value: defaults.limitMemory,
              why: `a cluster refuses a default limit below the default request, here ${defaults.requestMemory}`,
              fix: "raise it, or lower containerDefaults.requestMemory",
            },
          ]
        : []),
      ...belowOneWorkload(`${path}.quota.requestsCpu`, quota.requestsCpu, "requestCpu", defaults.requestCpu),
      ...belowOneWorkload(
        `${path}.quota.requestsMemory`,
        quota.requestsMemory,
        "requestMemory",
        defaults.requestMemory,
      ),
    ];
  }

  static #make(name: string, options: Omit<CustomTierOptions, "name">, ownAccelerator?: string): RunnerTier {
    const refused = (options.refusedAccelerators ?? [NVIDIA_GPU]).map((resource) => [resource, 0] as const);
    return new RunnerTier(
      name,
      { ...options.labels, tier: name },
      options.capabilities ?? [],
      options.quota,
      { ...SMALL_CONTAINER, ...options.containerDefaults },
      { ...Object.fromEntries(refused), ...options.accelerators },
      ownAccelerator,
    );
  }
}

function limitsWithoutDefault(path: string, value: unknown): Problem {
  return {
    path,
    value,
    why: "a ceiling on memory limits refuses every pod with a container that has none",
    fix: "set containerDefaults.limitMemory too, at least as large as the largest flavor",
  };
}

function noGpu(path: string): Problem {
  return { path, value: 0, why: "a GPU tier without a GPU refuses all of its work", fix: "give 1 or more" };
}

function belowOneWorkload(path: string, ceiling: string, option: string, request: string): readonly Problem[] {
  const [most = Infinity, each = 0] = [quantityValue(ceiling), quantityValue(request)];
  if (most >= LEAST_CONTAINERS * each) return [];
  const why = `the smallest workload, an agent with its overlay side-car, requests ${LEAST_CONTAINERS} x ${request}, so none would start`;
  return [{ path, value: ceiling, why, fix: `raise it, or lower containerDefaults.${option}` }];
}
