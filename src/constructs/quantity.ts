// Kubernetes quantities are checked at synth, because a cluster refuses a wrong one only at apply.
import { quantityFaults } from "../kubernetes/index.js";
import { type Problem, problemsOf } from "./problems.js";

/** Checks a Kubernetes quantity. */
export function checkQuantity(path: string, text: string | undefined): readonly Problem[] {
  return problemsOf(quantityFaults(path, text));
}
