// The door of the review: what a change does to a fleet, from plans and synthesized apps, and its forms for people and tools.
export type { AppPool, AppStack, ReviewedApp } from "./app/reviewed-app.js";
export { poolAt, readApp, resourceAt } from "./app/reviewed-app.js";
export type * from "./digest/model.js";
export { capacityTotal, type CapacityTotal } from "./judge/capacity.js";
export { isAtLeast, placesOf } from "./judge/findings.js";
export { judge } from "./judge/judge.js";
export type * from "./judge/model.js";
export { REVIEW_FORMAT, REVIEW_VERSION, RISKS } from "./judge/model.js";
export type { JudgeOptions, RunningWork } from "./judge/options.js";
export { type PriceTable, readPrices } from "./judge/prices.js";
export { reviewRules } from "./judge/rules/index.js";
export type { ReviewRule } from "./judge/rules/rule.js";
