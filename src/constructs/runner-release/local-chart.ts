// A runner chart in a folder: what is wrong with it, and the copy of it that each stack has. Terraform runs in the stack's folder,
// so the copy is named relative to that, and the same JSON comes out wherever the app lies.
//
// Source: TerraformAsset of cdktf 0.21.
import { type ChartFolder, NOT_OF_A_FOLDER, OF_A_FOLDER, wrongFolder } from "../../kubernetes/index.js";
import { type Construct, TerraformAsset, TerraformStack } from "../core.js";
import type { Problem } from "../problems.js";

/** What is wrong with a chart in a folder, if anything. `path` is that of the chart. */
export function checkLocal(
  path: string,
  given: { readonly path?: string; readonly repository?: string; readonly version?: string },
  chart: ChartFolder,
): readonly Problem[] {
  const excluded = NOT_OF_A_FOLDER.flatMap((key) => {
    const value = given[key];
    return value === undefined ? [] : [{ path: `${path}.${key}`, value, ...OF_A_FOLDER }];
  });
  const wrong = wrongFolder(chart, "where the app runs");
  return wrong === undefined ? excluded : [...excluded, { path: `${path}.path`, value: given.path, ...wrong }];
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
