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
export {
  clusterDns,
  INTERNAL_CIDRS,
  INTERNAL_CIDRS_6,
  type NetworkPlace,
  SHARED_CIDR,
} from "./cluster-network.js";
export { type GatewayDestination, gatewayDestination, IN_CLUSTER_GATEWAY } from "./gateway-address.js";
export { imageFaults, imageReference } from "./images.js";
export {
  isAcceleratorName,
  isDnsLabel,
  isLabelKey,
  isLabelValue,
  MAX_LABEL_CHARS,
  MAX_RELEASE_NAME_CHARS,
} from "./names.js";
export {
  REVISION_ANNOTATION,
  runnerName,
  runnerNamespace,
  tokenSecretName,
  warmName,
  workloadNamespace,
} from "./pool-names.js";
export { quantityText, quantityValue } from "./quantity.js";
export type { Fault } from "./fault.js";
export {
  annotationFaults,
  dataKeyFaults,
  dnsLabelFaults,
  hostFaults,
  labelFaults,
  limitFaults,
  quantityFaults,
  subdomainFaults,
} from "./spelling.js";
export { gatewayPolicyFaults, networkPolicyFaults, peerFaults } from "./settings/network-policy.js";
export { observabilityFaults } from "./settings/observability.js";
export { POD_UNREAD, RUNNER_REQUESTS, runnerPodFaults } from "./settings/runner-pod.js";
export { tolerationFaults } from "./settings/tolerations.js";
export { cronFaults, timeZoneFaults } from "./settings/warm-schedule.js";
export { LEAST_CONTAINERS, PLACEHOLDER_PRIORITY, warmFaults, warmNamespaceFaults } from "./settings/warm-slots.js";
