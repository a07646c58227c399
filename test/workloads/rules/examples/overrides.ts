// What is said twice: SET.
import {
  Drain,
  Exposure,
  HttpService,
  ModelGateway,
  Probe,
  Queue,
  QueueWorker,
  SecretKey,
} from "../../../../src/workloads/index";
import { ingress, list, type RuleExample } from "./example";

export const overrideExamples: readonly RuleExample[] = [
  {
    rule: "SET-01",
    what: "a variable that says another number of calls than the option",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, inFlightPerPod: 4, environment: { AGENT_IN_FLIGHT_LIMIT: "8" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, inFlightPerPod: 8 }),
    at: "answers.environment.AGENT_IN_FLIGHT_LIMIT",
  },
  {
    rule: "SET-01",
    what: "a text beside the secret of the same variable",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        environment: { CRM_USER: "support" },
        secrets: { CRM_USER: SecretKey.of("crm", "user") },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        environment: { CRM_URL: "https://crm.example.com" },
        secrets: { CRM_USER: SecretKey.of("crm", "user") },
      }),
    at: "answers.environment.CRM_USER",
  },
  {
    rule: "SET-01",
    what: "another name in the label that finds the pods",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, labels: { "app.kubernetes.io/name": "chat" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        labels: { "app.kubernetes.io/component": "chat", "app.kubernetes.io/managed-by": "platform-team" },
      }),
    at: "answers.labels.app.kubernetes.io/name",
  },
  {
    rule: "SET-01",
    what: "a part of the budget written by hand",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, environment: { AGENT_MODEL_LIMIT: "40" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, environment: { LOG_LEVEL: "info" } }),
    at: "answers.environment.AGENT_MODEL_LIMIT",
  },
  {
    rule: "SET-01",
    what: "a variable that says another drain",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, environment: { AGENT_DRAIN_SECONDS: "60" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        drain: Drain.of({ longestStepSeconds: 20, drainSeconds: 60 }),
        environment: { AGENT_DRAIN_SECONDS: "60" },
      }),
    at: "answers.environment.AGENT_DRAIN_SECONDS",
  },
  {
    rule: "SET-01",
    what: "failures of a start beside how long it may take",
    wrong: ({ stack, props }) => {
      const startup = Probe.http("/started", { failureThreshold: 10 });
      return new HttpService(stack, "answers", { ...props, probes: { ...props.probes, startup, startupSeconds: 900 } });
    },
    right: ({ stack, props }) => {
      const startup = Probe.http("/started", { periodSeconds: 10 });
      return new HttpService(stack, "answers", { ...props, probes: { ...props.probes, startup, startupSeconds: 900 } });
    },
    at: "answers.probes.startup.failureThreshold",
  },
  {
    rule: "SET-01",
    what: "a lease written past the queue, which nobody holds against the step",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis(list),
        environment: { QUEUE_VISIBILITY_TIMEOUT_SECONDS: "10" },
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis({ ...list, visibilityTimeoutSeconds: 60 }),
      }),
    at: "worker.environment.QUEUE_VISIBILITY_TIMEOUT_SECONDS",
  },
  {
    rule: "SET-01",
    what: "another queue for what is parked than the policy leads to",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        whenFull: "park",
        parksOn: Queue.redis(list),
        environment: { QUEUE_NAME: "other" },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        whenFull: "park",
        parksOn: Queue.redis({ ...list, list: "other" }),
      }),
    at: "answers.environment.QUEUE_NAME",
  },
  {
    rule: "SET-01",
    what: "an annotation of an Ingress that says another timeout than the drain",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.ingress({
          ...ingress,
          controller: "nginx",
          annotations: { "nginx.ingress.kubernetes.io/proxy-read-timeout": "5" },
        }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        exposure: Exposure.ingress({ ...ingress, controller: "nginx", timeoutSeconds: 60 }),
      }),
    at: "answers.exposure.annotations.nginx.ingress.kubernetes.io/proxy-read-timeout",
  },
  {
    rule: "SET-01",
    what: "a port of metrics at which a gateway has none: Prometheus would be let in there, and not where they are",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        sight: { ...gateway.sight, metrics: ":9090/metrics", monitoring: { namespace: "monitoring" } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, monitoring: { namespace: "monitoring" } }),
    at: "models.sight.metrics",
  },
];
