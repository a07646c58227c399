// The door of the rules: findings, acknowledging them, and showing them to people and tools.
export {
  acknowledge,
  type Acknowledgement,
  acknowledgementRules,
  type AcknowledgeOptions,
  isAtOrBelow,
} from "./acknowledge.js";
export { AGENTS_JSON, type AgentsFile, agentsFileJsonSchema } from "./agents-json.js";
export { collectFindings, groupOf } from "./collect.js";
export { type Finding, isBlocking, type Position, type RuleDescription, type Severity } from "./finding.js";
export { findingJsonSchema, findingsJsonSchema, findingsToJson, type JsonFinding, type JsonReport } from "./json.js";
export { groupBy } from "./group-by.js";
export { nearest } from "./nearest.js";
export { own } from "./own.js";
export { REDACTED, redactText, secretIn } from "./redact.js";
export { printFindings, type ReportOptions } from "./report.js";
export {
  type Breach,
  breachesAsFindings,
  ERROR,
  ERROR_IN_PROD,
  type Rule,
  type Stage,
  STRICT_IN_PROD,
  WARNING,
  WARNING_IN_PROD,
} from "./rule.js";
