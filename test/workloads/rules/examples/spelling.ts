// What an API server refuses at apply: KUB.
import { AgentJob, Exposure, HttpService, JobTrigger, Probe } from "../../../../src/workloads/index";
import { IMAGE, type RuleExample, wayIn } from "./example";

export const spellingExamples: readonly RuleExample[] = [
  {
    rule: "KUB-01",
    what: "megabytes as people write them",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, resources: { limits: { memory: "512MB" } } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, resources: { limits: { memory: "512Mi" } } }),
    at: "answers.resources.limits.memory",
  },
  {
    rule: "KUB-01",
    what: "a limit below the request that stands when none is given",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, resources: { limits: { memory: "256Mi" } } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        resources: { requests: { memory: "256Mi" }, limits: { memory: "256Mi" } },
      }),
    at: "answers.resources.limits.memory",
  },
  {
    rule: "KUB-01",
    what: "what a sidecar asks for",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sidecars: [{ name: "proxy", image: IMAGE, resources: { requests: { cpu: "half" } } }],
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sidecars: [{ name: "proxy", image: IMAGE, resources: { requests: { cpu: "0.5" } } }],
      }),
    at: "answers.sidecars[0].resources.requests.cpu",
  },
  {
    rule: "KUB-02",
    what: "a port that there can't be",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, port: 80_800 }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, port: 8_080 }),
    at: "answers.port",
  },
  {
    rule: "KUB-02",
    what: "the port of a probe",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { port: 0 }) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { port: 9_090 }) },
      }),
    at: "answers.probes.liveness.port",
  },
  {
    rule: "KUB-03",
    what: "a label with a blank",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, labels: { team: "customer support" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, labels: { team: "customer-support" } }),
    at: 'answers.labels["team"]',
  },
  {
    rule: "KUB-03",
    what: "a variable with a blank",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, environment: { "LOG LEVEL": "info" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, environment: { LOG_LEVEL: "info" } }),
    at: 'answers.environment["LOG LEVEL"]',
  },
  {
    rule: "KUB-04",
    what: "an address in place of a host",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, host: "https://agents.example.com", url: "https://agents.example.com" }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.route({ ...wayIn, host: "agents.example.com", url: "https://agents.example.com" }),
      }),
    at: "answers.exposure.host",
  },
  {
    rule: "KUB-05",
    what: "a schedule in words",
    wrong: ({ stack, job }) => new AgentJob(stack, "report", { ...job, trigger: JobTrigger.schedule("every night") }),
    right: ({ stack, job }) => new AgentJob(stack, "report", { ...job, trigger: JobTrigger.schedule("@daily") }),
    at: "report.trigger.schedule",
  },
  {
    rule: "KUB-05",
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
    rule: "POD-02",
    what: "a file without a folder",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, files: { "config.yaml": "a: 1" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, files: { "/etc/answers/config.yaml": "a: 1" } }),
    at: 'answers.files["config.yaml"]',
  },
];
