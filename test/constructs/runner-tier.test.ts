import { RunnerPool, RunnerTier } from "../../src/constructs/index";
import { messageOf, region, resource, synthStack } from "./support";

const poolOf = (tier: RunnerTier) => synthStack((stack) => new RunnerPool(stack, "pool", { region, tier }));
const quotaOf = (tier: RunnerTier) => resource(poolOf(tier), "kubernetes_resource_quota_v1").spec;
const defaultsOf = (tier: RunnerTier) => resource(poolOf(tier), "kubernetes_limit_range_v1").spec;
const problemOf = (tier: RunnerTier) => messageOf(() => poolOf(tier)).replace("test/pool: 1 problem\n  ", "");

describe("RunnerTier", () => {
  it.each([
    {
      name: "standard",
      tier: RunnerTier.standard(),
      hard: { pods: "50", "requests.cpu": "32", "requests.memory": "128Gi", "requests.nvidia.com/gpu": "0" },
      request: { cpu: "100m", memory: "128Mi" },
      capabilities: [],
    },
    {
      name: "high-memory",
      tier: RunnerTier.highMemory(),
      hard: { pods: "20", "requests.cpu": "32", "requests.memory": "512Gi", "requests.nvidia.com/gpu": "0" },
      request: { cpu: "100m", memory: "1Gi" },
      capabilities: [],
    },
    {
      name: "gpu-nvidia-a100",
      tier: RunnerTier.gpu({ model: "nvidia-a100" }),
      hard: { pods: "16", "requests.cpu": "96", "requests.memory": "768Gi", "requests.nvidia.com/gpu": "8" },
      request: { cpu: "100m", memory: "128Mi" },
      capabilities: ["gpu"],
    },
  ])("has the defaults of $name", ({ name, tier, hard, request, capabilities }) => {
    expect(tier).toMatchObject({ name, labels: { tier: name }, capabilities });
    expect(quotaOf(tier)).toEqual({ hard });
    expect(defaultsOf(tier)).toEqual({ limit: [{ type: "Container", default_request: request }] });
  });

  it("keeps what is not overridden of a quota and of the defaults of containers", () => {
    const tier = RunnerTier.standard({ quota: { pods: 5 }, containerDefaults: { requestCpu: "1" } });

    expect(quotaOf(tier)).toMatchObject({ hard: { pods: "5", "requests.cpu": "32" } });
    expect(defaultsOf(tier)).toEqual({
      limit: [{ type: "Container", default_request: { cpu: "1", memory: "128Mi" } }],
    });
  });

  it("bounds a GPU pool to one node full of GPUs by default", () => {
    expect(quotaOf(RunnerTier.gpu({ model: "l4", perNode: 4 }))).toMatchObject({
      hard: { "requests.nvidia.com/gpu": "4" },
    });
  });

  it("takes a ceiling of GPUs of its own", () => {
    const tier = RunnerTier.gpu({ model: "l4", perNode: 4, accelerators: 12 });

    expect(quotaOf(tier)).toMatchObject({ hard: { "requests.nvidia.com/gpu": "12" } });
  });

  it("counts a sliced GPU by its own name and refuses whole ones", () => {
    const tier = RunnerTier.gpu({ model: "a100-1g", resource: "nvidia.com/mig-1g.5gb", accelerators: 7 });

    expect(quotaOf(tier)).toMatchObject({
      hard: { "requests.nvidia.com/mig-1g.5gb": "7", "requests.nvidia.com/gpu": "0" },
    });
  });

  it("refuses other accelerators of the cluster when told of them", () => {
    const { hard } = RunnerTier.standard({ refusedAccelerators: ["nvidia.com/gpu", "amd.com/gpu"] });

    expect(hard).toMatchObject({ "requests.nvidia.com/gpu": "0", "requests.amd.com/gpu": "0" });
  });

  it("limits memory when both ceiling and default are given", () => {
    const tier = RunnerTier.standard({ quota: { limitsMemory: "256Gi" }, containerDefaults: { limitMemory: "8Gi" } });

    expect(quotaOf(tier)).toMatchObject({ hard: { "limits.memory": "256Gi" } });
    expect(defaultsOf(tier)).toMatchObject({ limit: [{ default: { memory: "8Gi" } }] });
  });

  it("takes a tier of one's own", () => {
    const tier = RunnerTier.of({
      name: "tpu",
      quota: { pods: 4, requestsCpu: "8", requestsMemory: "32Gi" },
      labels: { vendor: "acme" },
      capabilities: ["tpu"],
      accelerators: { "acme.example/tpu": 2 },
    });

    expect(tier).toMatchObject({ labels: { tier: "tpu", vendor: "acme" }, capabilities: ["tpu"] });
    expect(quotaOf(tier)).toMatchObject({
      hard: { pods: "4", "requests.acme.example/tpu": "2", "requests.nvidia.com/gpu": "0" },
    });
  });

  it.each([
    [
      "a quantity that is none",
      RunnerTier.standard({ quota: { requestsMemory: "64 GB" } }),
      'tier.quota.requestsMemory = "64 GB": it is no Kubernetes quantity. Fix: write it like "500m", "4" or "64Gi".',
    ],
    [
      "a ceiling on limits without a default limit",
      RunnerTier.standard({ quota: { limitsMemory: "64Gi" } }),
      'tier.quota.limitsMemory = "64Gi": a ceiling on memory limits refuses every pod with a container that has none. ' +
        "Fix: set containerDefaults.limitMemory too, at least as large as the largest flavor.",
    ],
    [
      "an accelerator without a domain",
      RunnerTier.gpu({ model: "a100", resource: "gpu" }),
      'tier.accelerators = "gpu": an accelerator is named with its vendor\'s domain. Fix: write it like "nvidia.com/gpu".',
    ],
    [
      "a quota key in place of a resource name",
      RunnerTier.gpu({ model: "a100", resource: "requests.nvidia.com/gpu" }),
      'tier.accelerators = "requests.nvidia.com/gpu": an accelerator is named with its vendor\'s domain. ' +
        'Fix: write it like "nvidia.com/gpu".',
    ],
    [
      "half a GPU",
      RunnerTier.gpu({ model: "a100", accelerators: 0.5 }),
      'tier.accelerators["nvidia.com/gpu"] = 0.5: it must be a whole number in range. Fix: give 0 to 100000.',
    ],
    [
      "no GPU at all",
      RunnerTier.gpu({ model: "a100", perNode: 0 }),
      'tier.accelerators["nvidia.com/gpu"] = 0: a GPU tier without a GPU refuses all of its work. Fix: give 1 or more.',
    ],
    [
      "a default limit below the default request",
      RunnerTier.standard({ containerDefaults: { requestMemory: "1Gi", limitMemory: "1000Mi" } }),
      'tier.containerDefaults.limitMemory = "1000Mi": a cluster refuses a default limit below the default request, here 1Gi. ' +
        "Fix: raise it, or lower containerDefaults.requestMemory.",
    ],
    [
      "a ceiling of memory below one workload",
      RunnerTier.standard({ quota: { requestsMemory: "200Mi" } }),
      'tier.quota.requestsMemory = "200Mi": the smallest workload, an agent with its overlay side-car, requests 2 x 128Mi, so none ' +
        "would start. Fix: raise it, or lower containerDefaults.requestMemory.",
    ],
    [
      "a ceiling of cpu below one workload",
      RunnerTier.standard({ quota: { requestsCpu: "0.1" } }),
      'tier.quota.requestsCpu = "0.1": the smallest workload, an agent with its overlay side-car, requests 2 x 100m, so none ' +
        "would start. Fix: raise it, or lower containerDefaults.requestCpu.",
    ],
    [
      "a model that is no label value",
      RunnerTier.gpu({ model: "NVIDIA A100" }),
      "tier.labels[\"tier\"] = \"gpu-NVIDIA A100\": a label value is letters, digits, '.', '_' and '-', at most 63 characters. " +
        "Fix: respell the value.",
    ],
  ])("fails when given %s", (_name, tier, message) => {
    expect(problemOf(tier)).toBe(message);
  });
});
