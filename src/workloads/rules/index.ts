// All rules of agent workloads, in the order of the documentation.
import { acceptedRules } from "./accepted.js";
import { agentFlowRules } from "./agentflow.js";
import { drainRules } from "./drain.js";
import { gatewayRules } from "./gateway.js";
import { imageRules } from "./images.js";
import { jobRules } from "./jobs.js";
import { liteLlmRules } from "./litellm.js";
import { networkRules } from "./network.js";
import { overrideRules } from "./overrides.js";
import { podRules } from "./pods.js";
import { poolRules } from "./pools.js";
import { probeRules } from "./probes.js";
import { queueRules } from "./queue.js";
import type { WorkloadRule } from "./rule.js";
import { scalingRules } from "./scaling.js";
import { secretRules } from "./secrets.js";
import { servedEndRules } from "./served-end.js";
import { shapeRules } from "./shape.js";
import { sightRules } from "./sight.js";
import { stateRules } from "./state.js";
import { unpodRules } from "./unpod.js";

/** The rules of agent workloads. */
export const workloadRules: readonly WorkloadRule[] = [
  ...secretRules,
  ...networkRules,
  ...imageRules,
  ...probeRules,
  ...podRules,
  ...acceptedRules,
  ...drainRules,
  ...servedEndRules,
  ...scalingRules,
  ...stateRules,
  ...shapeRules,
  ...jobRules,
  ...queueRules,
  ...gatewayRules,
  ...poolRules,
  ...sightRules,
  ...overrideRules,
  ...liteLlmRules,
  ...agentFlowRules,
  ...unpodRules,
];
