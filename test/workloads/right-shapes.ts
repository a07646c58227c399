// One right workload of each shape, and of each thing that runs it. Loaded outside of Jest too, so nothing of a test's is imported.
import {
  AgentJob,
  type AgentWorkload,
  BridgeService,
  DialOutService,
  Drain,
  Exposure,
  HttpService,
  JobTrigger,
  Probe,
  Queue,
  QueueWorker,
  type RedisQueueOptions,
  Scaling,
  SecretKey,
  StreamService,
} from "../../src/workloads/index";
import type { Setting } from "./support";

const HOUR = 3_600;

/** A list of Redis. */
export const redisOptions: RedisQueueOptions = {
  address: "redis.queues:6379",
  list: "reports",
  url: SecretKey.of("redis", "url"),
  password: SecretKey.of("redis", "password"),
  durable: true,
  peer: { namespace: "queues", ports: [6379] },
};
export const redisQueue = Queue.redis(redisOptions);

/** A task queue of Temporal. */
const temporalQueue = Queue.temporal({
  endpoint: "temporal.queues:7233",
  taskQueue: "reports",
  version: { deploymentName: "reports", buildId: "2026-11-01" },
  peer: { namespace: "queues", ports: [7233] },
});

const IMAGE = `registry.example.com/support@sha256:${"b2".repeat(32)}`;

/** Settings of what is connected to by nobody. */
function pulled({ namespace }: Setting) {
  return {
    namespace,
    image: IMAGE,
    command: ["python", "main.py"],
    inFlightPerPod: 4,
    state: { sessions: "redis" },
    sight: {
      metrics: ":9090/metrics",
      monitoring: { namespace: "monitoring" },
      traces: "http://otel.monitoring:4318",
    },
  };
}

/** Settings of what is served. */
function served(setting: Setting) {
  return {
    ...pulled(setting),
    port: 8080,
    whenFull: "shed" as const,
    authentication: "jwt",
    probes: { liveness: Probe.http("/healthz"), readiness: Probe.http("/readyz") },
  };
}

const route = { host: "calls.example.com", gateway: "public", fromNamespace: "gateway-system" };

/** By name: what makes each. No rule finds anything in any. */
export const SHAPES: Readonly<Record<string, (setting: Setting, id: string) => AgentWorkload>> = {
  http: (setting, id) =>
    new HttpService(setting.stack, id, {
      ...served(setting),
      drain: Drain.of({ longestStepSeconds: 20 }),
      exposure: Exposure.ingress({
        ...{ host: "answers.example.com", className: "contour", controller: "contour", tlsSecret: "answers-tls" },
        fromNamespace: "projectcontour",
      }),
      scaling: Scaling.podMetric({ metric: "requests_in_flight", minimum: 2, maximum: 4 }),
    }),
  stream: (setting, id) =>
    new StreamService(setting.stack, id, {
      ...served(setting),
      drain: Drain.of({ longestStepSeconds: 300 }),
      exposure: Exposure.route({ ...route, host: "chat.example.com" }),
      scaling: Scaling.prometheus({
        ...{ server: "http://prometheus.monitoring:9090", query: "sum(open_streams)", minimum: 2, maximum: 6 },
      }),
    }),
  bridge: (setting, id) =>
    new BridgeService(setting.stack, id, {
      ...served(setting),
      drain: Drain.of({ longestStepSeconds: HOUR }),
      exposure: Exposure.route({ ...route, url: "wss://calls.example.com" }),
    }),
  "bridge-per-pod": (setting, id) =>
    new BridgeService(setting.stack, id, {
      ...served(setting),
      drain: Drain.of({ longestStepSeconds: HOUR }),
      hosts: "perPod",
      replicas: 2,
      exposure: Exposure.route({ ...route, url: "wss://{pod}.calls.example.com" }),
    }),
  "dial-out": (setting, id) =>
    new DialOutService(setting.stack, id, { ...pulled(setting), drain: Drain.of({ longestStepSeconds: HOUR }) }),
  worker: (setting, id) =>
    new QueueWorker(setting.stack, id, {
      ...pulled(setting),
      drain: Drain.of({ longestStepSeconds: 1_800 }),
      queue: redisQueue,
      scaling: redisQueue.scaling({ minimum: 0, maximum: 8 }),
      files: { "/etc/agent/worker.toml": 'greeting = "${name}"\n' },
    }),
  "temporal-worker": (setting, id) =>
    new QueueWorker(setting.stack, id, {
      ...pulled(setting),
      drain: Drain.of({ longestStepSeconds: 600 }),
      queue: temporalQueue,
      probes: { liveness: Probe.http("/metrics", { port: 9090 }) },
    }),
  job: (setting, id) => new AgentJob(setting.stack, id, { ...jobProps(setting), trigger: JobTrigger.once() }),
  nightly: (setting, id) =>
    new AgentJob(setting.stack, id, {
      ...jobProps(setting),
      restartable: true,
      trigger: JobTrigger.schedule("0 3 * * *", { timeZone: "Europe/Berlin" }),
    }),
  "per-task": (setting, id) =>
    new AgentJob(setting.stack, id, {
      ...jobProps(setting),
      trigger: JobTrigger.perTask(redisQueue, { minimum: 0, maximum: 5 }),
    }),
};

/** Settings of a job of three hours. */
export function jobProps(setting: Setting) {
  const { inFlightPerPod: _one, ...rest } = pulled(setting);
  return { ...rest, drain: Drain.of({ longestStepSeconds: 3 * HOUR }) };
}
