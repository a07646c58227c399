// DRN: a pod that ends finishes what it works on, and nothing keeps a node from being drained for ever.
import { ERROR, ERROR_IN_PROD } from "../../rules/index.js";
import { LEAST_MARGIN_SECONDS } from "../drain.js";
import { each, when, type WorkloadRule } from "./rule.js";

const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/;

const grace: WorkloadRule = {
  id: "DRN-01",
  source: "U9, D10",
  must: `The grace period is at least preStop, drain and ${LEAST_MARGIN_SECONDS} s; equality is too little.`,
  otherwise: "SIGKILL comes while the last call is answered.",
  severity: ERROR,
  check: each(({ end: { drain, gracePeriodSeconds } }) => {
    if (!drain.makesSense || !Number.isInteger(gracePeriodSeconds)) {
      const { longestStepSeconds, drainSeconds, preStopSeconds = 0, marginSeconds } = drain;
      const value = { longestStepSeconds, drainSeconds, preStopSeconds, marginSeconds, gracePeriodSeconds };
      return [{ option: "drain", value, why: "durations are whole seconds, 0 or more", fix: "correct the numbers" }];
    }
    const { preStopSeconds = 0, drainSeconds } = drain;
    const least = preStopSeconds + drainSeconds + LEAST_MARGIN_SECONDS;
    const why = `preStop takes ${preStopSeconds} s and the drain ${drainSeconds} s of it, which leaves ${gracePeriodSeconds - preStopSeconds - drainSeconds} s before SIGKILL`;
    const fix = `leave it out, or set ${least} or more`;
    return when(gracePeriodSeconds < least, () => ({
      option: "gracePeriodSeconds",
      value: gracePeriodSeconds,
      why,
      fix,
    }));
  }),
};

const longest: WorkloadRule = {
  id: "DRN-02",
  source: "D10",
  must: "The grace period is longer than the longest step, where a step that is cut is lost.",
  otherwise: "Each rollout cuts the longest calls.",
  severity: ERROR,
  check: each(({ end: { drain, gracePeriodSeconds, isRestartable } }) =>
    when(!isRestartable && gracePeriodSeconds <= drain.longestStepSeconds, () => ({
      option: "gracePeriodSeconds",
      value: gracePeriodSeconds,
      why: `the longest step takes ${drain.longestStepSeconds} s, and can't be done again by another pod`,
      fix: `leave it out, which is ${drain.gracePeriodSeconds}, or state restartable: true`,
    })),
  ),
};

const sigterm: WorkloadRule = {
  id: "DRN-03",
  source: "U9",
  must: "A program whose SDK installs no handler of SIGTERM is stated to have one.",
  otherwise: "As process 1 it goes on taking calls until it is killed, else it dies at once; calls are cut either way.",
  severity: ERROR_IN_PROD,
  check: each(({ end: { handlesSigterm } }) =>
    when(handlesSigterm === false, () => ({
      option: "handlesSigterm",
      value: false,
      why: "its SDK installs no handler of SIGTERM, so calls are cut at every rollout",
      fix: "let the program stop taking work, finish, and leave on SIGTERM, and write handlesSigterm: true; or use the wrapper",
    })),
  ),
};

const budget: WorkloadRule = {
  id: "DRN-04",
  source: "eviction API",
  must: "A disruption budget lets one pod go.",
  otherwise: "No node that runs one can ever be drained.",
  severity: ERROR,
  check: each(({ scale: { disruption, replicas, scalers } }) => {
    const least = Math.min(replicas ?? Infinity, ...scalers.map(({ minimum }) => minimum));
    if (disruption === undefined) return [];
    if ("maxUnavailable" in disruption) {
      return when(disruption.maxUnavailable < 1, () => ({
        option: "disruption.maxUnavailable",
        value: disruption.maxUnavailable,
        why: "no pod may ever be evicted, so no node that has one can be drained",
        fix: "write 1",
      }));
    }
    return when(disruption.minAvailable >= least, () => ({
      option: "disruption.minAvailable",
      value: disruption.minAvailable,
      why: `there may be ${least} pods, so none of them may ever be evicted, and no node that has one can be drained`,
      fix: "write maxUnavailable: 1, or have more pods",
    }));
  }),
};

const shellless: WorkloadRule = {
  id: "DRN-05",
  source: "kubernetes provider #2837",
  must: "A preStop command is in the image.",
  otherwise: "It fails at once, and SIGTERM comes while calls still arrive.",
  severity: ERROR,
  check: each(({ image: { hasShell }, end: { preStop, drain } }) => {
    const command = preStop !== undefined && "command" in preStop ? preStop.command : undefined;
    const waits = (drain.preStopSeconds ?? 0) > 0;
    return [
      ...when(command !== undefined && !hasShell, () => ({
        option: "preStop",
        value: command?.join(" "),
        why: `the image is declared without a shell, so ${SHELL.test(command?.[0] ?? "") ? "it" : "a program like sleep"} is not in it`,
        fix: "let the program wait on a path, and give PreStop.http(<path>)",
      })),
      ...when(waits && preStop === undefined, () => ({
        option: "preStop",
        why: `${drain.preStopSeconds ?? 0} s are set aside for it, and nothing waits for them: the provider has no sleep of its own`,
        fix: "give PreStop.http(<path>), or an image with a shell",
      })),
    ];
  }),
};

const wait: WorkloadRule = {
  id: "DRN-06",
  source: "helm",
  must: "What waits for a rollout waits longer than a pod may take to end.",
  otherwise: "The apply reports a failure while pods still drain.",
  severity: ERROR,
  check: each(({ end: { gracePeriodSeconds, waitSeconds } }) =>
    when(waitSeconds <= gracePeriodSeconds, () => ({
      option: "waitSeconds",
      value: waitSeconds,
      why: `a pod may take ${gracePeriodSeconds} s to end, and the apply would report a failure before`,
      fix: "leave it out, which is derived from the drain",
    })),
  ),
};

/** The rules of draining. */
export const drainRules: readonly WorkloadRule[] = [grace, longest, sigterm, budget, shellless, wait];
