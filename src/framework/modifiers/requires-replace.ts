// Replaces the object when an attribute changes that the platform can not change in place.
import { valuesEqual } from "../../values/index.js";
import type { PlanModifier } from "./plan-modifier.js";

/** Asks for a replacement when the planned value differs from the prior one. */
export function requiresReplace(): PlanModifier {
  return {
    description: "Changing this replaces the object.",
    modify({ type, state, plan, creating }) {
      return { requiresReplace: !creating && !valuesEqual(type, state, plan) };
    },
  };
}
