// Keeps the value a computed attribute already has, instead of "(known after apply)" on every update. For what the platform
// never changes once the object exists: ids, tokens, creation times.
import { Unknown } from "../../values/index.js";
import type { PlanModifier } from "./plan-modifier.js";

/** Plans the prior value where nothing else is known. */
export function useStateForUnknown(): PlanModifier {
  return {
    description: "Once set, the value does not change.",
    modify({ config, state, plan, added }) {
      if (added) return {}; // there is no prior value
      if (!(plan instanceof Unknown)) return {}; // something is known already
      if (config instanceof Unknown) return {}; // the practitioner sets it, to a value that is not known yet
      return { plan: state };
    },
  };
}
