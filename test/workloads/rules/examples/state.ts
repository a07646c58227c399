// What more than one process shares: STA.
import { HttpService, ModelGateway, Scaling } from "../../../../src/workloads/index";
import { ByHand, everyGateway, type RuleExample } from "./example";
import { inFlight } from "./scaling";

export const stateExamples: readonly RuleExample[] = [
  {
    rule: "STA-01",
    what: "sessions in the memory of one of two pods",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 2, state: { sessions: "process" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 1, state: { sessions: "process" } }),
    at: "answers.state.sessions",
  },
  {
    rule: "STA-01",
    what: "sessions in the memory of a pod beside which a scaler puts another",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        state: { sessions: "process" },
        scaling: Scaling.podMetric({ ...inFlight, minimum: 1, maximum: 2 }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        state: { sessions: "none" },
        scaling: Scaling.podMetric({ ...inFlight, minimum: 1, maximum: 2 }),
      }),
    at: "answers.state.sessions",
  },
  {
    rule: "STA-01",
    what: "uploads on the disk of one of two pods",
    wrong: (given) =>
      new ByHand(given, "app", {
        state: {
          sessions: "postgres",
          processLocal: [{ what: "uploads", path: "media" }],
          sharedLimits: [],
          connections: undefined,
        },
      }),
    right: (given) =>
      new ByHand(given, "app", {
        state: { sessions: "postgres", processLocal: [], sharedLimits: [], connections: undefined },
      }),
    at: "app.media",
  },
  {
    rule: "STA-02",
    what: "limits that each pod of a gateway counts for itself",
    wrong: ({ stack, gateway: { redis: _, ...gateway } }) => new ModelGateway(stack, "models", gateway),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", gateway),
    at: "models.redis",
  },
  {
    rule: "STA-03",
    what: "one connection too many for two pods and two that still drain",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        state: { sessions: "postgres", connections: { perProcess: 10, most: 39 } },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        state: { sessions: "postgres", connections: { perProcess: 10, most: 40 } },
      }),
    at: "answers.state.connections.perProcess",
  },
  {
    rule: "STA-03",
    what: "a database for 99 connections behind a gateway that may open 100 in a rollout",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, database: { ...everyGateway.database, mostConnections: 99 } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, database: { ...everyGateway.database, mostConnections: 100 } }),
    at: "models.database.connectionsPerProcess",
  },
];
