// A runner chart in a folder: what a release says of it, and what is refused.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunnerChart, RunnerPool, RunnerTier } from "../../src/constructs/index";
import { region, resources, synthStack } from "./support";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chart-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const chartYaml = (text: string): void => writeFileSync(join(folder, "Chart.yaml"), text);

it("is copied once for a stack, and named relative to where terraform runs", () => {
  chartYaml("apiVersion: v2\nname: k8s-runner\nversion: 0.10.99\n");
  const stack = synthStack((scope) => {
    for (const name of ["ml", "web"]) {
      const chart = RunnerChart.envList({ path: folder });
      new RunnerPool(scope, name, { region, tier: RunnerTier.standard(), chart });
    }
  });
  const releases = resources(stack, "helm_release").map(({ chart, repository, version }) => ({
    chart,
    repository,
    version,
  }));

  expect(releases).toHaveLength(2);
  expect(new Set(releases.map(({ chart }) => chart)).size).toBe(1);
  expect(releases[0]).toEqual({
    chart: expect.stringMatching(/^\.\/assets\/agyn-runner-chart\/\w+$/) as string,
    repository: undefined,
    version: undefined,
  });
});

it("has the version that its Chart.yaml says, by which its layout is judged", () => {
  chartYaml("name: k8s-runner\nversion: 0.9.3\n");
  const chart = RunnerChart.envList({ path: folder });

  expect(chart.version).toBe("0.9.3");
  expect(chart.readsCatalog).toBe(false);
  expect(chart.problems("chart")).toEqual([]);
  chartYaml("name: k8s-runner\nversion: 1.0.0\n");
  expect(RunnerChart.envList({ path: folder }).problems("chart")).toMatchObject([
    { path: "chart.version", value: "1.0.0" },
  ]);
  expect(RunnerChart.documented({ path: folder }).problems("chart")).toEqual([]);
});

it.each<[string, string, object, object]>([
  ["no Chart.yaml", "", {}, { path: "chart.path", why: expect.stringContaining("no Chart.yaml") as string }],
  [
    "another name",
    "name: runner\nversion: 0.10.1\n",
    {},
    { path: "chart.path", fix: "write name: k8s-runner in its Chart.yaml" },
  ],
  [
    "a repository beside it",
    "name: k8s-runner\nversion: 0.10.1\n",
    { repository: "oci://ghcr.io/acme/charts" },
    { path: "chart.repository", fix: "leave it out, or leave out path" },
  ],
  [
    "a version beside it",
    "name: k8s-runner\nversion: 0.10.1\n",
    { version: "0.10.1" },
    { path: "chart.version", value: "0.10.1" },
  ],
])("is refused with %s", (_what, text, options, problem) => {
  if (text !== "") chartYaml(text);

  expect(RunnerChart.envList({ path: folder, ...options }).problems("chart")).toMatchObject([problem]);
});
