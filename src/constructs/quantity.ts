// Kubernetes quantities are checked at synth, because a cluster refuses a wrong one only at apply.
import { quantityValue } from "../kubernetes/index.js";
import { checkText, type Problem } from "./problems.js";

/** Checks a Kubernetes quantity. */
export const checkQuantity = checkText(
  (text) => quantityValue(text) !== undefined,
  "it is no Kubernetes quantity",
  'write it like "500m", "4" or "64Gi"',
);

/** What is wrong with a limit beside its request, if anything; quantities that are none are said elsewhere. */
export function checkLimit(
  path: string,
  limit: string | undefined,
  request: string,
  option: string,
): readonly Problem[] {
  if ((quantityValue(limit) ?? Infinity) >= (quantityValue(request) ?? 0)) return [];
  const why = `a cluster refuses a limit below the request, here ${request}`;
  return [{ path, value: limit, why, fix: `raise it, or lower ${option}` }];
}
