// JOB: what runs once has the time that it takes, and comes when it is meant to.
import { cronFaults, timeZoneFaults } from "../../kubernetes/index.js";
import { ERROR, secretIn } from "../../rules/index.js";
import { isLater } from "../later.js";
import { HIDDEN } from "../overrides.js";
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

/** Names of robfig/cron for schedules, which a CronJob takes. */
const NAMED_SCHEDULE = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \d+(h|m|s)(\d+(m|s))*)$/;

const schedule: WorkloadRule = {
  id: "JOB-02",
  source: "Kubernetes: validation of CronJobs, robfig/cron",
  must: "A schedule has five fields, or a name that cron knows, and a time zone that there is.",
  otherwise: "The cluster refuses it at apply.",
  severity: ERROR,
  unacknowledgeable: "write it as cron, and the zone by its name",
  check: each(({ job, system }) => {
    const { schedule: times, timeZone } = job ?? {};
    if (times === undefined) return [];
    // of a gateway it is its drill's
    const at = system === "agent-service" ? "trigger." : "";
    return [
      ...(NAMED_SCHEDULE.test(times) ? [] : cronFaults(`${at}schedule`, times)),
      ...timeZoneFaults(`${at}timeZone`, timeZone),
    ].flatMap(({ path, value, why, fix }) =>
      when(!isLater(value), () => ({
        option: path,
        value: secretIn(String(value)) === undefined ? value : HIDDEN,
        why,
        fix,
      })),
    );
  }),
};

/** The rules of jobs. */
export const jobRules: readonly WorkloadRule[] = [deadline, schedule];
