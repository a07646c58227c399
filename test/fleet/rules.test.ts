// Every fleet rule on the fleet of acme.ts, in which nothing is found: a change that trips it, and one like it that does not.
import { checkFleet, fleetRules } from "../../src/fleet/index.js";
import type { Severity } from "../../src/rules/index.js";
import { acme, type Draft } from "./acme.js";

interface Case {
  readonly rule: string;
  readonly name: string;
  readonly trips: (fleet: Draft) => void;
  readonly path: string;
  readonly why: RegExp;
  readonly severity?: Severity;
  /** A change of the same kind that is fine. */
  readonly passes: (fleet: Draft) => void;
}

const none = (): void => undefined;
const dev = (fleet: Draft): void => void (fleet.stage = "dev");
const pool = (fleet: Draft, name: string): Draft["pools"][string] => {
  const found = fleet.pools[name];
  if (found === undefined) throw new Error(`no pool ${name}`);
  return found;
};
const agent = (fleet: Draft, name: string): NonNullable<Draft["agents"]>[string] => {
  const found = fleet.agents?.[name];
  if (found === undefined) throw new Error(`no agent ${name}`);
  return found;
};
const gpuTier = (fleet: Draft): NonNullable<Draft["tiers"]>[string] => {
  const found = fleet.tiers?.["gpu-nvidia-a100"];
  if (found === undefined) throw new Error("no GPU tier");
  return found;
};
const gpu = (fleet: Draft): NonNullable<ReturnType<typeof gpuTier>["gpu"]> => {
  const found = gpuTier(fleet).gpu;
  if (found === undefined) throw new Error("no GPU");
  return found;
};
const shared = (fleet: Draft): void => {
  fleet.pools["shared"] = { region: "us-east-1" };
};
const environments = (fleet: Draft): void => {
  fleet.placement = "environments";
  fleet.tiers = {
    ...fleet.tiers,
    standard: {
      flavors: { small: { requestsCpu: "2", requestsMemory: "4Gi" } },
      storageClasses: { fast: { storageClassName: "gp3" } },
    },
  };
  gpuTier(fleet).flavors = { one: { requestsCpu: "8", requestsMemory: "32Gi", default: true } };
  delete agent(fleet, "reviewer").labels;
  delete agent(fleet, "trainer").labels;
  agent(fleet, "reviewer").environment = { pool: "us-east-1/web-standard", flavor: "small", storageClasses: ["fast"] };
  agent(fleet, "trainer").environment = { runner: "ml-gpu-us-east-1-1" };
};

const UUID_1 = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a01";
/** A runner that is registered already. */
const adopted = (number: number, secretName?: string) => ({
  runner: UUID_1.replace(/1$/, String(number)),
  revision: 1_763_000_000_000 + number,
  ...(secretName === undefined ? {} : { secretName }),
});

const TOKEN = "0123456789abcdef".repeat(4);

