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

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  ...Object.fromEntries(["M", "G", "T", "P", "E"].map((unit, index) => [unit, 1000 ** (index + 2)])),
  ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((unit, index) => [unit, 1024 ** (index + 1)])),
};

/** The number that a Kubernetes quantity stands for; undefined for a token, for what is left out and for what is none. */
export function quantityValue(text: string | undefined): number | undefined {
  const [, digits = "", , unit = ""] = (text !== undefined && QUANTITY.exec(text)) || [];
  if (digits === "") return undefined;
  return /^[eE][+-]?\d/.test(unit) ? Number(digits + unit) : Number(digits) * (FACTORS[unit] ?? 1);
}
