// What is true of the chart of LiteLLM only: LLM.
import { ModelGateway, Scaling } from "../../../../src/workloads/index";
import type { RuleExample } from "./example";

const inFlight = { metric: "litellm_in_flight_requests", minimum: 2, maximum: 5 };

export const liteLlmChartExamples: readonly RuleExample[] = [
  {
    rule: "LLM-06",
    what: "the chart's own Postgres",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { db: { deployStandalone: true } } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { db: { deployStandalone: false } } },
      }),
    at: "models.chart.values.db.deployStandalone",
  },
  {
    rule: "LLM-07",
    what: "the chart's own autoscaler",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { autoscaling: { enabled: true } } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { keda: { pollingInterval: 10 } } },
      }),
    at: "models.chart.values.autoscaling.enabled",
  },
  {
    rule: "LLM-07",
    what: "a scaler that the chart can't make",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        scaling: Scaling.podMetric(inFlight),
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, scaling: Scaling.podMetric(inFlight) }),
    at: "models.scaling",
  },
  {
    rule: "LLM-08",
    what: "an image for the chart that has a digest and no tag",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        image: `ghcr.io/berriai/litellm-non_root@sha256:${"a1".repeat(32)}`,
      }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, chart: { version: "1.96.0" } }),
    at: "models.image",
    also: ["LLM-13"],
  },
];
