// Warm slots by the clock: the jobs that are made of a schedule, and what is refused as one.
import { RunnerTier, type WarmScheduleEntry } from "../../../src/constructs/index";
import { type KubernetesObject, NEWEST, objectsOf, poolOn, problemsOf } from "./support";

const tier = (schedule: readonly WarmScheduleEntry[]) => RunnerTier.standard({ warm: { slots: 1, schedule } });
const weekdays: WarmScheduleEntry = { cron: "0 7 * * 1-5", timeZone: "Europe/Berlin", slots: 6 };

describe("a schedule of warm slots", () => {
  const objects = objectsOf(poolOn(NEWEST, tier([weekdays, { cron: "0 19 * * *", slots: 0 }])));
  const of = (kind: string): readonly KubernetesObject[] => objects.filter((object) => object.kind === kind);

  it("becomes a job for each entry that sets the number of placeholders", () => {
    const jobs = of("CronJob").map(({ metadata, spec }) => ({
      name: metadata.name,
      namespace: metadata.namespace,
      schedule: spec.schedule,
      timeZone: spec.timeZone,
      args: JSON.stringify(spec.jobTemplate).match(/"args":(\[[^\]]*\])/)?.[1],
    }));

    expect(jobs).toEqual([
      {
        name: "ml-0",
        namespace: "agyn-ml-warm",
        schedule: "0 7 * * 1-5",
        timeZone: "Europe/Berlin",
        args: '["scale","deployment/agyn-ml-warm","--namespace=agyn-ml-warm","--replicas=6"]',
      },
      {
        name: "ml-1",
        namespace: "agyn-ml-warm",
        schedule: "0 19 * * *",
        timeZone: "Etc/UTC",
        args: '["scale","deployment/agyn-ml-warm","--namespace=agyn-ml-warm","--replicas=0"]',
      },
    ]);
  });

  it("runs by an account that may scale this one Deployment and nothing else", () => {
    const [role] = of("Role") as unknown as readonly { rules: unknown }[];

    expect(role?.rules).toEqual([
      { apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["agyn-ml-warm"], verbs: ["get"] },
      {
        apiGroups: ["apps"],
        resources: ["deployments/scale"],
        resourceNames: ["agyn-ml-warm"],
        verbs: ["get", "patch"],
      },
    ]);
  });

  it("leaves the number at the start to the slots", () => {
    expect(of("Deployment")[0]?.spec.replicas).toBe(1);
  });

  it.each(["*/15 * * * *", "0 0,12 1-15/2 * *", "5 4 * JAN-MAR sun", "0 22 * * 6,0"])("takes %s", (cron) => {
    const made = objectsOf(poolOn(NEWEST, tier([{ cron, slots: 1 }])));

    expect(made.filter(({ kind }) => kind === "CronJob").map(({ spec }) => spec.schedule)).toEqual([cron]);
  });

  it.each([
    ["0 7 * *", "it has 4 fields, and a time of a CronJob has 5"],
    ["@daily", "it has 1 fields"],
    ["60 7 * * *", "its minute is not 0 to 59"],
    ["0 24 * * *", "its hour is not 0 to 23"],
    ["0 7 0 * *", "its day of the month is not 1 to 31"],
    ["0 7 * foo *", "its month is not 1 to 12"],
    ["0 7 * * 7", "its day of the week is not 0 to 6"],
    ["0 7 * * 5-1", "its day of the week is not 0 to 6"],
    ["*/0 * * * *", "its minute is not 0 to 59"],
    ["1,,2 * * * *", "its minute is not 0 to 59"],
  ])("refuses %s", (cron, problem) => {
    expect(problemsOf(NEWEST, tier([{ cron, slots: 1 }])).join("\n")).toContain(
      `tier.warm.schedule[0].cron = ${JSON.stringify(cron)}: ${problem}`,
    );
  });

  it.each(["Europe/Atlantis", "+01:00", "Local", "europe/berlin", "Europe/berlin", "Etc/gmt+5"])(
    "refuses the time zone %s",
    (timeZone) => {
      expect(problemsOf(NEWEST, tier([{ ...weekdays, timeZone }])).join("\n")).toContain(
        `tier.warm.schedule[0].timeZone = ${JSON.stringify(timeZone)}: it is no time zone`,
      );
    },
  );

  it.each([
    [[], "tier.warm.schedule = 0: it must have 1 to 50 entries"],
    [[{ ...weekdays, slots: -1 }], "tier.warm.schedule[0].slots = -1"],
  ] as const)("refuses %j", (schedule, problem) => {
    expect(problemsOf(NEWEST, tier(schedule)).join("\n")).toContain(problem);
  });
});
