// GPUs and those who ask for them.
import { gpuRules } from "../../../src/fleet/rules/gpu";
import { agent, environments, gpu, ruleTests } from "./support";

ruleTests(gpuRules, [
  {
    rule: "fleet/gpu-without-tier",
    name: "a GPU asked of any tier",
    trips: (fleet) => delete agent(fleet, "trainer").labels,
    path: "agents.trainer.requests.gpu",
    why: /may land on the tier standard, which has no GPU/,
    passes: (fleet) => void (agent(fleet, "trainer").capabilities = ["gpu"]),
  },
  {
    rule: "fleet/gpu-unasked",
    name: "work without GPU on a GPU tier",
    trips: (fleet) => void (agent(fleet, "trainer").requests = { cpu: "8", memory: "32Gi" }),
    path: "agents.trainer",
    why: /may land on the GPU tier gpu-nvidia-a100/,
    severity: "warning",
    passes: (fleet) => {
      agent(fleet, "trainer").requests = { cpu: "2", memory: "4Gi" };
      agent(fleet, "trainer").labels = { tier: "standard" };
    },
  },
  {
    rule: "fleet/gpu-count",
    name: "more GPUs than a workload of the tier gets",
    trips: (fleet) => void (agent(fleet, "trainer").requests = { gpu: 2 }),
    path: "agents.trainer.requests.gpu",
    why: /each workload of the tier gpu-nvidia-a100 gets 1/,
    passes: (fleet) => {
      gpu(fleet).perWorkload = 2;
      agent(fleet, "trainer").requests = { gpu: 2 };
    },
  },
  {
    rule: "fleet/gpu-per-workload",
    name: "more GPUs for a workload than a node has",
    trips: (fleet) => void (gpu(fleet).perWorkload = 9),
    path: "tiers.gpu-nvidia-a100.gpu.perWorkload",
    why: /a node has 8/,
    passes: (fleet) => void (gpu(fleet).perWorkload = 8),
  },
  {
    rule: "fleet/gpu-per-workload",
    name: "two shares of a GPU for a workload",
    trips: (fleet) => {
      gpu(fleet).sharing = { timeSlices: { perGpu: 4 } };
      gpu(fleet).perWorkload = 2;
    },
    path: "tiers.gpu-nvidia-a100.gpu.perWorkload",
    why: /more than one unit gives no more compute/,
    passes: (fleet) => void (gpu(fleet).sharing = { timeSlices: { perGpu: 4 } }),
  },
  {
    rule: "fleet/gpu-resource",
    name: "a resource without a domain",
    trips: (fleet) => void (gpu(fleet).resource = "gpu"),
    path: "tiers.gpu-nvidia-a100.gpu.resource",
    why: /no resource name with a domain/,
    passes: (fleet) => void (gpu(fleet).resource = "amd.com/gpu"),
  },
  {
    rule: "fleet/gpu-without-tier",
    name: "a GPU asked of an environment without one",
    trips: (fleet) => {
      environments(fleet);
      agent(fleet, "trainer").environment = { pool: "us-east-1/ml-standard", flavor: "small" };
    },
    path: "agents.trainer.requests.gpu",
    why: /tier standard/,
    passes: environments,
  },
]);
