// The embedded clusters behind the stand-in providers.
export { type ClusterClient, clusterClient } from "./client.js";
export type { ClusterObject, Kind, Release, RunnerPod } from "./objects.js";
export { ADDRESS_VARIABLE } from "./protocol.js";
export { clusterHandler, enroll } from "./server.js";
export { ClusterStore, type Explanation, type StateSection } from "./store.js";
