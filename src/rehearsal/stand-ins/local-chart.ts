// A chart that is a folder beside the configuration: its name and version stand in its Chart.yaml, and without one nothing is
// deployed. What its templates make of the values is not looked at.
//
// Source: Helm 3 `pkg/action/install.go` (LocateChart: without a repository a chart is a path first; texts) and Chart.yaml.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DiagnosticError } from "../../framework/index.js";

/** Name and version of a chart. */
export interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  /** Its folder, absolute. */
  readonly folder: string;
}

/**
 * What a chart's folder says it is; undefined for a chart that is named otherwise than by a path.
 * @param chart as configured
 * @param directory where terraform runs, which a path is relative to
 * @throws {DiagnosticError} when the folder is no chart
 */
export function localChart(chart: string, directory = process.cwd()): ChartMetadata | undefined {
  if (!/^\.{0,2}\//.test(chart)) return undefined;
  const folder = resolve(directory, chart);
  const file = join(folder, "Chart.yaml");
  if (!existsSync(file)) throw new DiagnosticError("Chart not found", `path ${JSON.stringify(chart)} not found`);
  const text = readFileSync(file, "utf8");
  const [name, version] = ["name", "version"].map(
    (key) => new RegExp(`^${key}: *["']?([^"'\\s]+)`, "m").exec(text)?.[1],
  );
  if (name === undefined || version === undefined) {
    throw new DiagnosticError("Chart not valid", `validation: chart.metadata of ${file} needs a name and a version`);
  }
  return { name, version, folder };
}
