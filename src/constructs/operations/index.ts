// What is around the releases of a pool so that somebody can be on call for it.
export type { AlertOptions } from "./alerts.js";
export type { NodeDrain } from "./drain.js";
export { operationsModule } from "./lazy.js";
export type { NetworkPeer, NetworkPolicyOptions } from "./network-policy-options.js";
export {
  checkChoices,
  hasOperations,
  type ObservabilityOptions,
  type OperationsOptions,
  podSecurityLabels,
  type PodSecurityLevel,
} from "./options.js";
