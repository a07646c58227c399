// Charts and images that stay the same, and values that a chart reads.
import { chartRules } from "../../../src/fleet/rules/charts";
import { dev, gpuTier, pool, TOKEN, ruleTests } from "./support";

ruleTests(chartRules, [
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
]);
