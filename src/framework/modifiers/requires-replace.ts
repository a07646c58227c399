// Replaces the object when an attribute changes that the platform can not change in place.
import { type Value, valuesEqual } from "../../values/index.js";
import type { PlanModifier, PlanModifierInput } from "./plan-modifier.js";

/** Asks for a replacement when the planned value differs from the prior one. */
export function requiresReplace(): PlanModifier {
  return {
    description: "Changing this replaces the object.",
    modify: (input) => ({ requiresReplace: changes(input) }),
  };
}

/** Asks for a replacement when a value that the configuration gives differs from the prior one; leaving it out does not. */
export function requiresReplaceIfConfigured(): PlanModifier {
  return {
    description: "Changing this to another value replaces the object; leaving it out does not.",
    modify: (input) => ({ requiresReplace: input.config !== null && changes(input) }),
  };
}

/**
 * Asks for a replacement when the planned value differs from the prior one and a condition holds.
 *
 * @param condition told of the prior and the planned value; either may be null, the planned one unknown
 * @param description one sentence for the documentation: when the object is replaced
 */
export function requiresReplaceIf(
  condition: (state: Value, plan: Value) => boolean,
  description: string,
): PlanModifier {
  return {
    description,
    modify: (input) => ({ requiresReplace: changes(input) && condition(input.state, input.plan) }),
  };
}

function changes({ type, state, plan, creating }: PlanModifierInput): boolean {
  return !creating && !valuesEqual(type, state, plan);
}
