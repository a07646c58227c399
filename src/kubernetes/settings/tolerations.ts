// What is wrong with a toleration, of whatever pod.
//
// Source: `ValidateTolerations` of Kubernetes (pkg/apis/core/validation): no key goes with Exists alone, and means every taint; an empty
// operator is Equal, an empty effect is all; seconds go with NoExecute.
import { type Fault, textRule } from "../fault.js";
import { isLabelKey, isLabelValue } from "../names.js";

/** A toleration, as far as there is anything to judge. */
export interface TolerationSettings {
  readonly key?: string | undefined;
  readonly operator?: string | undefined;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
  readonly tolerationSeconds?: number | undefined;
}

const OPERATORS = ["", "Equal", "Exists"];
const EFFECTS = ["", "NoSchedule", "PreferNoSchedule", "NoExecute"];

const keyFaults = textRule(
  (key) => key === "" || isLabelKey(key),
  "the key of a taint is [prefix/]name with at most 63 characters",
  "write it as nvidia.com/gpu; a value goes under value",
);
const valueFaults = textRule(
  isLabelValue,
  "the value of a taint is letters, digits, '.', '_' and '-', at most 63 characters",
  "respell the value",
);
const operatorFaults = textRule(
  (operator) => OPERATORS.includes(operator),
  "a cluster knows no such operator of tolerations",
  "write Equal or Exists",
);
const effectFaults = textRule(
  (effect) => EFFECTS.includes(effect),
  "a cluster knows no such effect of taints",
  "write NoSchedule, PreferNoSchedule or NoExecute, or leave it out for all of them",
);

/** What is wrong with a toleration, by its members. */
export function tolerationFaults(path: string, toleration: TolerationSettings): readonly Fault[] {
  const { key, operator = "", value = "", effect, tolerationSeconds: seconds } = toleration;
  const isEqual = operator === "" || operator === "Equal";
  const fault = (member: string, found: unknown, why: string, fix: string): Fault => ({
    path: `${path}.${member}`,
    value: found,
    why,
    fix,
  });
  return [
    ...(isEqual && (key ?? "") === ""
      ? [fault("key", key, "a cluster refuses a toleration that names no key, unless it tolerates all", NAME_KEY)]
      : []),
    ...keyFaults(`${path}.key`, key),
    ...operatorFaults(`${path}.operator`, operator),
    ...(operator === "Exists" && value !== ""
      ? [fault("value", value, "a cluster refuses a value beside the operator Exists", LEAVE_VALUE)]
      : valueFaults(`${path}.value`, value)),
    ...effectFaults(`${path}.effect`, effect),
    ...(seconds !== undefined && effect !== "NoExecute"
      ? [fault("tolerationSeconds", seconds, "a cluster refuses it of another effect than NoExecute", LEAVE_SECONDS)]
      : []),
    ...(seconds !== undefined && effect === "NoExecute" && !Number.isInteger(seconds)
      ? [fault("tolerationSeconds", seconds, "a cluster counts whole seconds", "give a whole number")]
      : []),
  ];
}

const NAME_KEY = "name it, or write the operator Exists";
const LEAVE_VALUE = "leave it out, or write the operator Equal";
const LEAVE_SECONDS = "leave it out, or write the effect NoExecute";
