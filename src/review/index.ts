// The door of the review: what a change does to a fleet, from plans and synthesized apps, and its forms for people and tools.
export type { AppPool, AppStack, ReviewedApp } from "./app/reviewed-app.js";
export { poolAt, readApp, resourceAt } from "./app/reviewed-app.js";
export { type DigestOptions, digestPlan } from "./digest/digest-plan.js";
export { digestsOf, type PlanFile, type ReviewSides } from "./digest/sides.js";
export { DIGEST_FORMAT, DIGEST_VERSION } from "./digest/model.js";
export type * from "./digest/model.js";
export type * from "./judge/model.js";
