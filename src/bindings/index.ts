// Made by `npm run gen:bindings` from api/provider-schema.json. Do not edit: the next run writes it anew.
export * from "./agyn/data-agyn-flavors/index.js";
export * from "./agyn/data-agyn-organization/index.js";
export * from "./agyn/data-agyn-organizations/index.js";
export * from "./agyn/data-agyn-placement/index.js";
export * from "./agyn/data-agyn-runner/index.js";
export * from "./agyn/data-agyn-runners/index.js";
export * from "./agyn/data-agyn-storage-classes/index.js";
export * from "./agyn/data-agyn-workloads/index.js";
export * from "./agyn/organization-membership/index.js";
export * from "./agyn/organization/index.js";
export * from "./agyn/provider/index.js";
export * from "./agyn/runner-enrollment/index.js";
export * from "./agyn/runner/index.js";
