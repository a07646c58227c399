// The door of what reads a synthesized app: its stacks, their blocks and variables, and plain JSON.
export { blocks, type ConfiguredResource, providerBlock, providerOf, resourcesOf } from "./blocks.js";
export { CLUSTER_ATTRIBUTES, clusterName } from "./clusters.js";
export { type AppFingerprint, appFingerprint, canonicalJson, configurationHash, hashOf } from "./fingerprints.js";
export { at, isList, isObject, type Json, type JsonObject, objectsOf, text } from "./json.js";
export { organizationSlug } from "./organizations.js";
export { readSynthesizedStacks, removeStaleStacks, type SynthesizedStack } from "./stacks.js";
export { type StackVariable, withVariables } from "./variables.js";
