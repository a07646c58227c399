// What kind of work a pool takes: the label and capabilities its runners carry, what they offer in their catalog, the nodes its
// pods run on, and the ceilings of its workload namespace.
//
// Source: measured on Kubernetes 1.35/1.36: only `requests.<resource>` counts accelerators; the taint alone guards no node.
import { checkLabels } from "../names.js";
import { checkText, checkWhole, type Problem } from "../problems.js";
import { type Accelerator, checkAccelerator, checkResource, GpuSharing, NVIDIA_GPU } from "./accelerator.js";
import { type CatalogStorageClass, checkFlavors, checkStorageClasses, type Flavor } from "./catalog.js";
import { checkCeilings, type ContainerDefaults, type TierQuota } from "./ceilings.js";
import { checkNamespaceMetadata, type NamespaceMetadata } from "./namespace-metadata.js";
import { checkNodeSelector, checkTaint, NVIDIA_TAINT, TIER_LABEL, type TierNodes } from "./nodes.js";
import { checkPriority, type WorkloadPriority } from "./priority.js";
import type { CustomTierOptions, GpuTierOptions, TierOptions } from "./tier-options.js";
import { checkWarmSlots, type WarmSlots } from "./warm-slots.js";

const SMALL_CONTAINER: ContainerDefaults = { requestCpu: "100m", requestMemory: "128Mi" };
const STANDARD_QUOTA: TierQuota = { pods: 50, requestsCpu: "32", requestsMemory: "128Gi" };
const HIGH_MEMORY_QUOTA: TierQuota = { pods: 20, requestsCpu: "32", requestsMemory: "512Gi" };
const GPU_QUOTA: TierQuota = { pods: 16, requestsCpu: "96", requestsMemory: "768Gi" };

const checkName = checkText((name) => name.trim() !== "", "a tier needs a name", "name it");

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
    /** What each workload gets, if anything. */
    readonly accelerator: Accelerator | undefined,
    /** Nodes of its own, if any. */
    readonly nodes: TierNodes | undefined,
    private readonly options: TierOptions,
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
    const { model, perNode = 8, perWorkload = 1, sharing = GpuSharing.none() } = options;
    const { resource = sharing.resource, accelerators = perNode * sharing.unitsPerGpu } = options;
    const settings: Omit<CustomTierOptions, "name"> = {
      taint: NVIDIA_TAINT,
      ...options,
      quota: { ...GPU_QUOTA, ...options.quota },
      capabilities: ["gpu"],
      accelerators: { [resource]: accelerators },
    };
    return RunnerTier.#make(`gpu-${model}`, settings, { resource, perWorkload, sharing });
  }

  /** A tier of your own. */
  static of(options: CustomTierOptions): RunnerTier {
    const { name, accelerator } = options;
    return RunnerTier.#make(name, options, accelerator && { ...accelerator, sharing: GpuSharing.none() });
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

  /** Priority of its workloads, when it is not the cluster's. */
  get priority(): WorkloadPriority | undefined {
    return this.options.priority;
  }

  /** Places kept ready, if any. */
  get warm(): WarmSlots | undefined {
    return this.options.warm;
  }

  /** Sizes of workloads that its runners offer. */
  get flavors(): readonly Flavor[] {
    return this.options.flavors ?? [];
  }

  /** Storage classes that its runners offer. */
  get storageClasses(): readonly CatalogStorageClass[] {
    return this.options.storageClasses ?? [];
  }

  /** Labels and annotations of one's own on workload namespaces. */
  get workloadNamespace(): NamespaceMetadata {
    return this.options.workloadNamespace ?? {};
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    const { accelerator, warm, priority } = this;
    const { nodeSelector } = this.options;
    const taint = this.nodes?.taint;
    return [
      ...checkName(`${path}.name`, this.name),
      ...checkLabels(`${path}.labels`, this.labels),
      ...checkCeilings(path, this.quota, this.containerDefaults, this.flavors),
      ...Object.entries(this.accelerators).flatMap(([name, count]) => [
        ...checkResource(`${path}.accelerators`, name),
        ...checkWhole(`${path}.accelerators["${name}"]`, count, 0, 100_000),
      ]),
      ...(accelerator === undefined
        ? []
        : checkAccelerator(path, accelerator, this.accelerators[accelerator.resource] ?? 0)),
      ...(accelerator !== undefined && taint === undefined ? [noTaint(path)] : []),
      ...(nodeSelector === undefined ? [] : checkNodeSelector(path, nodeSelector)),
      ...(taint === undefined ? [] : checkTaint(path, taint)),
      ...(priority === undefined ? [] : checkPriority(`${path}.priority`, priority)),
      ...(warm === undefined ? [] : checkWarmSlots(`${path}.warm`, warm, priority?.value)),
      ...checkFlavors(`${path}.flavors`, this.flavors),
      ...checkStorageClasses(`${path}.storageClasses`, this.storageClasses),
      ...checkNamespaceMetadata(`${path}.workloadNamespace`, this.workloadNamespace),
    ];
  }

  static #make(name: string, options: Omit<CustomTierOptions, "name">, accelerator?: Accelerator): RunnerTier {
    const refused = (options.refusedAccelerators ?? [NVIDIA_GPU]).map((resource) => [resource, 0] as const);
    const taint = options.taint === "none" ? undefined : options.taint;
    const ownNodes = options.nodeSelector !== undefined || taint !== undefined || accelerator !== undefined;
    return new RunnerTier(
      name,
      { ...options.labels, tier: name },
      options.capabilities ?? [],
      options.quota,
      { ...SMALL_CONTAINER, ...options.containerDefaults },
      { ...Object.fromEntries(refused), ...options.accelerators },
      accelerator,
      ownNodes
        ? { selector: options.nodeSelector ?? { [TIER_LABEL]: name }, taint, scaleToZero: options.scaleToZero ?? false }
        : undefined,
      options,
    );
  }
}

function noTaint(path: string): Problem {
  return {
    path: `${path}.taint`,
    value: "none",
    why: "pods of other tiers land on GPU nodes that have no taint",
    fix: 'set a taint on the nodes and name it here, like { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }',
  };
}