const cases: readonly Case[] = [
  {
    rule: "fleet/schema",
    name: "a pool in a region and in regions",
    trips: (fleet) => void (pool(fleet, "standard").region = "us-east-1"),
    path: "pools.standard.regions",
    why: /region stands there too/,
    passes: (fleet) => void (pool(fleet, "standard").regions = ["us-east-1"]),
  },
  {
    rule: "fleet/schema",
    name: "a pool in no region",
    trips: (fleet) => delete pool(fleet, "ml-gpu").region,
    path: "pools.ml-gpu",
    why: /in no region/,
    passes: none,
  },
  {
    rule: "fleet/schema",
    name: "a pool of a team and an organization",
    trips: (fleet) => void (pool(fleet, "ml-gpu").organization = "acme-ml"),
    path: "pools.ml-gpu.organization",
    why: /team stands there too/,
    passes: (fleet) => {
      delete pool(fleet, "ml-gpu").team;
      pool(fleet, "ml-gpu").organization = "acme-ml";
    },
  },
  {
    rule: "fleet/schema",
    name: "two ways to the gateway",
    trips: (fleet) =>
      void (fleet.regions["us-east-1"] = {
        ...fleet.regions["us-east-1"],
        gateway: { inCluster: true, privateAddress: "10.0.0.1:8080" },
      }),
    path: "regions.us-east-1.gateway",
    why: /inCluster and privateAddress exclude each other/,
    passes: (fleet) =>
      void (fleet.regions["us-east-1"] = {
        ...fleet.regions["us-east-1"],
        gateway: { privateAddress: "10.0.0.1:8080" },
      }),
  },
  {
    rule: "fleet/schema",
    name: "a port for a gateway in the cluster",
    trips: (fleet) =>
      void (fleet.regions["us-east-1"] = { ...fleet.regions["us-east-1"], gateway: { inCluster: true, port: 80 } }),
    path: "regions.us-east-1.gateway.port",
    why: /only a gateway behind TLS/,
    passes: (fleet) =>
      void (fleet.regions["us-east-1"] = {
        ...fleet.regions["us-east-1"],
        gateway: { viaTlsProxy: "gw.example", port: 8443 },
      }),
  },
  {
    rule: "fleet/schema",
    name: "a GPU shared in two ways",
    trips: (fleet) => void (gpu(fleet).sharing = { mig: { profile: "1g.10gb", perGpu: 7 }, timeSlices: { perGpu: 2 } }),
    path: "tiers.gpu-nvidia-a100.gpu.sharing",
    why: /mig and timeSlices exclude each other/,
    passes: (fleet) => void (gpu(fleet).sharing = { timeSlices: { perGpu: 2 } }),
  },
  {
    rule: "fleet/unknown-name",
    name: "a region that is not there",
    trips: (fleet) => void (pool(fleet, "standard").regions = ["eu-west-1", "us-esat-1"]),
    path: "pools.standard.regions[1]",
    why: /no region of this name/,
    passes: (fleet) => void (pool(fleet, "standard").regions = ["eu-west-1", "us-east-1"]),
  },
  {
    rule: "fleet/unknown-name",
    name: "a team that is not there",
    trips: (fleet) => void (pool(fleet, "ml-gpu").team = "constructor"),
    path: "pools.ml-gpu.team",
    why: /no team of this name/,
    passes: none,
  },
  {
    rule: "fleet/unknown-name",
    name: "a tier that is not there",
    trips: (fleet) => void (fleet.defaults = { ...fleet.defaults, tier: "gpu-nvidia-a10" }),
    path: "defaults.tier",
    why: /no tier of this name/,
    passes: (fleet) => void (fleet.defaults = { ...fleet.defaults, tier: "standard" }),
  },
  {
    rule: "fleet/unknown-name",
    name: "capacity for a tier that is not there",
    trips: (fleet) =>
      void (fleet.regions["eu-west-1"] = {
        ...fleet.regions["eu-west-1"],
        capacity: { large: { nodes: 1, cpu: "8", memory: "8Gi" } },
      }),
    path: "regions.eu-west-1.capacity.large",
    why: /no tier of this name/,
    passes: (fleet) =>
      void (fleet.regions["eu-west-1"] = {
        ...fleet.regions["eu-west-1"],
        capacity: { standard: { nodes: 1, cpu: "8", memory: "8Gi" } },
      }),
  },
  {
    rule: "fleet/cell-unmatched",
    name: "an exception for a team the pool does not have",
    trips: (fleet) => void (pool(fleet, "standard").except = [{ region: "us-east-1", team: "sales" }]),
    path: "pools.standard.except[0]",
    why: /leaves out nothing/,
    passes: (fleet) => void (pool(fleet, "standard").except = [{ region: "eu-west-1", team: "web" }]),
  },
  {
    rule: "fleet/cell-unmatched",
    name: "a change to a cell that is left out",
    trips: (fleet) => {
      pool(fleet, "standard").except = [{ region: "eu-west-1" }];
      pool(fleet, "standard").cells = [{ region: "eu-west-1", runners: 2 }];
      delete fleet.regions["eu-west-1"];
      fleet.regions["eu-west-1"] = { cluster: { context: "eu" } };
    },
    path: "pools.standard.cells[0]",
    why: /changes nothing/,
    passes: (fleet) => void (pool(fleet, "standard").cells = [{ region: "eu-west-1", runners: 2 }]),
  },
  {
    rule: "fleet/region-without-cluster",
    name: "a region with pools and no cluster",
    trips: (fleet) => void (fleet.regions["eu-west-1"] = {}),
    path: "regions.eu-west-1",
    why: /no cluster/,
    passes: none,
  },
  {
    rule: "fleet/unused",
    name: "a team without a pool",
    trips: (fleet) => void (fleet.teams = { ...fleet.teams, sales: { organization: "acme-sales" } }),
    path: "teams.sales",
    why: /no pool uses it/,
    severity: "warning",
    passes: (fleet) => {
      fleet.teams = { ...fleet.teams, sales: { organization: "acme-sales" } };
      pool(fleet, "standard").teams = "all";
    },
  },
  {
    rule: "fleet/unused",
    name: "a tier without a pool",
    trips: (fleet) => void (fleet.tiers = { ...fleet.tiers, large: {} }),
    path: "tiers.large",
    why: /no pool uses it/,
    severity: "warning",
    passes: (fleet) => void (fleet.tiers = { ...fleet.tiers, "high-memory": { labels: { size: "large" } } }),
  },
  {
    rule: "fleet/label-override",
    name: "another value for the tier's label",
    trips: (fleet) => void (pool(fleet, "ml-gpu").labels = { tier: "gpu" }),
    path: "pools.ml-gpu.labels.tier",
    why: /sets it to "gpu-nvidia-a100"/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").labels = { tier: "gpu-nvidia-a100" }),
  },
  {
    rule: "fleet/label-override",
    name: "another value for one cell's region",
    trips: (fleet) =>
      void (pool(fleet, "standard").cells = [{ region: "eu-west-1", team: "ml", labels: { region: "eu" } }]),
    path: "pools.standard[eu-west-1/ml].labels.region",
    why: /sets it to "eu-west-1"/,
    passes: (fleet) =>
      void (pool(fleet, "standard").cells = [{ region: "eu-west-1", team: "ml", labels: { zone: "eu" } }]),
  },
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
  {
    rule: "fleet/secret-literal",
    name: "a token in a label",
    trips: (fleet) => void (pool(fleet, "ml-gpu").labels = { note: TOKEN }),
    path: "pools.ml-gpu.labels.note",
    why: /looks like a service token/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").labels = { note: "a-note" }),
  },
  {
    rule: "fleet/secret-literal",
    name: "something made by a machine under a key that says so",
    trips: (fleet) => void (agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100", apiKey: "a1b2c3d4e5f6" }),
    path: "agents.trainer.labels.apiKey",
    why: /looks like a secret/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["ml-gpu-token-0001", "ml-gpu-token-0002"]),
  },
  {
    rule: "fleet/token-shared",
    name: "one Secret for two runners of a pool",
    trips: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token", "token"]),
    path: "pools.ml-gpu.tokenSecrets[1]",
    why: /two runners of the pool/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token-0", "token-1"]),
  },
  {
    rule: "fleet/token-shared",
    name: "one Secret for two pools",
    trips: (fleet) => void (pool(fleet, "standard").tokenSecrets = ["token"]),
    path: "pools.standard[us-east-1/web].tokenSecrets[0]",
    why: /names a Secret of this name too/,
    passes: none,
  },
  {
    rule: "fleet/schema",
    name: "Secrets beside adopted runners",
    trips: (fleet) => {
      pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)];
      pool(fleet, "ml-gpu").tokenSecrets = ["token-0", "token-1"];
    },
    path: "pools.ml-gpu.tokenSecrets",
    why: /adopt stands there too/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)]),
  },
  {
    rule: "fleet/schema",
    name: "Secrets beside adopted runners of a cell",
    trips: (fleet) => {
      pool(fleet, "ml-gpu").cells = [{ tokenSecrets: ["token-0", "token-1"], adopt: [adopted(1), adopted(2)] }];
    },
    path: "pools.ml-gpu.cells[0].tokenSecrets",
    why: /adopt stands there too/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").cells = [{ adopt: [adopted(1), adopted(2)] }]),
  },
  {
    rule: "fleet/token-shared",
    name: "one Secret for two runners that are adopted",
    trips: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1, "token"), adopted(2, "token")]),
    path: "pools.ml-gpu.adopt[1].secretName",
    why: /two runners of the pool/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)]),
  },
  {
    rule: "fleet/token-count",
    name: "fewer Secrets than runners",
    trips: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token"]),
    path: "pools.ml-gpu.tokenSecrets",
    why: /has 2 runners/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token-0", "token-1"]),
  },
  {
    rule: "fleet/token-count",
    name: "more adopted runners than there are",
    trips: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2), adopted(3)]),
    path: "pools.ml-gpu.adopt",
    why: /has 2 runners/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)]),
  },
  {
    rule: "fleet/adopted-twice",
    name: "one registration for two runners",
    trips: (fleet) =>
      void (pool(fleet, "ml-gpu").adopt = [adopted(1), { ...adopted(1), runner: UUID_1.toUpperCase() }]),
    path: "pools.ml-gpu.adopt[1].runner",
    why: /pools\.ml-gpu\.adopt\[0\]\.runner adopts it too/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)]),
  },
  {
    rule: "fleet/floating-chart",
    name: "a chart version with two numbers",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { version: "0.10" }),
    path: "pools.ml-gpu.chart.version",
    why: /not exact/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").chart = { version: "0.10.14" }),
  },
  {
    rule: "fleet/floating-image",
    name: "an image by latest",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { image: "ghcr.io/agynio/k8s-runner:latest" }),
    path: "pools.ml-gpu.chart.image",
    why: /the tag latest is moved/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").chart = { image: "ghcr.io/agynio/k8s-runner:0.10.15" }),
  },
  {
    rule: "fleet/floating-image",
    name: "an image without a tag, from a registry with a port",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { image: "registry.example:5000/k8s-runner" }),
    path: "pools.ml-gpu.chart.image",
    why: /without a tag/,
    passes: (fleet) =>
      void (pool(fleet, "ml-gpu").chart = { image: `registry.example:5000/k8s-runner@sha256:${TOKEN}` }),
  },
  {
    rule: "fleet/floating-image",
    name: "an image by latest, in dev too",
    trips: (fleet) => {
      dev(fleet);
      pool(fleet, "ml-gpu").chart = { image: "ghcr.io/agynio/k8s-runner:latest" };
    },
    path: "pools.ml-gpu.chart.image",
    why: /moved/,
    severity: "error",
    passes: dev,
  },
  {
    rule: "fleet/chart-layout",
    name: "a chart version that reads no env list",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { version: "1.0.0" }),
    path: "pools.ml-gpu.chart.version",
    why: /charts 0\.9 and 0\.10 read/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").chart = { version: "0.9.0" }),
  },
  {
    rule: "fleet/chart-layout",
    name: "documented values for the published chart",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { layout: "documented" }),
    path: "pools.ml-gpu.chart.layout",
    why: /no chart published there/,
    passes: (fleet) =>
      void (pool(fleet, "ml-gpu").chart = {
        layout: "documented",
        repository: "oci://registry.acme.example/charts",
        version: "1.0.0",
      }),
  },
  {
    rule: "fleet/chart-layout",
    name: "flavors for a chart without a catalog",
    trips: (fleet) => {
      gpuTier(fleet).flavors = { one: { requestsCpu: "8", requestsMemory: "32Gi" } };
      pool(fleet, "ml-gpu").chart = { version: "0.9.0" };
    },
    path: "pools.ml-gpu.chart.version",
    why: /have no catalog/,
    passes: (fleet) => void (gpuTier(fleet).flavors = { one: { requestsCpu: "8", requestsMemory: "32Gi" } }),
  },
  {
    rule: "fleet/agent-unplaced",
    name: "an organization without a pool",
    trips: (fleet) => void (agent(fleet, "reviewer").organization = "acme-sales"),
    path: "agents.reviewer",
    why: /no pool serves organization acme-sales/,
    passes: (fleet) => {
      agent(fleet, "reviewer").organization = "acme-sales";
      shared(fleet);
    },
  },
  {
    rule: "fleet/agent-unplaced",
    name: "a label that no pool has",
    trips: (fleet) => void (agent(fleet, "reviewer").labels = { tier: "standard", zone: "a" }),
    path: "agents.reviewer",
    why: /the label zone=a \(none has this label\)/,
    passes: (fleet) => {
      agent(fleet, "reviewer").labels = { tier: "standard", region: "us-east-1", zone: "a" };
      pool(fleet, "standard").cells = [{ region: "us-east-1", labels: { zone: "a" } }];
    },
  },
  {
    rule: "fleet/agent-unplaced",
    name: "a capability that no pool lists",
    trips: (fleet) => void (agent(fleet, "reviewer").capabilities = ["docker", "kvm"]),
    path: "agents.reviewer",
    why: /no pool in reach lists the capability kvm/,
    passes: (fleet) => {
      agent(fleet, "reviewer").capabilities = ["docker", "kvm"];
      pool(fleet, "standard").capabilities = ["kvm"];
    },
  },
  {
    rule: "fleet/agent-unplaced",
    name: "requirements that no pool meets together",
    trips: (fleet) => void (agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100", region: "eu-west-1" }),
    path: "agents.trainer",
    why: /no pool meets all requirements at once; nearest: .*us-east-1\/ml-gpu lacks label region=eu-west-1 \(has region=us-east-1\)/,
    passes: (fleet) => void (agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100", region: "us-east-1" }),
  },
  {
    rule: "fleet/nothing-proved",
    name: "a fleet in prod without agents",
    trips: (fleet) => delete fleet.agents,
    path: "agents",
    why: /no agent is declared/,
    severity: "warning",
    passes: (fleet) => {
      dev(fleet);
      delete fleet.agents;
    },
  },
  {
    rule: "fleet/pool-overlap",
    name: "two pools with the same scope and labels",
    trips: (fleet) => void (fleet.pools["ml-more"] = { region: "us-east-1", team: "ml" }),
    path: "pools.ml-more",
    why: /us-east-1\/ml-standard has the same scope/,
    passes: (fleet) => void (fleet.pools["more"] = { region: "us-east-1", organization: "acme-sales" }),
  },
  {
    rule: "fleet/pool-overlap",
    name: "a pool whose labels another has and more",
    trips: (fleet) => void (fleet.pools["ml-more"] = { region: "us-east-1", team: "ml", labels: { pool: "more" } }),
    path: "pools.standard[us-east-1/ml]",
    why: /us-east-1\/ml-more has all of its labels and capabilities and more/,
    severity: "warning",
    passes: (fleet) => {
      fleet.pools["ml-more"] = { region: "us-east-1", team: "ml", labels: { pool: "more" } };
      pool(fleet, "standard").labels = { pool: "standard" };
    },
  },
  {
    rule: "fleet/shared-overlap",
    name: "an agent that fits its own pool and a shared one",
    trips: (fleet) => {
      shared(fleet);
      agent(fleet, "reviewer").labels = { region: "us-east-1" };
    },
    path: "agents.reviewer.labels",
    why: /own us-east-1\/web-standard or on the shared us-east-1\/shared/,
    severity: "warning",
    passes: shared,
  },
  {
    rule: "fleet/shared-overlap",
    name: "an organization with a pool of its own and no agents, beside a shared pool",
    trips: (fleet) => {
      shared(fleet);
      delete fleet.agents?.["reviewer"];
    },
    path: "pools.standard[eu-west-1/web]",
    why: /no agent is declared that says which it wants/,
    severity: "warning",
    passes: (fleet) => delete fleet.agents?.["reviewer"],
  },
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
    rule: "fleet/placement-model",
    name: "an environment where labels place",
    trips: (fleet) => void (agent(fleet, "trainer").environment = { pool: "ml-gpu" }),
    path: "agents.trainer.environment",
    why: /places by labels/,
    severity: "warning",
    passes: environments,
  },
  {
    rule: "fleet/placement-model",
    name: "labels where environments place",
    trips: (fleet) => {
      environments(fleet);
      agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100" };
    },
    path: "agents.trainer.labels",
    why: /places by environments/,
    severity: "warning",
    passes: environments,
  },
  ...environmentCases(),
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
];

