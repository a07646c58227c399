// The chart of a runner and the release made with it.
export { type DocumentedChartOptions, RunnerChart, type RunnerChartOptions } from "./chart.js";
export type {
  CertificateAuthority,
  RunnerPodOptions,
  RunnerPodResources,
  RunnerProxy,
  Toleration,
} from "./runner-pod.js";
export {
  checkCatalog,
  checkReleaseOptions,
  type OnActiveWorkloads,
  RunnerRelease,
  type RunnerReleaseOptions,
  type RunnerReleaseProps,
} from "./runner-release.js";
export type { DockerImplementation, RunnerSettings } from "./values.js";
