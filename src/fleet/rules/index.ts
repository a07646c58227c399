// All fleet rules, in the order of the documentation.
import { agentRules } from "./agents.js";
import { capacityRules } from "./capacity.js";
import { chartRules } from "./charts.js";
import { environmentRules } from "./environments.js";
import { gpuRules } from "./gpu.js";
import { nameRules } from "./names.js";
import { overlapRules } from "./overlap.js";
import { referenceRules } from "./references.js";
import { rotationRules } from "./rotation.js";
import type { FleetRule } from "./rule.js";
import { secretRules } from "./secrets.js";
import { shapeRules } from "./shape.js";
import { surroundingsRules } from "./surroundings.js";
import { stackRules } from "./stacks.js";

/** The rules over fleets. */
export const fleetRules: readonly FleetRule[] = [
  ...shapeRules,
  ...referenceRules,
  ...nameRules,
  ...stackRules,
  ...secretRules,
  ...chartRules,
  ...surroundingsRules,
  ...rotationRules,
  ...agentRules,
  ...overlapRules,
  ...gpuRules,
  ...environmentRules,
  ...capacityRules,
];
