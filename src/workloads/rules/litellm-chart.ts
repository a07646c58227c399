// LLM, of the chart: what it would make by itself, and what it can't make.
//
// Source: values.yaml and templates of litellm-helm; refusals of facts 3.3.
import { imageReference } from "../../kubernetes/index.js";
import { ERROR } from "../../rules/index.js";
import type { LiteLlmChartDescription } from "../description/gateway.js";
import { when, type WorkloadRule, type World } from "./rule.js";

function charts({ gateways }: World): readonly { readonly path: string; readonly chart: LiteLlmChartDescription }[] {
  return gateways.flatMap(({ path, liteLlm }) =>
    liteLlm?.chart === undefined ? [] : [{ path, chart: liteLlm.chart }],
  );
}

const bundled: WorkloadRule = {
  id: "LLM-06",
  source: "litellm-helm",
  must: "The database is one of your own.",
  otherwise: "The chart's Postgres has a published password, one pod and no backup.",
  severity: ERROR,
  check: (world) =>
    charts(world).flatMap(({ path, chart: { values } }) =>
      when(at(values, "db", "deployStandalone") === true, () => ({
        path: `${path}.chart.values.db.deployStandalone`,
        value: true,
        why: "the chart's Postgres has a password that everybody knows, and no backup",
        fix: "leave it out, and give database",
      })),
    ),
};

const chartScalers: WorkloadRule = {
  id: "LLM-07",
  source: "litellm-helm, D13",
  must: "The chart has one scaler, and it is the one that is declared.",
  otherwise: "Two set its replicas in turns, or the chart's own looks at CPU.",
  severity: ERROR,
  check: (world) =>
    charts(world).flatMap(({ path, chart: { values, scaledBy } }) => [
      ...(["autoscaling", "keda"] as const).flatMap((name) =>
        when(at(values, name, "enabled") === true, () => ({
          path: `${path}.chart.values.${name}.enabled`,
          value: true,
          why:
            name === "autoscaling"
              ? "the chart's autoscaler looks at CPU, and stands beside any other scaler"
              : "it is no scaler that was judged, and the chart refuses it beside autoscaling",
          fix: "leave it out, and give scaling",
        })),
      ),
      ...when(scaledBy === "hpa", () => ({
        path: `${path}.scaling`,
        value: "hpa",
        why: "the chart's autoscaler takes CPU and memory only, so this one would not be made",
        fix: "scale by KEDA, as { server, minimum, maximum }, or leave chart out",
      })),
    ]),
};

const chartImage: WorkloadRule = {
  id: "LLM-08",
  source: "litellm-helm",
  must: "An image for the chart has a tag, with a digest behind it or none.",
  otherwise: "The chart writes repository and tag, and takes a tag of its own where there is none.",
  severity: ERROR,
  unacknowledgeable: "write the tag before the digest",
  check: (world) =>
    charts(world).flatMap(({ path, chart: { image: value } }) =>
      when(imageReference(value) !== undefined && imageReference(value)?.tag === undefined, () => ({
        path: `${path}.image`,
        value,
        why: "the chart writes <repository>:<tag>, and without a tag there is no such image",
        fix: "write <repository>:<tag>@sha256:<digest>",
      })),
    ),
};

function at(values: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    values,
  );
}

/** The rules of LiteLLM's chart. */
export const liteLlmChartRules: readonly WorkloadRule[] = [bundled, chartScalers, chartImage];
