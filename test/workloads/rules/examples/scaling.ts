// How many there are, and by what that is decided: SCL.
import { HttpService, Queue, QueueWorker, Scaling } from "../../../../src/workloads/index";
import type { WorkloadDescription } from "../../../../src/workloads/description/workload";
import { ByHand, list, type RuleExample } from "./example";

const range = { minimum: 2, maximum: 4 };
/** Scalers by what is in flight. */
export const inFlight = { ...range, metric: "requests_in_flight" };
export const prometheus = { ...range, server: "http://prometheus.monitoring:9090", query: "sum(requests_in_flight)" };

/** Scalers of a description. */
const scaledBy = (...kinds: readonly ("keda" | "hpa")[]): Partial<WorkloadDescription> => ({
  scale: {
    replicas: undefined,
    scalers: kinds.map((by) => ({
      ...{ by, name: "answers", ...range, scaleDownWindowSeconds: 35, dialled: [] },
      signals: [{ kind: "inFlight", metric: "requests_in_flight", perPod: 2 }],
    })),
    processesPerPod: 1,
    inFlightPerPod: 4,
    whenFull: "shed",
    parks: false,
    disruption: { maxUnavailable: 1 },
  },
});

export const scalingExamples: readonly RuleExample[] = [
  {
    rule: "SCL-01",
    what: "CPU alone",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.utilization({ ...range, utilization: { cpu: 70 } }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, utilization: { cpu: 70 } }),
      }),
    at: "answers.scaling",
  },
  {
    rule: "SCL-01",
    what: "an average that can't be exceeded",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.podMetric({ ...inFlight, perPod: 4 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.podMetric({ ...inFlight, perPod: 3 }) }),
    at: "answers.scaling.perPod",
  },
  {
    rule: "SCL-01",
    what: "nothing to divide by",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.prometheus({ ...prometheus, perPod: 0 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, inFlightPerPod: 1, scaling: Scaling.prometheus(prometheus) }),
    at: "answers.scaling.perPod",
  },
  {
    rule: "SCL-01",
    what: "one of two targets that can't be exceeded",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetrics({ ...range, metrics: [inFlight, { metric: "open_streams", perPod: 4 }] }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetrics({ ...range, metrics: [inFlight, { metric: "open_streams", perPod: 3 }] }),
      }),
    at: "answers.scaling.metrics[1].perPod",
  },
  {
    rule: "SCL-01",
    what: "a part of a task",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis(list),
        scaling: Queue.redis(list).scaling({ minimum: 0, maximum: 4, perPod: 2.5 }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis(list),
        scaling: Queue.redis(list).scaling({ minimum: 0, maximum: 4, perPod: 2 }),
      }),
    at: "worker.scaling.perPod",
  },
  {
    rule: "SCL-02",
    what: "two scalers",
    wrong: (given) => new ByHand(given, "answers", scaledBy("keda", "hpa")),
    right: (given) => new ByHand(given, "answers", scaledBy("keda")),
    at: "answers.scaling",
  },
  {
    rule: "SCL-03",
    what: "replicas beside a scaler",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 2, scaling: Scaling.prometheus(prometheus) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.prometheus(prometheus) }),
    at: "answers.replicas",
  },
  {
    rule: "SCL-04",
    what: "more than the provider allows",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "scarce", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
        probes: { ...props.probes, readiness: props.probes?.liveness },
        inFlightPerPod: 5,
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "scarce", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
        probes: { ...props.probes, readiness: props.probes?.liveness },
        inFlightPerPod: 4,
      }),
    at: '/agents.budgets["scarce"]',
  },
  {
    rule: "SCL-04",
    what: "a model of which nobody knows what it bears",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "gtp", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "gpt", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
      }),
    at: "answers.models[0].model",
  },
  {
    rule: "SCL-05",
    what: "no pod for what is sent its work",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.prometheus({ ...prometheus, minimum: 0 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.prometheus({ ...prometheus, minimum: 1 }) }),
    at: "answers.scaling.minimum",
  },
  {
    rule: "SCL-05",
    what: "a minimum above the maximum",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.podMetric({ ...inFlight, minimum: 5 }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: Scaling.podMetric({ ...inFlight, minimum: 4 }) }),
    at: "answers.scaling.maximum",
  },
  {
    rule: "SCL-05",
    what: "a window longer than a scaler takes",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, scaleDownWindowSeconds: 3_601 }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, scaleDownWindowSeconds: 3_600 }),
      }),
    at: "answers.scaling.scaleDownWindowSeconds",
  },
  {
    rule: "SCL-05",
    what: "a window of a part of a second",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, scaleDownWindowSeconds: 300.5 }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, scaleDownWindowSeconds: 300 }),
      }),
    at: "answers.scaling.scaleDownWindowSeconds",
  },
  {
    rule: "SCL-05",
    what: "no share of CPU",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.prometheus({ ...prometheus, utilization: { cpu: 0 } }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.prometheus({ ...prometheus, utilization: { cpu: 120 } }),
      }),
    at: "answers.scaling.utilization.cpu",
  },
  {
    rule: "SCL-05",
    what: "memory as a part of one, where percent are asked for",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, utilization: { memory: 0.8 } }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, utilization: { memory: 80 } }),
      }),
    at: "answers.scaling.utilization.memory",
  },
  {
    rule: "SCL-05",
    what: "a queue worker that a horizontal pod autoscaler can't start from none",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis(list),
        scaling: Scaling.podMetric({ metric: "tasks_waiting", minimum: 0, maximum: 4 }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis(list),
        scaling: Queue.redis(list).scaling({ minimum: 0, maximum: 4 }),
      }),
    at: "worker.scaling.minimum",
  },
  {
    rule: "SCL-05",
    what: "a queue worker that KEDA can't start from none by CPU alone",
    wrong: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis(list),
        scaling: Scaling.keda({ minimum: 0, maximum: 4, triggers: [], utilization: { cpu: 70 } }),
      }),
    right: ({ stack, dialling }) =>
      new QueueWorker(stack, "worker", {
        ...dialling,
        queue: Queue.redis(list),
        scaling: Scaling.keda({
          ...{ minimum: 0, maximum: 4, utilization: { cpu: 70 } },
          triggers: [Queue.redis(list).trigger()],
        }),
      }),
    at: "worker.scaling.minimum",
    also: ["SCL-01"],
  },
  {
    rule: "SCL-06",
    what: "a share of nothing",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        resources: { requests: { cpu: "0" } },
        scaling: Scaling.podMetric({ ...inFlight, utilization: { cpu: 70 } }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        resources: { requests: { cpu: "1m" } },
        scaling: Scaling.podMetric({ ...inFlight, utilization: { cpu: 70 } }),
      }),
    at: "answers.resources.requests.cpu",
  },
  {
    rule: "SCL-07",
    what: "a window that the longest step fills",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, scaleDownWindowSeconds: 20 }),
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        scaling: Scaling.podMetric({ ...inFlight, scaleDownWindowSeconds: 21 }),
      }),
    at: "answers.scaling.scaleDownWindowSeconds",
  },
  {
    rule: "SCL-08",
    what: "a pod that takes nothing",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, inFlightPerPod: 0 }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, inFlightPerPod: 1 }),
    at: "answers.inFlightPerPod",
  },
  {
    rule: "SCL-08",
    what: "a number that a variable of the shell did not bring",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, inFlightPerPod: Number(undefined) }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, inFlightPerPod: Number("4") }),
    at: "answers.inFlightPerPod",
  },
  {
    rule: "SCL-08",
    what: "JavaScript that does not say what becomes of the rest",
    wrong: ({ stack, props: { whenFull: _, ...props } }) => new HttpService(stack, "answers", props as never),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, whenFull: "shed" }),
    at: "answers.whenFull",
  },
  {
    rule: "SCL-08",
    what: "work that is parked on no queue",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, whenFull: "park" }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, whenFull: "park", parksOn: Queue.redis(list) }),
    at: "answers.whenFull",
  },
  {
    rule: "SCL-08",
    what: "a queue on which nothing is parked",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, whenFull: "shed", parksOn: Queue.redis(list) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, whenFull: "park", parksOn: Queue.redis(list) }),
    at: "answers.parksOn",
  },
];
