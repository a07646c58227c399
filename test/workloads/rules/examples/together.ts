// How many there are, what they share, and who stands beside whom: SCL, STA, POL, OBS.
import {
  AgentJob,
  AgentSecret,
  BridgeService,
  Exposure,
  HttpService,
  JobTrigger,
  ModelGateway,
  Queue,
  QueueWorker,
  Scaling,
  SecretKey,
} from "../../../../src/workloads/index";
import type { WorkloadDescription } from "../../../../src/workloads/description";
import { ByHand, everyGateway, ingress, list, type RuleExample, wayIn } from "./example";

const range = { minimum: 2, maximum: 4 };
const inFlight = { ...range, metric: "requests_in_flight" };
const prometheus = { ...range, server: "http://prometheus.monitoring:9090", query: "sum(requests_in_flight)" };

/** Scalers of a description. */
const scaledBy = (...kinds: readonly ("keda" | "hpa")[]): Partial<WorkloadDescription> => ({
  scale: {
    replicas: undefined,
    scalers: kinds.map((by) => ({
      ...{ by, name: "answers", ...range, scaleDownWindowSeconds: 35 },
      signals: [{ kind: "inFlight", metric: "requests_in_flight", perPod: 2 }],
    })),
    processesPerPod: 1,
    inFlightPerPod: 4,
    whenFull: "shed",
    parks: false,
    disruption: { maxUnavailable: 1 },
  },
});

