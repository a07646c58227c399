// LLM, of keys: nothing that is given past the options holds one.
import { ERROR } from "../../rules/index.js";
import { isKeyAsText, textsIn } from "../model-gateway/keys.js";
import { HIDDEN } from "../description/overrides.js";
import { liteLlms } from "./litellm-described.js";
import { when, type WorkloadRule } from "./rule.js";

/** Keys in settings that are given as they are. */
export const literalKeys: WorkloadRule = {
  id: "LLM-05",
  source: "D5, LiteLLM",
  must: "Keys in settings, parameters and values of the chart are references.",
  otherwise: "They stand in the synthesized JSON, in the state and in a ConfigMap.",
  severity: ERROR,
  unacknowledgeable: "give a SecretKey, and renew what was written",
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { given, chart } }) =>
      [...given, ...(chart === undefined ? [] : [{ option: "chart.values", value: chart.values }])].flatMap(
        ({ option, value }) =>
          textsIn(`${path}.${option}`, value).flatMap((found) =>
            when(isKeyAsText(found.names, found.text), () => ({
              path: found.path,
              value: HIDDEN,
              why: "it is a secret as text, or a vendor's example, and would stand in the state and in a ConfigMap",
              fix: "give masterKey, apiKey, redis.password or database as SecretKey, or os.environ/<NAME> of a variable under secrets",
            })),
          ),
      ),
    ),
};
