// Keeps the value a computed attribute already has, instead of "(known after apply)" on every update. For what the platform
// never changes once the object exists: ids, tokens, creation times.
import { Unknown } from "../../values/index.js";
import type { PlanModifier, PlanModifierInput } from "./plan-modifier.js";

/** Plans the prior value where nothing else is known, also where the prior value is null. */
export function useStateForUnknown(): PlanModifier {
  return {
    description: "Once set, the value does not change.",
    modify: (input) => (isOpen(input) ? { plan: input.state } : {}),
  };
}

/**
 * Plans the prior value where nothing else is known, unless the prior value is null. For values that an object may get later:
 * a null then still means "not yet".
 */
export function useNonNullStateForUnknown(): PlanModifier {
  return {
    description: "Once it has a value, it keeps it.",
    modify: (input) => (isOpen(input) && input.state !== null ? { plan: input.state } : {}),
  };
}

function isOpen({ added, plan, config }: PlanModifierInput): boolean {
  if (added) return false; // there is no prior value
  if (!(plan instanceof Unknown)) return false; // something is known already
  return !(config instanceof Unknown); // else the practitioner sets it, to a value that is not known yet
}
