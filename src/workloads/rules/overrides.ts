// SET: a setting is said once.
import { ERROR } from "../../rules/index.js";
import { each, type WorkloadRule } from "./rule.js";

const once: WorkloadRule = {
  id: "SET-01",
  source: "a setting that is said twice",
  must: "What follows from an option is not given another way too.",
  otherwise:
    "The other way wins in the pod, and all that was derived and judged by the option is wrong; or it is dropped in silence.",
  severity: ERROR,
  check: each(({ overrides = [], optionNames }) =>
    overrides.map(({ option, value, follows, isDropped = false }) => {
      const from = follows === undefined ? undefined : (optionNames[follows] ?? follows);
      return {
        option,
        value,
        why: isDropped
          ? "the construct writes its own in this place, so this one is in nothing that is deployed"
          : from === undefined
            ? "the construct sets it, and the rest of the workload relies on that"
            : `it follows from ${from}, by which the rest of the workload is made and judged`,
        fix: from === undefined ? "take it out" : `take it out, and give ${from}`,
      };
    }),
  ),
};

/** The rules of settings. */
export const overrideRules: readonly WorkloadRule[] = [once];
