// JOB: what runs once has the time that it takes.
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

const MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const DAYS = "sun|mon|tue|wed|thu|fri|sat";
/** Of each field of cron the least and the most, and names. */
const FIELDS: readonly (readonly [least: number, most: number, names?: string])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12, MONTHS],
  [0, 6, DAYS],
];
const EVERY = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \d+(h|m|s)(\d+(m|s))*)$/;

function isCron(schedule: string): boolean {
  const fields = schedule.trim().split(/\s+/);
  return (
    EVERY.test(schedule) || (fields.length === FIELDS.length && fields.every((field, index) => isField(field, index)))
  );
}

function isField(field: string, index: number): boolean {
  const [least, most, names = ""] = FIELDS[index] ?? [0, 0];
  const isValue = (text: string): boolean =>
    /^\d+$/.test(text) ? Number(text) >= least && Number(text) <= most : names.split("|").includes(text.toLowerCase());
  return field.split(",").every((part) => {
    const [, range = "", step] = /^([^/]+)(?:\/(.+))?$/.exec(part) ?? [];
    const ends = range.split("-");
    const isRange = range === "*" || range === "?" || (ends.length <= 2 && ends.every(isValue));
    return isRange && (step === undefined || /^[1-9]\d*$/.test(step));
  });
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const schedule: WorkloadRule = {
  id: "JOB-02",
  source: "Kubernetes: validation of CronJobs, robfig/cron",
  must: "A schedule is five fields of cron, in a time zone that there is.",
  otherwise: "The cluster refuses it, or runs at another hour.",
  severity: ERROR,
  unacknowledgeable: "correct it",
  check: each(({ job: { schedule: cron, timeZone } = { schedule: undefined, timeZone: undefined } }) => [
    ...when(cron !== undefined && !isLater(cron) && !isCron(cron), () => ({
      option: "trigger.schedule",
      value: secretIn(cron ?? "") === undefined ? cron : HIDDEN,
      why: "it is not minute, hour, day of the month, month and day of the week, of which Sunday is 0",
      fix: 'write it like "0 3 * * *", and a time zone as timeZone',
    })),
    ...when(timeZone !== undefined && !isLater(timeZone) && !isTimeZone(timeZone), () => ({
      option: "trigger.timeZone",
      value: secretIn(timeZone ?? "") === undefined ? timeZone : HIDDEN,
      why: "there is no such time zone",
      fix: "name one of the IANA database, as Europe/Berlin, or leave it out",
    })),
  ]),
};

/** The rules of jobs. */
export const jobRules: readonly WorkloadRule[] = [deadline, schedule];
