// What runs once: JOB.
import { AgentJob, Drain, JobTrigger, ModelGateway } from "../../../../src/workloads/index";
import { everyGateway, type RuleExample } from "./example";

const drain = Drain.of({ longestStepSeconds: 7_200 });
const trigger = JobTrigger.schedule("0 3 * * *");

export const jobExamples: readonly RuleExample[] = [
  {
    rule: "JOB-01",
    what: "a run that is ended as soon as its longest step could be done",
    wrong: ({ stack, job }) => new AgentJob(stack, "report", { ...job, drain, trigger, deadlineSeconds: 7_200 }),
    right: ({ stack, job }) => new AgentJob(stack, "report", { ...job, drain, trigger, deadlineSeconds: 9_000 }),
    at: "report.deadlineSeconds",
  },
  {
    rule: "JOB-02",
    what: "a Sunday that Kubernetes does not know",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "report", { ...job, drain, trigger: JobTrigger.schedule("0 3 * * 7") }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "report", { ...job, drain, trigger: JobTrigger.schedule("*/15,*/60 3-5 1,15 jan,7-12 SUN") }),
    at: "report.trigger.schedule",
  },
  {
    rule: "JOB-02",
    what: "a time zone that there is not",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "report", {
        ...job,
        drain,
        trigger: JobTrigger.schedule("@daily", { timeZone: "Europe/Leipzig" }),
      }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "report", {
        ...job,
        drain,
        trigger: JobTrigger.schedule("@daily", { timeZone: "Europe/Berlin" }),
      }),
    at: "report.trigger.timeZone",
  },
  {
    rule: "JOB-02",
    what: "an hour that no day has, of a drill",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        drill: { ...everyGateway.drill, schedule: "0 25 1 * *" },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, drill: { ...everyGateway.drill, schedule: "@monthly" } }),
    at: "models/Drill.schedule",
  },
];
