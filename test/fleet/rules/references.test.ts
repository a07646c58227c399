// Names that lead somewhere, entries that match something, declarations that somebody uses.
import { referenceRules } from "../../../src/fleet/rules/references";
import { none, pool, ruleTests } from "./support";

ruleTests(referenceRules, [
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
]);
