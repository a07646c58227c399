// Kubernetes quantities are checked at synth, because a cluster refuses a wrong one only at apply.
import { quantityValue } from "../kubernetes/index.js";
import { checkText } from "./problems.js";

/** Checks a Kubernetes quantity. */
export const checkQuantity = checkText(
  (text) => quantityValue(text) !== undefined,
  "it is no Kubernetes quantity",
  'write it like "500m", "4" or "64Gi"',
);
