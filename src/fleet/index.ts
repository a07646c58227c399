// The door of the fleet: what users write, the fleet spelled out, and what is wrong with it. Importing it loads neither zod nor YAML.
export { assertFleet, type CheckedFleet, checkFleet, checkFleetYaml, FleetError } from "./check.js";
export type { FleetDefinition } from "./definition.js";
export { runnersPerGeneration } from "./dispatch.js";
export { FLEET_JSON, type FleetFile, fleetJson, readFleetJson, type WrittenFleet } from "./fleet-json.js";
export { fleetFileJsonSchema, fleetYamlJsonSchema, type JsonSchema } from "./json-schemas.js";
export { resolvedEnvironment } from "./placing/environment.js";
export { explainNoPlace } from "./placing/explain.js";
export { pausedPools } from "./placing/paused.js";
export { type IndexedPool, PoolIndex, requirementsKey } from "./placing/pool-index.js";
export { yamlModule } from "./lazy.js";
export { resolve } from "./resolve.js";
export type * from "./resolved.js";
export { fleetRules } from "./rules/index.js";
export { hasOrganizations, ORGANIZATIONS, type Slice, type SliceKind, slicesOf } from "./slices.js";
export { acknowledgedWarnings, constructWarnings, type WarningId } from "./warnings.js";
export { readYaml, type YamlText } from "./yaml.js";
