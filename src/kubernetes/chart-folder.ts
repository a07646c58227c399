// A chart of the runner in a folder: what its Chart.yaml says, and whether Helm and what looks for its pods can do with it.
//
// Source: Helm 3 `pkg/action/install.go` (without a repository a chart is a path first) and Chart.yaml.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Name of the runner chart, by which its pods are selected. */
export const RUNNER_CHART = "k8s-runner";

/** What a folder says it is; empty texts where it says nothing. */
export interface ChartFolder {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** Reads the Chart.yaml of a folder. */
export function chartFolder(path: string): ChartFolder {
  const folder = resolve(path);
  let text = "";
  try {
    text = readFileSync(join(folder, "Chart.yaml"), "utf8");
  } catch {
    // told with all that is wrong
  }
  const of = (key: string): string => new RegExp(`^${key}: *["']?([^"'\\s]+)`, "m").exec(text)?.[1] ?? "";
  return { folder, name: of("name"), version: of("version") };
}

/**
 * Why a folder is no chart of the runner, and what to do; undefined when it is one.
 *
 * @param from where a folder is looked for, for the message
 */
export function wrongFolder(
  { name, version }: ChartFolder,
  from: string,
): { readonly why: string; readonly fix: string } | undefined {
  if (name === "" || version === "") {
    const why = "the folder has no Chart.yaml with a name and a version, so Helm takes it for no chart";
    return { why, fix: `name the folder of a chart, relative to ${from}` };
  }
  if (name === RUNNER_CHART) return undefined;
  const why = `its chart is called ${name}, and dashboards, alerts and probes look for the pods of ${RUNNER_CHART}`;
  return { why, fix: `write name: ${RUNNER_CHART} in its Chart.yaml` };
}

/** Settings that a chart of a folder can't have. */
export const NOT_OF_A_FOLDER = ["repository", "version"] as const;
/** Why it can't, and what to do. */
export const OF_A_FOLDER = {
  why: "a chart of a folder has no repository, and its Chart.yaml says the version",
  fix: "leave it out, or leave out path",
} as const;
