// Warm slots by the clock: when how many are kept, and the CronJobs that see to it.
//
// Source: Kubernetes CronJob (names of at most 52 characters, `timeZone`, robfig/cron: five fields, days of the week 0 to 6). The kubectl
// image is published with each release of Kubernetes. An upgrade by Helm puts the replicas of a manifest back over those that a job has
// set (measured with Helm 3.20), so placeholders with a schedule have a chart of their own, which looks up how many there are.
import { checkText, checkWhole, type Problem } from "../problems.js";

/** From when on how many places are kept ready. */
export interface WarmScheduleEntry {
  /** When, as five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;

  /**
   * Time zone by its name, like "Europe/Berlin".
   *
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;

  /** Workloads that find a place at once from then on; 0 for none. */
  readonly slots: number;
}

/** Image of kubectl when none is given. */
const KUBECTL_IMAGE = "registry.k8s.io/kubectl:v1.35.4";
const UTC = "Etc/UTC";
/** More would be no schedule that a person reads; the number has two digits in a name. */
const MOST_ENTRIES = 50;
const MOST_SLOTS = 10_000;
/** A run that is late by more is left out: the next entry may have passed. */
const LATE_S = 300;
const ACCOUNT = "agyn-warm-schedule";
/** Unprivileged, and not in use by anything else; kubectl needs no user of the image. */
const NOBODY = 65_534;

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

const checkTimeZone = checkText(
  isTimeZone,
  "it is no time zone that a cluster knows by its name",
  'write it like "Europe/Berlin", or leave it out for Etc/UTC',
);

/** What is wrong with a schedule, if anything. */
export function checkWarmSchedule(path: string, schedule: readonly WarmScheduleEntry[]): readonly Problem[] {
  const many = schedule.length === 0 || schedule.length > MOST_ENTRIES;
  const count = `it must have 1 to ${MOST_ENTRIES} entries`;
  return [
    ...(many ? [{ path, value: schedule.length, why: count, fix: "give some, or leave the schedule out" }] : []),
    ...schedule.flatMap(({ cron, timeZone, slots }, index) => [
      ...checkCron(`${path}[${index}].cron`, cron),
      ...checkTimeZone(`${path}[${index}].timeZone`, timeZone),
      ...checkWhole(`${path}[${index}].slots`, slots, 0, MOST_SLOTS),
    ]),
  ];
}

/** `undefined` may come from those who write JavaScript. */
function checkCron(path: string, cron: string | undefined): readonly Problem[] {
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
    const [, range = "", , step] = /^([^/]+)(\/([1-9]\d{0,2}))?$/.exec(part) ?? [];
    if (range === "" || (step !== undefined && Number(step) > field.most)) return false;
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

/** By the tables of this Node, which are those of Kubernetes; offsets and "Local" are none of its names. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The CronJobs of a pool, and the account that may scale its placeholders and nothing else. */
export function scheduleObjects(
  poolName: string,
  deployment: string,
  namespace: string,
  schedule: readonly WarmScheduleEntry[],
  image = KUBECTL_IMAGE,
): readonly object[] {
  const account = `${ACCOUNT}-${poolName}`;
  const rbac = "rbac.authorization.k8s.io";
  const resourceNames = [deployment];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace } },
    {
      apiVersion: `${rbac}/v1`,
      kind: "Role",
      metadata: { name: account, namespace },
      rules: [
        { apiGroups: ["apps"], resources: ["deployments"], resourceNames, verbs: ["get"] },
        { apiGroups: ["apps"], resources: ["deployments/scale"], resourceNames, verbs: ["get", "patch"] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: { name: account, namespace },
      roleRef: { apiGroup: rbac, kind: "Role", name: account },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
    ...schedule.map(({ cron, timeZone = UTC, slots }, index) => ({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: `${poolName}-${index}`, namespace },
      spec: {
        schedule: cron,
        timeZone,
        concurrencyPolicy: "Replace",
        startingDeadlineSeconds: LATE_S,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: { spec: jobSpec(account, image, scaleArguments(deployment, namespace, slots)) },
      },
    })),
  ];
}

function scaleArguments(deployment: string, namespace: string, slots: number): readonly string[] {
  return ["scale", `deployment/${deployment}`, `--namespace=${namespace}`, `--replicas=${slots}`];
}

function jobSpec(account: string, image: string, args: readonly string[]): object {
  return {
    backoffLimit: 3,
    activeDeadlineSeconds: LATE_S,
    template: {
      spec: {
        serviceAccountName: account,
        restartPolicy: "Never",
        containers: [
          {
            name: "scale",
            image,
            args,
            resources: { requests: { cpu: "10m", memory: "32Mi" } },
            securityContext: {
              runAsNonRoot: true,
              runAsUser: NOBODY,
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
              seccompProfile: { type: "RuntimeDefault" },
            },
          },
        ],
      },
    },
  };
}
