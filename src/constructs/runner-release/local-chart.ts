// A runner chart in a folder: what its Chart.yaml says, and the copy of it that each stack has. Terraform runs in the stack's folder,
// so the copy is named relative to that, and the same JSON comes out wherever the app lies.
//
// Source: Helm 3 `pkg/action/install.go` (without a repository a chart is a path first) and Chart.yaml; TerraformAsset of cdktf 0.21.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Construct, TerraformAsset, TerraformStack } from "../core.js";
import type { Problem } from "../problems.js";

/** Name of the runner chart, by which its pods are selected. */
export const CHART_NAME = "k8s-runner";

/** What a folder says it is; empty texts where it says nothing. */
interface LocalChart {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** Reads the Chart.yaml of a folder. */
export function localChart(path: string): LocalChart {
  const folder = resolve(path);
  let text = "";
  try {
    text = readFileSync(join(folder, "Chart.yaml"), "utf8");
  } catch {
    // told with all other problems
  }
  const of = (key: string): string => new RegExp(`^${key}: *["']?([^"'\\s]+)`, "m").exec(text)?.[1] ?? "";
  return { folder, name: of("name"), version: of("version") };
}

/** What is wrong with a chart in a folder, if anything. `path` is that of the chart. */
export function checkLocal(
  path: string,
  given: { readonly path?: string; readonly repository?: string; readonly version?: string },
  { name, version }: LocalChart,
): readonly Problem[] {
  const excluded = (["repository", "version"] as const).flatMap((key) => {
    const value = given[key];
    const why = "a chart of a folder has no repository, and its Chart.yaml says the version";
    return value === undefined ? [] : [{ path: `${path}.${key}`, value, why, fix: "leave it out, or leave out path" }];
  });
  const at = { path: `${path}.path`, value: given.path };
  if (name === "" || version === "") {
    const why = "the folder has no Chart.yaml with a name and a version, so Helm takes it for no chart";
    return [...excluded, { ...at, why, fix: "name the folder of a chart, relative to where the app runs" }];
  }
  if (name === CHART_NAME) return excluded;
  const why = `its chart is called ${name}, and dashboards, alerts and probes look for the pods of ${CHART_NAME}`;
  return [...excluded, { ...at, why, fix: `write name: ${CHART_NAME} in its Chart.yaml` }];
}

const chartsOfStack = new WeakMap<TerraformStack, Map<string, TerraformAsset>>();

/** The chart's path as a release of the stack names it; copied once for each stack. */
export function chartPath(scope: Construct, folder: string): string {
  const stack = TerraformStack.of(scope);
  const known = chartsOfStack.get(stack) ?? new Map<string, TerraformAsset>();
  chartsOfStack.set(stack, known);
  const id = known.size === 0 ? "agyn-runner-chart" : `agyn-runner-chart-${known.size + 1}`;
  const asset = known.get(folder) ?? new TerraformAsset(stack, id, { path: folder });
  known.set(folder, asset);
  return `./${asset.path}`;
}
