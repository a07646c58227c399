// What is found of the policy itself.
import type { RuleDescription } from "../../rules/index.js";
import type { Risk } from "../judge/model.js";

/** A rule over the policy. */
export interface OwnRule extends RuleDescription {
  readonly risk: Risk;
  /** When they weigh more or less, as part of a sentence. */
  readonly unless?: string;
}

/** The rules over the policy, by what they are about. */
export const OWN_RULES = {
  expired: {
    id: "review/exception-expired",
    risk: "high",
    unless: "it stops the change whatever the threshold is",
    must: "No exception of the policy has expired.",
    otherwise: "What was accepted for a while is still there, or the exception is no longer needed.",
  },
  added: {
    id: "review/exception-new",
    risk: "medium",
    unless: "the policy before the change may say otherwise",
    must: "An exception was in the policy before the change that needs it.",
    otherwise: "Who makes the change accepts its findings: an owner of the policy has to agree.",
  },
  changed: {
    id: "review/policy-changed",
    risk: "medium",
    unless: "the policy before the change may say otherwise",
    must: "A change leaves the threshold and the rules of the policy that it is judged by.",
    otherwise: "Who makes the change says what it is judged by: an owner of the policy has to agree.",
  },
  unused: {
    id: "review/exception-unused",
    risk: "low",
    unless: "it never stops the change",
    must: "Each exception of the policy accepts something.",
    otherwise: "It may accept something that nobody has thought of.",
  },
} as const satisfies Readonly<Record<string, OwnRule>>;

/** The rules over the policy, in the order in which their findings are shown. */
export const policyRules: readonly OwnRule[] = Object.values(OWN_RULES);
