// The one sentence about a stack that nobody planned.
import type { Doubt } from "./model.js";

/** Why a stack without plan can't be judged. */
export function missingPlan(stack: string): Doubt {
  return {
    kind: "missing",
    sentence: `Stack ${stack} has no plan, so what an apply would do there is not known. Plan it, and give its plan as ${stack}=FILE`,
  };
}
