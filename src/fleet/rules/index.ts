// All fleet rules, in the order of the documentation.
import { SCHEMA_RULE } from "../schema-issues.js";
import { agentRules } from "./agents.js";
import { capacityRules } from "./capacity.js";
import { chartRules } from "./charts.js";
import { environmentRules } from "./environments.js";
import { gpuRules } from "./gpu.js";
import { nameRules } from "./names.js";
import { overlapRules } from "./overlap.js";
import { referenceRules } from "./references.js";
import { ERROR, type FleetRule } from "./rule.js";
import { secretRules } from "./secrets.js";
import { misshapen } from "./shape.js";

/** The rule that comes before all others: the schema judges most of it, and nothing else can be judged when that refuses. */
const schema: FleetRule = {
  id: SCHEMA_RULE,
  must: "A fleet has the keys of the schema, each with a value of its kind; settings that exclude each other don't stand together.",
  otherwise: "Nothing else can be judged.",
  severity: ERROR,
  unacknowledgeable: "write what the schema has",
  check: misshapen,
};

/** The rules over fleets. */
export const fleetRules: readonly FleetRule[] = [
  schema,
  ...referenceRules,
  ...nameRules,
  ...secretRules,
  ...chartRules,
  ...agentRules,
  ...overlapRules,
  ...gpuRules,
  ...environmentRules,
  ...capacityRules,
];
