// Shapes that the schema can't tell: settings that exclude each other, are missing, or are read by nobody.
import { shapeRules } from "../../../src/fleet/rules/shape";
import { adopted, gpu, none, pool, region, ruleTests } from "./support";

ruleTests(shapeRules, [
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
    rule: "fleet/schema",
    name: "a RuntimeClass without its handler",
    trips: (fleet) => void (region(fleet, "us-east-1").cluster = { context: "us", steering: { way: "runtimeClass" } }),
    path: "regions.us-east-1.cluster.steering.handler",
    why: /none is named/,
    passes: (fleet) =>
      void (region(fleet, "us-east-1").cluster = {
        context: "us",
        steering: { way: "runtimeClass", handler: "kata-qemu" },
      }),
  },
  {
    rule: "fleet/schema",
    name: "a setting of another way of steering",
    trips: (fleet) =>
      void (region(fleet, "us-east-1").cluster = {
        context: "us",
        steering: { way: "kyverno", wasteAccepted: true },
      }),
    path: "regions.us-east-1.cluster.steering.wasteAccepted",
    why: /the way kyverno does not read it/,
    passes: (fleet) =>
      void (region(fleet, "us-east-1").cluster = {
        context: "us",
        steering: { way: "limitRange", wasteAccepted: true },
      }),
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
]);
