// The embedded clusters behind the stand-in providers.
export { type ClusterClient, clusterClient } from "./client.js";
export {
  type ClusterObject,
  ClusterRefusal,
  type Kind,
  type ObjectInput,
  type ObjectKey,
  type Release,
  type ReleaseInput,
  type RunnerPod,
} from "./objects.js";
export { ADDRESS_VARIABLE, type Operation, type Operations } from "./protocol.js";
export { type PodStart, RUNNER_CHART } from "./runner-pod.js";
export { clusterHandler, enroll, type RealClusters } from "./server.js";
export { ClusterStore, type Explanation, type StateSection } from "./store.js";
