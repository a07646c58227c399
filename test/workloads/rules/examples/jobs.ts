// What runs once: JOB.
import { AgentJob, Drain, JobTrigger } from "../../../../src/workloads/index";
import type { RuleExample } from "./example";

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
];
