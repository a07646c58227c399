// What a quota's refusal says: whether the pool is full at the moment, or never has room for a pod like this one.
//
// Source: plugin ResourceQuota of the API server, `exceeded quota: NAME, requested: a=1,b=2, used: a=0,b=0, limited: a=0,b=1`; it names
// only the resources that are exceeded.
import { quantityValue } from "../../kubernetes/index.js";

/** More of a resource than the whole quota has. */
export interface TooMuch {
  readonly quota: string;
  /** As the quota spells it: `pods`, `requests.nvidia.com/gpu`. */
  readonly resource: string;
  readonly requested: string;
  readonly limited: string;
}

/** Of which resources the pod asks for more than the whole quota; none: it fits when other work has ended. */
export function neverFits(refusal: string): readonly TooMuch[] {
  const [, quota = "", requested = "", limited = ""] =
    /exceeded quota: (\S+), requested: (\S+), used: \S+, limited: (\S+)/.exec(refusal) ?? [];
  const most = amountsIn(limited);
  return [...amountsIn(requested)].flatMap(([resource, amount]) => {
    const limit = most.get(resource);
    const never = (quantityValue(amount) ?? 0) > (quantityValue(limit) ?? Infinity);
    return never && limit !== undefined ? [{ quota, resource, requested: amount, limited: limit }] : [];
  });
}

function amountsIn(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(",").map((pair) => pair.split("=") as [string, string]));
}
