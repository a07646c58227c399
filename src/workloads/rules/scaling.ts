// SCL: one scaler, on what agents wait for, within what the provider allows.
import { ERROR, STRICT_IN_PROD, WARNING } from "../../rules/index.js";
import type { ScalingSignal } from "../description.js";
import { LEAST_MARGIN_SECONDS, LONGEST_WINDOW_SECONDS } from "../drain.js";
import { SHAPES } from "../shapes.js";
import { isLater } from "../later.js";
import { ambiguousLimits, overBudget } from "./budget.js";
import { each, type OwnBreach, when, type WorkloadRule } from "./rule.js";

const cpuAlone: WorkloadRule = {
  id: "SCL-01",
  source: "D13",
  must: "A scaler looks at what is in flight, or at the backlog, and at a value that can be exceeded; CPU and memory only beside it.",
  otherwise: "An agent that waits for its model needs no CPU, so nothing scales while calls queue.",
  severity: ERROR,
  check: each(({ scale: { scalers, inFlightPerPod } }) =>
    scalers.flatMap(({ signals }) => [
      ...when(
        signals.every(({ kind }) => kind === "cpu" || kind === "memory"),
        () => ({
          option: "scaling",
          value: signals.map(({ kind }) => kind).join(", ") || "no signal",
          why: "CPU stays near zero while an agent waits for its model",
          fix: "scale by what is in flight, or by the backlog, as Scaling.prometheus or Scaling.podMetric, and keep utilization beside it",
        }),
      ),
      ...signals.flatMap((signal) => unreachable(signal, inFlightPerPod)),
    ]),
  ),
};

/** A pod has at most its cap in flight, so an average that is asked to be as high is never exceeded. */
function unreachable(signal: ScalingSignal, inFlightPerPod: number): readonly OwnBreach[] {
  if (!("perPod" in signal)) return [];
  const { kind, perPod } = signal;
  return [
    ...when(kind === "inFlight" && perPod >= inFlightPerPod, () => ({
      option: "scaling.perPod",
      value: perPod,
      why: `a pod has at most ${inFlightPerPod} in flight, so the average never exceeds it, and no pod is ever added`,
      fix: `leave it out, which is 70 % of inFlightPerPod, or give less than ${inFlightPerPod}`,
    })),
    ...when(!isLater(perPod) && !(perPod > 0), () => ({
      option: "scaling.perPod",
      value: perPod,
      why: "it is what one pod is to have, and none can be divided by it",
      fix: "leave it out, or give more than 0",
    })),
  ];
}

const two: WorkloadRule = {
  id: "SCL-02",
  source: "KEDA webhook",
  must: "A workload has one scaler.",
  otherwise: "Two set its replicas in turns, or KEDA refuses the second.",
  severity: ERROR,
  unacknowledgeable: "leave one out",
  check: each(({ scale: { scalers } }) =>
    when(scalers.length > 1, () => ({
      option: "scaling",
      value: scalers.map(({ by }) => by).join(" and "),
      why: "each would set the number of pods against the other",
      fix: "leave one out, and give the other both signals",
    })),
  ),
};

const both: WorkloadRule = {
  id: "SCL-03",
  source: "kubernetes provider #584",
  must: "Replicas are given, or a scaler, not both.",
  otherwise: "Each apply sets the number back.",
  severity: ERROR,
  unacknowledgeable: "leave replicas out; the scaler's minimum says how many there are at least",
  check: each(({ scale: { replicas, scalers } }) =>
    when(replicas !== undefined && scalers.length > 0, () => ({
      option: "replicas",
      value: replicas,
      why: "each apply would set back what the scaler has decided",
      fix: "leave it out, and give the scaler minimum and maximum",
    })),
  ),
};

