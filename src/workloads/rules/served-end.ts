// DRN, as far as whatever sends to a pod is concerned: a balancer hears late that a pod has been deleted.
//
// Source: facts 5.1, 5.2: a Service loses a pod that is deleted at the same time as preStop begins, and whoever balances hears of it
// seconds later; 5 to 15 s for what is served. With a host per pod nobody balances.
import { ERROR_IN_PROD } from "../../rules/index.js";
import { SERVED_PRE_STOP_SECONDS } from "../lifecycle/drain.js";
import { isServed } from "../lifecycle/shapes.js";
import { each, when, type WorkloadRule } from "./rule.js";

const balanced: WorkloadRule = {
  id: "DRN-07",
  source: "D10",
  must: "A pod that a balancer sends to goes on for some seconds before SIGTERM.",
  otherwise: "Until the balancer has heard that it goes, calls are sent to a program that takes none any more.",
  severity: ERROR_IN_PROD,
  check: each(({ shape, kind, end: { drain, preStop } }) =>
    when(isServed(shape) && kind === "Deployment" && drain.preStopSeconds === 0 && preStop === undefined, () => ({
      option: "drain.preStopSeconds",
      value: 0,
      why: "a balancer hears some seconds later that the pod goes, and its calls are refused until then",
      fix: `leave it out, which is ${SERVED_PRE_STOP_SECONDS}`,
    })),
  ),
};

/** The rules of what ends behind a balancer. */
export const servedEndRules: readonly WorkloadRule[] = [balanced];
