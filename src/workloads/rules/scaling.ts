// SCL: one scaler, on what agents wait for, within what the provider allows.
import { ERROR, STRICT_IN_PROD, WARNING } from "../../rules/index.js";
import type { MetricSignal, ScalerDescription, ScalingSignal } from "../description/workload.js";
import { LEAST_MARGIN_SECONDS, LONGEST_WINDOW_SECONDS } from "../lifecycle/drain.js";
import { SHAPES } from "../lifecycle/shapes.js";
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
    scalers.flatMap(({ by, signals }) => [
      ...when(
        signals.every(({ kind }) => kind === "cpu" || kind === "memory"),
        () => ({
          option: "scaling",
          value: signals.map(({ kind }) => kind).join(", ") || "no signal",
          why: "CPU stays near zero while an agent waits for its model",
          fix: "scale by what is in flight, or by the backlog, as Scaling.prometheus or Scaling.podMetric, and keep utilization beside it",
        }),
      ),
      ...targetsOf(by, signals).flatMap((target) => unreachable(target, inFlightPerPod)),
    ]),
  ),
};

/** What one pod is to have, of each thing that is looked at, where it was written. */
function targetsOf(by: ScalerDescription["by"], signals: readonly ScalingSignal[]) {
  const metrics = signals.filter((signal) => "perPod" in signal);
  const list = by === "keda" ? "triggers" : "metrics";
  return metrics.map((metric, index) => ({
    ...metric,
    option: metrics.length === 1 ? "scaling.perPod" : `scaling.${list}[${index}].perPod`,
  }));
}

/** A pod has at most its cap in flight, so an average that is asked to be as high is never exceeded. */
function unreachable(target: MetricSignal & { readonly option: string }, inFlightPerPod: number): readonly OwnBreach[] {
  const { kind, perPod, option } = target;
  if (isLater(perPod)) return [];
  return [
    ...when(kind === "inFlight" && !isLater(inFlightPerPod) && perPod >= inFlightPerPod, () => ({
      option,
      value: perPod,
      why: `a pod has at most ${inFlightPerPod} in flight, so the average never exceeds it, and no pod is ever added`,
      fix: `leave it out, which is 70 % of inFlightPerPod, or give less than ${inFlightPerPod}`,
    })),
    ...when(!(perPod > 0), () => ({
      option,
      value: perPod,
      why: "it is what one pod is to have, and none can be divided by it",
      fix: "leave it out, or give more than 0",
    })),
    ...when(kind === "backlog" && perPod > 0 && !Number.isInteger(perPod), () => ({
      option,
      value: perPod,
      why: "KEDA counts tasks, and refuses a part of one",
      fix: "give a whole number",
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
      fix: "give one scaler all it looks at, as Scaling.keda({ triggers }) or Scaling.podMetrics({ metrics })",
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
      const windowFine =
        isLater(scaleDownWindowSeconds) ||
        (Number.isInteger(scaleDownWindowSeconds) &&
          scaleDownWindowSeconds >= 0 &&
          scaleDownWindowSeconds <= LONGEST_WINDOW_SECONDS);
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
          why: `a scaler takes 0 to ${LONGEST_WINDOW_SECONDS} s, whole`,
          fix: "leave it out",
        })),
        ...signals.flatMap((signal) =>
          "utilization" in signal ? shareFaults(`scaling.utilization.${signal.kind}`, signal.utilization) : [],
        ),
      ];
    }),
  ),
};

function shareFaults(option: string, value: number): readonly OwnBreach[] {
  return when(!isLater(value) && !(Number.isInteger(value) && value >= 1), () => ({
    option,
    value,
    why: "a scaler takes whole percent of what is requested, 1 or more",
    fix: "write percent, as 70",
  }));
}

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
      when(!isLater(value) && value <= Math.min(drain.longestStepSeconds, LONGEST_WINDOW_SECONDS - 1), () => ({
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
  check: each(({ scale: { inFlightPerPod, whenFull, parks, processesPerPod }, shape }) => [
    ...when(!(Number.isInteger(inFlightPerPod) && inFlightPerPod >= 1), () => ({
      option: "inFlightPerPod",
      value: inFlightPerPod,
      why: "it is how much one pod works on at a time, a whole number known at synth, from which budgets and targets follow",
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
      fix: 'write "shed", which is 429, or "park" and the queue in parksOn',
    })),
    ...when(whenFull === "park" && !parks, () => ({
      option: "whenFull",
      value: whenFull,
      why: "nobody says which queue it is, so the program is told of none and the policy lets it reach none",
      fix: 'give the queue in parksOn, or write "shed"',
    })),
    ...when(whenFull !== "park" && parks, () => ({
      option: "parksOn",
      why: "nothing is put on it: what is beyond the cap is refused",
      fix: 'write whenFull: "park", or leave it out',
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
