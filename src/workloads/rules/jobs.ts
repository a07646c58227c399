// JOB: what runs once has the time that it takes.
import { ERROR } from "../../rules/index.js";
import { isLater } from "../later.js";
import { each, when, type WorkloadRule } from "./rule.js";

const deadline: WorkloadRule = {
  id: "JOB-01",
  source: "Kubernetes: activeDeadlineSeconds counts from the start of the Job",
  must: "A run is not ended before its longest step can be done.",
  otherwise: "The longest runs are killed each time, shortly before they are done.",
  severity: ERROR,
  check: each(({ job, system, end: { drain } }) => {
    const seconds = job?.deadlineSeconds ?? Infinity;
    const isShort = seconds <= drain.longestStepSeconds;
    // jobs of a gateway have their deadline as their longest step
    return when(system === "agent-service" && !isLater(seconds) && isShort, () => ({
      option: "deadlineSeconds",
      value: seconds,
      why: `a run may take ${drain.longestStepSeconds} s, and has waited for its node and its image before`,
      fix: `leave it out, or give more than ${drain.longestStepSeconds}`,
    }));
  }),
};

/** The rules of jobs. */
export const jobRules: readonly WorkloadRule[] = [deadline];