const toZero: WorkloadRule = {
  id: "SCL-05",
  source: "U1",
  must: "Only what takes its work from a queue goes down to no pod; every scaler has a minimum and a maximum that it can keep.",
  otherwise: "Nobody is there for the first call, and a cluster refuses the scaler.",
  severity: ERROR,
  check: each(({ shape, scale: { scalers } }) =>
    scalers.flatMap(({ by, minimum, maximum, signals, scaleDownWindowSeconds }): readonly OwnBreach[] => {
      const wakes = signals.some(({ kind }) => kind !== "cpu" && kind !== "memory");
      const windowFine = scaleDownWindowSeconds >= 0 && scaleDownWindowSeconds <= LONGEST_WINDOW_SECONDS;
      const option = "scaling.minimum";
      const isNone = !isLater(minimum) && minimum < 1;
      return [
        ...when(isNone && !SHAPES[shape].scalesToZero, () => ({
          option,
          value: minimum,
          why: `shape ${shape} is pushed its work, and with no pod nothing is there to take the first call`,
          fix: "write 1 or more",
        })),
        ...when(isNone && SHAPES[shape].scalesToZero && by === "hpa", () => ({
          option,
          value: minimum,
          why: "a horizontal pod autoscaler can't start from none",
          fix: "scale by KEDA, or write 1",
        })),
        ...when(isNone && SHAPES[shape].scalesToZero && by === "keda" && !wakes, () => ({
          option,
          value: minimum,
          why: "with no pod there is no CPU to look at, so nothing starts the first",
          fix: "add the backlog to its signals",
        })),
        ...when(!isLater(minimum) && !isLater(maximum) && !isRange(minimum, maximum), () => ({
          option: "scaling.maximum",
          value: maximum,
          why: `the minimum is ${minimum}, and a scaler takes whole numbers, the minimum not above the maximum`,
          fix: "correct one of the two",
        })),
        ...when(!windowFine, () => ({
          option: "scaling.scaleDownWindowSeconds",
          value: scaleDownWindowSeconds,
          why: `a scaler takes 0 to ${LONGEST_WINDOW_SECONDS} s`,
          fix: "leave it out",
        })),
      ];
    }),
  ),
};

function isRange(minimum: number, maximum: number): boolean {
  return Number.isInteger(minimum) && Number.isInteger(maximum) && minimum <= maximum && maximum >= 1;
}

const utilization: WorkloadRule = {
  id: "SCL-06",
  source: "HPA",
  must: "A scaler that looks at CPU or memory has requests to compare with.",
  otherwise: "It has no share to compute, and does nothing.",
  severity: ERROR,
  unacknowledgeable: "give resources.requests",
  check: each(({ scale: { scalers }, resources: { requests } }) =>
    scalers.flatMap(({ signals }) =>
      signals.flatMap(({ kind }) =>
        when((kind === "cpu" || kind === "memory") && isNothing(requests[kind]), () => ({
          option: `resources.requests.${kind}`,
          value: requests[kind],
          why: `the scaler looks at the share of ${kind} that is used of what is requested`,
          fix: "leave it out, which is a default, or give what one pod needs",
        })),
      ),
    ),
  ),
};

const isNothing = (quantity: string | undefined): boolean =>
  quantity === undefined || /^(0+(\.0+)?[a-zA-Z]*)?$/.test(quantity);

const window: WorkloadRule = {
  id: "SCL-07",
  source: "D10",
  must: "A scaler waits longer than the longest step before it takes a pod away.",
  otherwise: "Between two steps of a call it takes pods that are needed again at once.",
  severity: WARNING,
  check: each(({ end: { drain }, scale: { scalers } }) =>
    scalers.flatMap(({ scaleDownWindowSeconds: value }) =>
      when(value <= Math.min(drain.longestStepSeconds, LONGEST_WINDOW_SECONDS - 1), () => ({
        option: "scaling.scaleDownWindowSeconds",
        value,
        why: `the longest step takes ${drain.longestStepSeconds} s, and pods go between two steps that are needed again at once`,
        fix: `set ${Math.min(LONGEST_WINDOW_SECONDS, drain.longestStepSeconds + LEAST_MARGIN_SECONDS)} or more`,
      })),
    ),
  ),
};

const saturation: WorkloadRule = {
  id: "SCL-08",
  source: "D14, D15",
  must: "A workload that is sent work states how much of it one pod takes at a time, and what becomes of the rest.",
  otherwise: "A pod takes all that comes, and answers none of it in time.",
  severity: STRICT_IN_PROD,
  check: each(({ scale: { inFlightPerPod, whenFull, processesPerPod }, shape }) => [
    ...when(!(Number.isInteger(inFlightPerPod) && inFlightPerPod >= 1), () => ({
      option: "inFlightPerPod",
      value: inFlightPerPod,
      why: "it is how much one pod works on at a time, a whole number",
      fix: "give 1 or more",
    })),
    ...when(inFlightPerPod >= 1 && inFlightPerPod < processesPerPod, () => ({
      option: "inFlightPerPod",
      value: inFlightPerPod,
      why: `the pod has ${processesPerPod} processes, each of which takes one thing at least`,
      fix: `give ${processesPerPod} or more, or have fewer processes`,
    })),
    ...when(whenFull === undefined && SHAPES[shape].inbound === "http", () => ({
      option: "whenFull",
      why: "beyond its cap a pod takes what it can't answer in time",
      fix: 'write "shed", which is 429, or "park", which is a queue',
    })),
  ]),
};

/** The rules of scaling. */
export const scalingRules: readonly WorkloadRule[] = [
  cpuAlone,
  two,
  both,
  overBudget,
  toZero,
  utilization,
  window,
  saturation,
  ambiguousLimits,
];