const scaling: readonly RuleExample[] = [
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

const state: readonly RuleExample[] = [
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

const pools: readonly RuleExample[] = [
  {
    rule: "POL-01",
    what: "one name for two",
    wrong: ({ stack, props }) => {
      new HttpService(stack, "answers", props);
      return new HttpService(stack, "other", { ...props, name: "answers" });
    },
    right: ({ stack, props }) => {
      new HttpService(stack, "answers", props);
      return new HttpService(stack, "other", props);
    },
    at: "other.name",
  },
  {
    rule: "POL-01",
    what: "one name for two Secrets",
    wrong: ({ stack, namespace, secret }) => {
      new AgentSecret(stack, "crm", { namespace, data: { key: secret }, revision: 1, renewEveryDays: 90 });
      const name = "crm";
      return new AgentSecret(stack, "erp", { namespace, name, data: { key: secret }, revision: 1, renewEveryDays: 90 });
    },
    right: ({ stack, namespace, secret }) => {
      new AgentSecret(stack, "crm", { namespace, data: { key: secret }, revision: 1, renewEveryDays: 90 });
      return new AgentSecret(stack, "erp", { namespace, data: { key: secret }, revision: 1, renewEveryDays: 90 });
    },
    at: "erp.name",
  },
  {
    rule: "POL-02",
    what: "a place on a node with accelerators, for nothing",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, nodes: { selector: { "nvidia.com/gpu.product": "A100" } } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        nodes: { selector: { "nvidia.com/gpu.product": "A100" }, accelerators: { "nvidia.com/gpu": 1 } },
      }),
    at: "answers.nodes.selector",
  },
  {
    rule: "POL-02",
    what: "half an accelerator",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, nodes: { accelerators: { "nvidia.com/gpu": 0.5 } } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, nodes: { selector: { "nvidia.com/gpu.present": "false" } } }),
    at: 'answers.nodes.accelerators["nvidia.com/gpu"]',
  },
  {
    rule: "POL-03",
    what: "a name with a capital letter",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "Answers" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "answers" }),
    at: "answers.name",
  },
  {
    rule: "POL-03",
    what: "a name that is too long with what is put behind it",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, name: "a".repeat(47), scaling: Scaling.prometheus(prometheus) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, name: "a".repeat(46), scaling: Scaling.prometheus(prometheus) }),
    at: "answers.name",
  },
  {
    rule: "POL-03",
    what: "a job by a schedule, whose runs are called after it",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "nightly", { ...job, name: "n".repeat(53), trigger: JobTrigger.schedule("0 3 * * *") }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "nightly", { ...job, name: "n".repeat(52), trigger: JobTrigger.schedule("0 3 * * *") }),
    at: "nightly.name",
  },
  {
    rule: "POL-03",
    what: "a gateway whose drill is called after it, with -drill behind",
    wrong: ({ stack, gateway: { scaling: _, database: __, ...gateway } }) =>
      new ModelGateway(stack, "models", { ...gateway, name: "m".repeat(47) }),
    right: ({ stack, gateway: { scaling: _, database: __, ...gateway } }) =>
      new ModelGateway(stack, "models", { ...gateway, name: "m".repeat(46) }),
    at: "models/Drill.name",
  },
  {
    rule: "POL-03",
    what: "a Service whose name begins with a digit",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "2nd-line" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "line-2" }),
    at: "answers.name",
  },
  {
    rule: "POL-04",
    what: "one secret for two runners",
    wrong: (given) => {
      const secrets = { UNPOD_AGENT_SECRET: SecretKey.of("unpod", "agent") };
      new ByHand(given, "first", { system: "unpod" }, { secrets });
      return new ByHand(given, "second", { system: "unpod" }, { secrets });
    },
    right: (given) => {
      const secrets = (pool: string) => ({
        UNPOD_AGENT_SECRET: SecretKey.of("unpod", pool),
        OPENAI_API_KEY: SecretKey.of("openai", "key"),
      });
      new ByHand(given, "first", { system: "unpod" }, { secrets: secrets("first") });
      return new ByHand(given, "second", { system: "unpod" }, { secrets: secrets("second") });
    },
    at: "second.environment.UNPOD_AGENT_SECRET",
  },
  {
    rule: "POL-05",
    what: "a Secret of which nobody says when it is renewed",
    wrong: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", { namespace, data: { openai: secret }, revision: 1 }),
    right: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", { namespace, data: { openai: secret }, revision: 1, renewEveryDays: 90 }),
    at: "keys.renewEveryDays",
  },
  {
    rule: "POL-06",
    what: "one host for two",
    wrong: ({ stack, props }) => {
      const exposure = Exposure.route(wayIn);
      new HttpService(stack, "answers", { ...props, exposure });
      return new HttpService(stack, "other", { ...props, exposure });
    },
    right: ({ stack, props }) => {
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route(wayIn) });
      const exposure = Exposure.route({ ...wayIn, host: "other.example.com" });
      return new HttpService(stack, "other", { ...props, exposure });
    },
    at: "other.exposure.host",
  },
  {
    rule: "POL-06",
    what: "one host for two, not a host of each pod below it",
    wrong: ({ stack, props }) => {
      const exposure = Exposure.ingress({ ...ingress, controller: "nginx" });
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route({ ...wayIn, host: ingress.host }) });
      return new HttpService(stack, "other", { ...props, exposure });
    },
    right: ({ stack, props }) => {
      const exposure = Exposure.route({ ...wayIn, url: `wss://{pod}.${wayIn.host}` });
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route(wayIn) });
      return new BridgeService(stack, "other", {
        ...props,
        scaling: undefined,
        hosts: "perPod",
        replicas: 2,
        exposure,
      });
    },
    at: "other.exposure.host",
  },
  {
    rule: "OBS-01",
    what: "metrics without traces",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, sight: { metrics: "cloud agent" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: { metrics: "cloud agent", traces: "http://otel.monitoring:4318" },
      }),
    at: "answers.sight",
  },
  {
    rule: "OBS-02",
    what: "metrics that the policy lets nobody read",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: { metrics: ":9090/metrics", traces: "http://otel.monitoring:4318" },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: {
          metrics: ":9090/metrics",
          monitoring: { namespace: "monitoring" },
          traces: "http://otel.monitoring:4318",
        },
      }),
    at: "answers.sight.monitoring",
  },
  {
    rule: "OBS-02",
    what: "a port of metrics without its colon",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sight: { ...props.sight, metrics: "9090/metrics" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sight: { ...props.sight, metrics: ":9090/metrics" } }),
    at: "answers.sight.metrics",
  },
  {
    rule: "OBS-02",
    what: "traces to an address outside of the cluster that the policy does not open",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: { ...props.sight, traces: "https://otel.acme.example:4317" },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: {
          ...props.sight,
          traces: "https://otel.acme.example:4317",
          collector: { cidr: "203.0.113.7/32", ports: [4317] },
        },
      }),
    at: "answers.sight.collector",
  },
];

export const togetherExamples: readonly RuleExample[] = [...scaling, ...state, ...pools];
