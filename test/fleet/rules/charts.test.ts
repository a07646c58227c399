// Charts and images that stay the same, and values that a chart reads.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chartRules } from "../../../src/fleet/rules/charts";
import { dev, gpuTier, pool, TOKEN, ruleTests } from "./support";

const RUNNER_CHART = resolve(__dirname, "../../cluster/charts/k8s-runner");

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
  {
    rule: "fleet/chart-layout",
    name: "a chart in a folder whose version reads no env list",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: folder("name: k8s-runner\nversion: 1.0.0\n") }),
    path: "pools.ml-gpu.chart.path",
    why: /the Chart\.yaml there says 1\.0\.0/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: RUNNER_CHART }),
  },
  {
    rule: "fleet/chart-folder",
    name: "a repository beside a folder",
    trips: (fleet) =>
      void (pool(fleet, "ml-gpu").chart = { path: RUNNER_CHART, repository: "oci://registry.acme.example/charts" }),
    path: "pools.ml-gpu.chart.repository",
    why: /a chart of a folder has no repository/,
    passes: (fleet) => {
      fleet.defaults = { ...fleet.defaults, chart: { repository: "oci://registry.acme.example/charts" } };
      pool(fleet, "ml-gpu").chart = { path: RUNNER_CHART };
    },
  },
  {
    rule: "fleet/chart-folder",
    name: "a version beside a folder, in the defaults",
    trips: (fleet) => void (fleet.defaults = { ...fleet.defaults, chart: { path: RUNNER_CHART, version: "0.10.15" } }),
    path: "defaults.chart.version",
    why: /its Chart\.yaml says the version/,
    passes: (fleet) => void (fleet.defaults = { ...fleet.defaults, chart: { path: RUNNER_CHART } }),
  },
  {
    rule: "fleet/chart-folder",
    name: "a folder without a chart",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: "charts/none" }),
    path: "pools.ml-gpu.chart.path",
    why: /has no Chart\.yaml/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: RUNNER_CHART }),
  },
  {
    rule: "fleet/chart-folder",
    name: "a folder with another chart",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: folder("name: runner\nversion: 0.10.1\n") }),
    path: "pools.ml-gpu.chart.path",
    why: /its chart is called runner/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: RUNNER_CHART }),
  },
  {
    rule: "fleet/chart-folder",
    name: "a folder whose chart has no exact version",
    trips: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: folder("name: k8s-runner\nversion: 0.10.x\n") }),
    path: "pools.ml-gpu.chart.path",
    why: /version 0\.10\.x, which is not exact/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").chart = { path: RUNNER_CHART }),
  },
]);

const folders: string[] = [];
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

/** A folder with a Chart.yaml. */
function folder(chartYaml: string): string {
  const path = mkdtempSync(join(tmpdir(), "chart-"));
  folders.push(path);
  writeFileSync(join(path, "Chart.yaml"), chartYaml);
  return path;
}