function environmentCases(): readonly Case[] {
  const rule = "fleet/environment-target";
  const passes = environments;
  const changed =
    (change: (fleet: Draft) => void) =>
    (fleet: Draft): void => {
      environments(fleet);
      change(fleet);
    };
  return [
    {
      rule,
      passes,
      name: "an agent without an environment",
      path: "agents.trainer",
      why: /without one it has no place/,
      trips: changed((fleet) => delete agent(fleet, "trainer").environment),
    },
    {
      rule,
      passes,
      name: "a runner that is not there",
      path: "agents.trainer.environment.runner",
      why: /no runner of this name/,
      trips: changed((fleet) => void (agent(fleet, "trainer").environment = { runner: "ml-gpu-us-east-1-2" })),
    },
    {
      rule,
      passes,
      name: "a pool that is in several regions",
      path: "agents.reviewer.environment.pool",
      why: /several regions/,
      trips: changed(
        (fleet) => void (agent(fleet, "reviewer").environment = { pool: "web-standard", flavor: "small" }),
      ),
    },
    {
      rule,
      passes,
      name: "another organization's pool",
      path: "agents.reviewer.environment",
      why: /serve acme-ml only/,
      trips: changed(
        (fleet) => void (agent(fleet, "reviewer").environment = { pool: "us-east-1/ml-standard", flavor: "small" }),
      ),
    },
    {
      rule,
      passes,
      name: "a flavor that is not in the catalog",
      path: "agents.reviewer.environment.flavor",
      why: /no flavor of this name/,
      trips: changed(
        (fleet) => void (agent(fleet, "reviewer").environment = { pool: "us-east-1/web-standard", flavor: "large" }),
      ),
    },
    {
      rule,
      passes,
      name: "no flavor and no default",
      path: "agents.reviewer.environment",
      why: /no default one/,
      trips: changed((fleet) => void (agent(fleet, "reviewer").environment = { pool: "us-east-1/web-standard" })),
    },
    {
      rule,
      passes,
      name: "a storage class that is not in the catalog",
      path: "agents.reviewer.environment.storageClasses[0]",
      why: /no storage class of this name/,
      trips: changed(
        (fleet) =>
          void (agent(fleet, "reviewer").environment = {
            pool: "us-east-1/web-standard",
            flavor: "small",
            storageClasses: ["slow"],
          }),
      ),
    },
    {
      rule,
      passes,
      name: "a capability the pool does not list",
      path: "agents.reviewer.capabilities",
      why: /does not list them/,
      trips: changed((fleet) => void (agent(fleet, "reviewer").capabilities = ["kvm"])),
    },
    {
      rule: "fleet/gpu-without-tier",
      passes,
      name: "a GPU asked of an environment without one",
      path: "agents.trainer.requests.gpu",
      why: /tier standard/,
      trips: changed(
        (fleet) => void (agent(fleet, "trainer").environment = { pool: "us-east-1/ml-standard", flavor: "small" }),
      ),
    },
    {
      rule: "fleet/quota",
      passes,
      name: "less cpu than the flavor's",
      path: "pools.standard[us-east-1/web].quota.requestsCpu",
      why: /ask for 9200m/,
      trips: changed((fleet) => {
        delete agent(fleet, "reviewer").requests;
        pool(fleet, "standard").quota = { requestsCpu: "9" };
      }),
    },
  ];
}

