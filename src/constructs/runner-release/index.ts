// The chart of a runner and the release made with it.
export { type DocumentedChartOptions, RunnerChart, type RunnerChartOptions } from "./chart.js";
export {
  checkCatalog,
  checkReleaseOptions,
  RunnerRelease,
  type RunnerReleaseOptions,
  type RunnerReleaseProps,
} from "./runner-release.js";
export type { DockerImplementation, RunnerSettings } from "./values.js";
