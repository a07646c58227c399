// The examples of all rules, in the order of the rules. A family of one system's rules adds its own list here.
import { agentFlowExamples } from "./agentflow";
import type { RuleExample } from "./example";
import { queueExamples } from "./queues";
import { runningExamples } from "./running";
import { secretExamples } from "./secrets";
import { togetherExamples } from "./together";
import { unpodExamples } from "./unpod";

export const ruleExamples: readonly RuleExample[] = [
  ...secretExamples,
  ...runningExamples,
  ...queueExamples,
  ...togetherExamples,
  ...agentFlowExamples,
  ...unpodExamples,
];
