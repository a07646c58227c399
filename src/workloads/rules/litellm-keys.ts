// LLM, of keys: nothing that is given past the options holds one. What is judged here SEC-01 and SEC-05 leave out: they know less of it.
import { ERROR } from "../../rules/index.js";
import { leavesOf, namesOf, textsIn } from "../leaves.js";
import { isKeyAsText } from "../model-gateway/keys.js";
import { HIDDEN } from "../overrides.js";
import { each, type WorkloadRule } from "./rule.js";
import { isPassedToGateway } from "./secrets.js";

/** Keys in settings that are given as they are. */
export const literalKeys: WorkloadRule = {
  id: "LLM-05",
  source: "D5, LiteLLM",
  must: "Keys in settings, parameters and values of the chart are references.",
  otherwise: "They stand in the synthesized JSON, in the state and in a ConfigMap.",
  severity: ERROR,
  unacknowledgeable: "give a SecretKey, and renew what was written",
  check: each((workload) =>
    textsIn(leavesOf(workload.given))
      .filter((text) => isPassedToGateway(workload, text) && isKeyAsText(namesOf(text), text.value))
      .map(({ option }) => ({
        option,
        value: HIDDEN,
        why: "it is a secret as text, or a vendor's example, and would stand in the state and in a ConfigMap",
        fix: "give masterKey, apiKey, redis.password or database as SecretKey, or os.environ/<NAME> of a variable under secrets",
      })),
  ),
};
