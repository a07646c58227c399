// What nodes and quotas hold.
import { capacityRules } from "../../../src/fleet/rules/capacity";
import { agent, dev, environments, gpuTier, pool, ruleTests } from "./support";

ruleTests(capacityRules, [
  {
    rule: "fleet/capacity",
    name: "more cpu than the nodes have",
    trips: (fleet) => {
      agent(fleet, "reviewer").concurrency = 200;
      pool(fleet, "standard").quota = { pods: 1000, requestsCpu: "1000", requestsMemory: "1Ti" };
    },
    path: "regions.us-east-1.capacity.standard.cpu",
    // 200 x (2 cpu + 3 side-cars of 100m)
    why: /200 workloads at a time need 460, and 10 nodes have 160/,
    passes: (fleet) => {
      agent(fleet, "reviewer").concurrency = 69;
      pool(fleet, "standard").quota = { pods: 1000, requestsCpu: "1000", requestsMemory: "1Ti" };
    },
  },
  {
    rule: "fleet/capacity",
    name: "workloads that say nothing, at 4 cpu and 16Gi each",
    trips: (fleet) => {
      delete agent(fleet, "reviewer").requests;
      agent(fleet, "reviewer").sidecars = 0;
      agent(fleet, "reviewer").concurrency = 40;
    },
    path: "regions.us-east-1.capacity.standard.memory",
    why: /40 workloads at a time need 645Gi, and 10 nodes have 640Gi/,
    passes: (fleet) => {
      delete agent(fleet, "reviewer").requests;
      agent(fleet, "reviewer").concurrency = 39;
      agent(fleet, "reviewer").sidecars = 0;
    },
  },
  {
    rule: "fleet/capacity",
    name: "more GPUs than the nodes have",
    trips: (fleet) => {
      agent(fleet, "trainer").concurrency = 17;
      pool(fleet, "ml-gpu").quota = {
        pods: 100,
        requestsCpu: "1000",
        requestsMemory: "1Ti",
        accelerators: { "nvidia.com/gpu": 100 },
      };
    },
    path: "regions.us-east-1.capacity.gpu-nvidia-a100.gpus",
    why: /17 workloads at a time take GPUs: 17, and 2 nodes have 16/,
    passes: (fleet) => {
      agent(fleet, "trainer").concurrency = 16;
      pool(fleet, "ml-gpu").quota = {
        pods: 100,
        requestsCpu: "1000",
        requestsMemory: "1Ti",
        accelerators: { "nvidia.com/gpu": 100 },
      };
    },
  },
  {
    rule: "fleet/capacity",
    name: "GPUs for side-cars where the cluster gives them to every container",
    trips: (fleet) => {
      const region = fleet.regions["us-east-1"];
      if (region?.cluster !== undefined) region.cluster.steering = { way: "limitRange", wasteAccepted: true };
      agent(fleet, "trainer").sidecars = 1;
    },
    path: "regions.us-east-1.capacity.gpu-nvidia-a100.gpus",
    // 8 x (main, side-car, overlay)
    why: /8 workloads at a time take GPUs: 24, and 2 nodes have 16/,
    passes: (fleet) => void (agent(fleet, "trainer").sidecars = 1),
  },
  {
    rule: "fleet/workload-size",
    name: "a workload larger than a node",
    // 15.8 cpu, and 3 side-cars of 100m
    trips: (fleet) => void (agent(fleet, "reviewer").requests = { cpu: "15800m", memory: "4Gi" }),
    path: "agents.reviewer.requests.cpu",
    why: /a node of the tier standard in us-east-1 has 16/,
    passes: (fleet) => void (agent(fleet, "reviewer").requests = { cpu: "15700m", memory: "4Gi" }),
  },
  {
    rule: "fleet/workload-size",
    name: "a flavor larger than a node",
    trips: (fleet) => {
      environments(fleet);
      gpuTier(fleet).flavors = { one: { requestsCpu: "8", requestsMemory: "2Ti", default: true } };
      delete agent(fleet, "trainer").requests;
    },
    path: "agents.trainer.requests.memory",
    why: /a node of the tier gpu-nvidia-a100 in us-east-1 has 1Ti/,
    passes: environments,
  },
  {
    rule: "fleet/quota",
    name: "fewer pods than work",
    trips: (fleet) => void (pool(fleet, "ml-gpu").quota = { pods: 7 }),
    path: "pools.ml-gpu.quota.pods",
    why: /ask for 8 at full concurrency/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").quota = { pods: 8 }),
  },
  {
    rule: "fleet/quota",
    name: "less memory than work, side-cars counted",
    // 4 x (4Gi + 3 x 128Mi)
    trips: (fleet) => void (pool(fleet, "standard").quota = { requestsMemory: "17Gi" }),
    path: "pools.standard[us-east-1/web].quota.requestsMemory",
    why: /ask for 17920Mi/,
    passes: (fleet) => void (pool(fleet, "standard").quota = { requestsMemory: "18Gi" }),
  },
  {
    rule: "fleet/quota",
    name: "fewer GPUs than work, in dev",
    trips: (fleet) => {
      dev(fleet);
      pool(fleet, "ml-gpu").quota = { accelerators: { "nvidia.com/gpu": 4 } };
    },
    path: 'pools.ml-gpu.quota.accelerators["nvidia.com/gpu"]',
    why: /ask for 8/,
    severity: "warning",
    passes: (fleet) => void (pool(fleet, "ml-gpu").quota = { accelerators: { "nvidia.com/gpu": 8 } }),
  },
  {
    rule: "fleet/unprotected",
    name: "a pool in prod without protection",
    trips: (fleet) => void (pool(fleet, "ml-gpu").protect = false),
    path: "pools.ml-gpu.protect",
    why: /one mistaken apply/,
    passes: (fleet) => {
      dev(fleet);
      pool(fleet, "ml-gpu").protect = false;
    },
  },
  {
    rule: "fleet/quota",
    name: "less cpu than the flavor's",
    trips: (fleet) => {
      environments(fleet);
      delete agent(fleet, "reviewer").requests;
      pool(fleet, "standard").quota = { requestsCpu: "9" };
    },
    path: "pools.standard[us-east-1/web].quota.requestsCpu",
    why: /ask for 9200m/,
    passes: environments,
  },
]);
