// Core's own rules, checked in a provider's tests: what Terraform would refuse, found before it does, with the path, what
// stands there, the rule and the way out. The only door of this folder; the provider itself loads it on demand.
export {
  dataFaults,
  type DeferrableState,
  ephemeralFaults,
  type EphemeralToJudge,
  identityFaults,
  type IdentityToJudge,
  importFaults,
  type ImportToJudge,
  moveFaults,
  readFaults,
  type StateToJudge,
  upgradeFaults,
} from "./answers.js";
export { applyFaults, type ApplyToJudge } from "./apply.js";
export type { RuleFault } from "./findings.js";
export { type PlanAnswer, planFaults, type PlanToJudge } from "./plan.js";
export { type CoreRule, coreRules } from "./rules.js";
