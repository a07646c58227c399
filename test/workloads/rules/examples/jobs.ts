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
    what: "a schedule in words",
    wrong: ({ stack, job }) => new AgentJob(stack, "report", { ...job, trigger: JobTrigger.schedule("every night") }),
    right: ({ stack, job }) => new AgentJob(stack, "report", { ...job, trigger: JobTrigger.schedule("@daily") }),
    at: "report.trigger.schedule",
  },
  {
    rule: "JOB-02",
    what: "a city for its time zone",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "report", { ...job, trigger: JobTrigger.schedule("0 3 * * *", { timeZone: "Berlin" }) }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "report", {
        ...job,
        trigger: JobTrigger.schedule("0 3 * * *", { timeZone: "Europe/Berlin" }),
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
      new ModelGateway(stack, "models", { ...gateway, drill: { ...everyGateway.drill, schedule: "0 5 1 * *" } }),
    at: "models/Drill.schedule",
  },
];
