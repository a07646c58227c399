// The examples of all rules, family by family. A family of one system's rules adds its own list here.
import type { RuleExample } from "./example";
import { endingExamples } from "./ending";
import { gatewayExamples } from "./gateways";
import { liteLlmExamples } from "./litellm";
import { agentFlowExamples } from "./agentflow";
import { overrideExamples } from "./overrides";
import { podExamples } from "./pods";
import { probeExamples } from "./probes";
import { queueExamples } from "./queues";
import { rolloutExamples } from "./rollouts";
import { runningExamples } from "./running";
import { secretExamples } from "./secrets";
import { togetherExamples } from "./together";
import { unpodExamples } from "./unpod";

export const ruleExamples: readonly RuleExample[] = [
  ...secretExamples,
  ...runningExamples,
  ...probeExamples,
  ...endingExamples,
  ...togetherExamples,
  ...rolloutExamples,
  ...queueExamples,
  ...overrideExamples,
  ...gatewayExamples,
  ...liteLlmExamples,
  ...agentFlowExamples,
  ...unpodExamples,
  ...podExamples,
];
