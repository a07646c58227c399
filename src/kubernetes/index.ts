// The door of kubernetes: how names, labels, images and quantities are spelled there, and what a pool's objects are called. Fleets,
// constructs and the simulation judge by it.
export {
  type ChartFolder,
  chartFolder,
  NOT_OF_A_FOLDER,
  OF_A_FOLDER,
  RUNNER_CHART,
  wrongFolder,
} from "./chart-folder.js";
export { EXACT_IMAGE, imageReference, movesBecause } from "./images.js";
export {
  isAcceleratorName,
  isDnsLabel,
  isLabelKey,
  isLabelValue,
  MAX_LABEL_CHARS,
  MAX_RELEASE_NAME_CHARS,
} from "./names.js";
export { runnerName, runnerNamespace, tokenSecretName, workloadNamespace } from "./pool-names.js";
export { quantityValue } from "./quantity.js";
export type { Fault } from "./fault.js";
export { dnsLabelFaults, labelFaults, quantityFaults, subdomainFaults } from "./spelling.js";
export { networkPolicyFaults } from "./settings/network-policy.js";
export { observabilityFaults } from "./settings/observability.js";
export { POD_UNREAD, runnerPodFaults } from "./settings/runner-pod.js";
export { PLACEHOLDER_PRIORITY, warmFaults } from "./settings/warm-slots.js";