describe("fleet rules", () => {
  it("find nothing in the fleet the cases change", () => {
    expect(checkFleet(acme()).findings).toEqual([]);
  });

  it.each(cases)("$rule finds $name", ({ rule, trips, path, why, severity = "error" }) => {
    const { findings } = checkFleet(acme(trips));

    expect(findings).toContainEqual(
      expect.objectContaining({ rule, path, severity, why: expect.stringMatching(why) as string }),
    );
  });

  it.each(cases)("$rule leaves alone what differs from $name", ({ rule, passes, path }) => {
    const { findings } = checkFleet(acme(passes));

    expect(findings.filter((finding) => finding.rule === rule && finding.path === path)).toEqual([]);
  });

  it("are all tried by the cases above", () => {
    expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(fleetRules.map(({ id }) => id)));
  });

  it("have ids that differ", () => {
    expect(new Set(fleetRules.map(({ id }) => id)).size).toBe(fleetRules.length);
  });
});

describe("a secret in a fleet", () => {
  it.each([
    ["a label", (fleet: Draft): void => void (pool(fleet, "ml-gpu").labels = { note: TOKEN })],
    ["a key", (fleet: Draft): void => void (pool(fleet, "ml-gpu").labels = { [TOKEN]: "note" })],
    ["a name", (fleet: Draft): void => void (pool(fleet, "ml-gpu").team = TOKEN)],
    [
      "a key that is not in the schema",
      (fleet: Draft): void => void Object.assign(pool(fleet, "ml-gpu"), { token: TOKEN }),
    ],
    [
      "a value of the wrong kind",
      (fleet: Draft): void => void Object.assign(pool(fleet, "ml-gpu"), { runners: TOKEN }),
    ],
  ])("as %s is found and not printed", (_, change) => {
    const { findings } = checkFleet(acme(change));

    expect(findings).toContainEqual(expect.objectContaining({ rule: "fleet/secret-literal", severity: "error" }));
    expect(JSON.stringify(findings)).not.toContain(TOKEN.slice(0, 16));
  });
});
