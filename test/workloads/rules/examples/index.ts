// The examples of all rules, family by family. A family of one system's rules adds its own list here.
import type { RuleExample } from "./example";
import { acceptedExamples } from "./accepted";
import { endingExamples } from "./ending";
import { gatewayExamples } from "./gateways";
import { jobExamples } from "./jobs";
import { liteLlmExamples } from "./litellm";
import { agentFlowExamples } from "./agentflow";
import { networkExamples } from "./network";
import { overrideExamples } from "./overrides";
import { podExamples } from "./pods";
import { probeExamples } from "./probes";
import { queueExamples } from "./queues";
import { rolloutExamples } from "./rollouts";
import { runningExamples } from "./running";
import { secretExamples } from "./secrets";
import { togetherExamples } from "./together";
import { unpodExamples } from "./unpod";
import { unpodBridgeExamples } from "./unpod-bridge";

export const ruleExamples: readonly RuleExample[] = [
  ...secretExamples,
  ...networkExamples,
  ...runningExamples,
  ...probeExamples,
  ...endingExamples,
  ...togetherExamples,
  ...rolloutExamples,
  ...jobExamples,
  ...queueExamples,
  ...overrideExamples,
  ...gatewayExamples,
  ...liteLlmExamples,
  ...agentFlowExamples,
  ...unpodExamples,
  ...unpodBridgeExamples,
  ...podExamples,
  ...acceptedExamples,
];
