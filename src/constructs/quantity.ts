// Kubernetes quantities ("500m", "64Gi"): checked at synth, because a cluster refuses a wrong one only at apply.
//
// Source: Kubernetes API conventions, `resource.Quantity` (decimal number, then m, k, M, G, T, P, E, Ki .. Ei, or an exponent).
import { checkText } from "./problems.js";

const QUANTITY = /^(\d+(\.\d+)?|\.\d+)(m|[kMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;

/** Checks a Kubernetes quantity. */
export const checkQuantity = checkText(
  (text) => QUANTITY.test(text),
  "it is no Kubernetes quantity",
  'write it like "500m", "4" or "64Gi"',
);
