// What is wrong with a schedule of warm slots.
//
// Source: Kubernetes CronJob (`timeZone`, robfig/cron: five fields, days of the week 0 to 6).
import { type Fault, textRule, wholeFaults } from "../fault.js";

/** More would be no schedule that a person reads; the number has two digits in a name. */
const MOST_ENTRIES = 50;
const MOST_SLOTS = 10_000;

/** From when on how many places are kept ready. */
export interface ScheduleEntry {
  readonly cron: string;
  readonly timeZone?: string | undefined;
  readonly slots: number;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of the week", least: 0, most: 6, names: DAYS },
];

/** Time zones of CronJobs. */
export const timeZoneFaults = textRule(
  isTimeZone,
  "it is no time zone that a cluster knows by its name",
  'write it like "Europe/Berlin", or leave it out for Etc/UTC',
);

/** What is wrong with a schedule, if anything. */
export function scheduleFaults(path: string, schedule: readonly ScheduleEntry[]): readonly Fault[] {
  const many = schedule.length === 0 || schedule.length > MOST_ENTRIES;
  const count = `it must have 1 to ${MOST_ENTRIES} entries`;
  return [
    ...(many ? [{ path, value: schedule.length, why: count, fix: "give some, or leave the schedule out" }] : []),
    ...schedule.flatMap(({ cron, timeZone, slots }, index) => [
      ...cronFaults(`${path}[${index}].cron`, cron),
      ...timeZoneFaults(`${path}[${index}].timeZone`, timeZone),
      ...wholeFaults(`${path}[${index}].slots`, slots, 0, MOST_SLOTS),
    ]),
  ];
}

/** What is wrong with the time of a CronJob, if anything. `undefined` may come from those who write JavaScript. */
export function cronFaults(path: string, cron: string | undefined): readonly Fault[] {
  const parts = (cron ?? "").split(/\s+/).filter((part) => part !== "");
  const fix = 'write minute, hour, day of the month, month and day of the week, like "0 7 * * 1-5"';
  if (parts.length !== FIELDS.length) {
    const why = `it has ${parts.length} fields, and a time of a CronJob has ${FIELDS.length}`;
    return [{ path, value: cron, why, fix }];
  }
  return FIELDS.filter((field, index) => !isField(field, parts[index] ?? "")).map(({ name, least, most }) => {
    return { path, value: cron, why: `its ${name} is not ${least} to ${most}, a range, a step or a list of them`, fix };
  });
}

function isField(field: Field, text: string): boolean {
  return text.split(",").every((part) => {
    // a step beyond the field is one that never comes again, and a cluster takes it
    const [, range = ""] = /^([^/]+)(\/[1-9]\d{0,2})?$/.exec(part) ?? [];
    if (range === "") return false;
    if (range === "*" || range === "?") return true;
    const ends = range.split("-").map((end) => valueOf(field, end));
    const [first = NaN, last = first] = ends;
    return ends.length <= 2 && first >= field.least && last <= field.most && first <= last;
  });
}

function valueOf({ least, names = [] }: Field, text: string): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + least;
  return /^\d{1,2}$/.test(text) ? Number(text) : NaN;
}

/**
 * By the tables of this Node, which are those of Kubernetes; offsets and "Local" are none of its names. A cluster minds capitals, and this
 * Node tells them of all that is no second name of another.
 */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
