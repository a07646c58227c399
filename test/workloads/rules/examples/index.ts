// The examples of all rules, family by family. A family of one system's rules adds its own list here.
import type { RuleExample } from "./example";
import { acceptedExamples } from "./accepted";
import { agentFlowExamples } from "./agentflow";
import { agentFlowCommandExamples } from "./agentflow-command";
import { agentFlowFileExamples } from "./agentflow-file";
import { agentFlowOverrideExamples } from "./agentflow-overrides";
import { endingExamples } from "./ending";
import { gatewayExamples } from "./gateways";
import { jobExamples } from "./jobs";
import { liteLlmExamples } from "./litellm";
import { networkExamples } from "./network";
import { overrideExamples } from "./overrides";
import { podExamples } from "./pods";
import { poolExamples } from "./pools";
import { probeExamples } from "./probes";
import { queueExamples } from "./queues";
import { rightExamples } from "./rights";
import { rolloutExamples } from "./rollouts";
import { runningExamples } from "./running";
import { scalingExamples } from "./scaling";
import { secretExamples } from "./secrets";
import { stateExamples } from "./state";
import { unpodExamples } from "./unpod";
import { unpodAddressExamples } from "./unpod-addresses";
import { unpodBridgeExamples } from "./unpod-bridge";

export const ruleExamples: readonly RuleExample[] = [
  ...secretExamples,
  ...rightExamples,
  ...networkExamples,
  ...runningExamples,
  ...probeExamples,
  ...endingExamples,
  ...scalingExamples,
  ...stateExamples,
  ...poolExamples,
  ...rolloutExamples,
  ...jobExamples,
  ...queueExamples,
  ...overrideExamples,
  ...gatewayExamples,
  ...liteLlmExamples,
  ...agentFlowExamples,
  ...agentFlowCommandExamples,
  ...agentFlowFileExamples,
  ...agentFlowOverrideExamples,
  ...unpodExamples,
  ...unpodAddressExamples,
  ...unpodBridgeExamples,
  ...podExamples,
  ...acceptedExamples,
];
