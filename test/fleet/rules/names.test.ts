// How things are spelled.
import { nameRules } from "../../../src/fleet/rules/names";
import { agent, gpuTier, none, pool, ruleTests } from "./support";

ruleTests(nameRules, [
  {
    rule: "fleet/name",
    name: "a pool in capitals",
    trips: (fleet) => void (fleet.pools["ML"] = { region: "us-east-1", labels: { pool: "ml" }, team: "ml" }),
    path: "pools.ML",
    why: /lower-case/,
    passes: (fleet) => void (fleet.pools["ml"] = { region: "us-east-1", labels: { pool: "ml" }, team: "ml" }),
  },
  {
    rule: "fleet/name",
    name: "a team that begins with a digit",
    trips: (fleet) => void (fleet.teams = { ...fleet.teams, "3d": { organization: "acme-3d" } }),
    path: "teams.3d",
    why: /a letter comes first/,
    passes: none,
  },
  {
    rule: "fleet/name",
    name: "a slug with a blank",
    trips: (fleet) => void (agent(fleet, "trainer").organization = "Acme ML"),
    path: "agents.trainer.organization",
    why: /lower-case/,
    passes: none,
  },
  {
    rule: "fleet/name",
    name: "a release name of 54 characters",
    // <pool>-us-east-1-0
    trips: (fleet) =>
      void (fleet.pools["p".repeat(42)] = { region: "us-east-1", team: "ml", labels: { pool: "long" } }),
    path: `pools.${"p".repeat(42)}`,
    why: /named with 54 characters, and 53 are possible/,
    passes: (fleet) =>
      void (fleet.pools["p".repeat(41)] = { region: "us-east-1", team: "ml", labels: { pool: "long" } }),
  },
  {
    rule: "fleet/name",
    name: "a namespace of 64 characters",
    trips: (fleet) => {
      fleet.regions["e"] = { cluster: { context: "e" } };
      fleet.pools["p".repeat(49)] = { region: "e", team: "ml" };
    },
    path: `pools.${"p".repeat(49)}`,
    why: /named with 64 characters, and 63 are possible/,
    passes: (fleet) => {
      fleet.regions["e"] = { cluster: { context: "e" } };
      fleet.pools["p".repeat(48)] = { region: "e", team: "ml" };
    },
  },
  {
    rule: "fleet/namespace-taken",
    name: "a pool in the namespace of another's placeholders",
    trips: (fleet) => {
      fleet.tiers = { ...fleet.tiers, kept: { warm: { slots: 1 } } };
      fleet.pools["x"] = { region: "us-east-1", team: "ml", tier: "kept" };
      fleet.pools["x-warm"] = { region: "us-east-1", team: "ml", labels: { pool: "x" } };
    },
    path: "pools.x-warm",
    why: /namespace agyn-x-warm is that of pools\.x /,
    passes: (fleet) => {
      fleet.tiers = { ...fleet.tiers, kept: { warm: { slots: 1, namespace: "warm" } } };
      fleet.pools["x"] = { region: "us-east-1", team: "ml", tier: "kept" };
      fleet.pools["x-warm"] = { region: "us-east-1", team: "ml", labels: { pool: "x" } };
    },
  },
  {
    rule: "fleet/label-syntax",
    name: "the label of a paused pool",
    trips: (fleet) => void (pool(fleet, "ml-gpu").labels = { "agyn.dev/paused": "true" }),
    path: 'pools.ml-gpu.labels["agyn.dev/paused"]',
    why: /it marks the runners of pools that are paused/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").labels = { "agyn.dev/owner": "ml" }),
  },
  {
    rule: "fleet/namespace-taken",
    name: "two pools of one name in one region",
    trips: (fleet) => void (fleet.pools["ml-standard"] = { region: "us-east-1", team: "ml", labels: { pool: "x" } }),
    path: "pools.standard[us-east-1/ml]",
    why: /namespace agyn-ml-standard is that of pools\.ml-standard/,
    passes: (fleet) => void (fleet.pools["ml-other"] = { region: "us-east-1", team: "ml", labels: { pool: "x" } }),
  },
  {
    rule: "fleet/namespace-taken",
    name: "two regions in one cluster",
    trips: (fleet) => void (fleet.regions["eu-west-1"] = { cluster: { context: "acme-us-east-1" } }),
    path: "pools.standard[us-east-1/web]",
    why: /in the same cluster/,
    passes: (fleet) =>
      void (fleet.regions["eu-west-1"] = { cluster: { context: "acme-us-east-1", path: "~/.kube/other" } }),
  },
  {
    rule: "fleet/label-syntax",
    name: "a label value with a blank",
    trips: (fleet) => void (pool(fleet, "ml-gpu").labels = { owner: "ml team" }),
    path: "pools.ml-gpu.labels.owner",
    why: /a label value is/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").labels = { owner: "ml-team" }),
  },
  {
    rule: "fleet/label-syntax",
    name: "a label key of 64 characters",
    trips: (fleet) => void (pool(fleet, "ml-gpu").labels = { ["k".repeat(64)]: "v" }),
    path: `pools.ml-gpu.labels.${"k".repeat(64)}`,
    why: /at most 63/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").labels = { ["k".repeat(63)]: "v" }),
  },
  {
    rule: "fleet/catalog",
    name: "two default flavors",
    trips: (fleet) =>
      void (gpuTier(fleet).flavors = {
        a: { requestsCpu: "1", requestsMemory: "1Gi", default: true },
        b: { requestsCpu: "1", requestsMemory: "1Gi", default: true },
      }),
    path: "tiers.gpu-nvidia-a100.flavors",
    why: /at most one entry/,
    passes: (fleet) =>
      void (gpuTier(fleet).flavors = {
        a: { requestsCpu: "1", requestsMemory: "1Gi", default: true },
        b: { requestsCpu: "1", requestsMemory: "1Gi" },
      }),
  },
  {
    rule: "fleet/catalog",
    name: "a storage class in capitals",
    trips: (fleet) => void (gpuTier(fleet).storageClasses = { Fast: { storageClassName: "gp3" } }),
    path: "tiers.gpu-nvidia-a100.storageClasses.Fast",
    why: /catalog entry/,
    passes: (fleet) => void (gpuTier(fleet).storageClasses = { fast: { storageClassName: "gp3" } }),
  },
  {
    rule: "fleet/quantity",
    name: "memory in GB",
    trips: (fleet) => void (pool(fleet, "ml-gpu").quota = { requestsMemory: "900GB" }),
    path: "pools.ml-gpu.quota.requestsMemory",
    why: /no Kubernetes quantity/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").quota = { requestsMemory: "900G" }),
  },
]);
