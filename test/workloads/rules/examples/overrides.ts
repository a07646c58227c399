// What is said twice: SET.
import { Exposure, HttpService } from "../../../../src/workloads/index";
import { ingress, type RuleExample } from "./example";

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
    what: "a part of the budget written by hand",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, environment: { AGENT_MODEL_LIMIT: "40" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, environment: { LOG_LEVEL: "info" } }),
    at: "answers.environment.AGENT_MODEL_LIMIT",
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
];
