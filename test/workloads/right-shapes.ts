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
  PreStop,
  Probe,
  Queue,
  QueueWorker,
  type RedisQueueOptions,
  Scaling,
  SecretKey,
  StreamService,
  Volume,
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

const models = Volume.emptyDir("20Gi");

/** What a pod may have beside its agent, but for what runs on beside it; everything that an API server can refuse. */
const furnished = {
  volumes: {
    "/models": models,
    "/data": Volume.claim("agents", { shared: true }),
    "/etc/agent/settings": Volume.configMap("settings"),
    "/etc/agent/certificates": Volume.secret("certificates"),
    "/dev/shm": Volume.emptyDir("64Mi", { inMemory: true }),
  },
  initContainers: [{ name: "fetch", image: IMAGE, command: ["fetch", "/models"], volumes: { "/models": models } }],
  serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/agents" } },
  security: { fsGroup: 2_000 },
  priorityClassName: "system-cluster-critical",
  nodes: {
    affinity: {
      node: {
        required: [{ key: "kubernetes.io/arch", values: ["amd64", "arm64"] }],
        preferred: [{ key: "example.com/cheap", operator: "Exists" as const, weight: 10 }],
      },
      pod: { preferred: [{ matchLabels: { app: "redis" }, topologyKey: "topology.kubernetes.io/zone" }] },
      podAnti: { required: [{ matchLabels: { app: "noisy" }, namespaces: ["batch"] }] },
    },
  },
};

/** What runs on beside an agent. */
const sidecars = [
  {
    name: "proxy",
    image: IMAGE,
    port: 9_901,
    environment: { LEVEL: "${level}" },
    secrets: { TOKEN: SecretKey.of("proxy", "token") },
    volumes: { "/models": models },
    security: { runAsUser: 1_001 },
    probes: { liveness: Probe.http("/ready"), startup: Probe.command(["proxy", "started"], { failureThreshold: 30 }) },
    preStop: PreStop.command(["sleep", "3600"]),
  },
];

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
      ...furnished,
      sidecars,
      exposure: Exposure.route({ ...route, url: "wss://{pod}.calls.example.com" }),
    }),
  "dial-out": (setting, id) =>
    new DialOutService(setting.stack, id, {
      ...pulled(setting),
      ...furnished,
      sidecars,
      rollout: { maxSurge: 1, maxUnavailable: "25%" },
      drain: Drain.of({ longestStepSeconds: HOUR }),
    }),
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
      rollout: "recreate",
      queue: temporalQueue,
      probes: { liveness: Probe.http("/metrics", { port: 9090 }) },
    }),
  job: (setting, id) =>
    new AgentJob(setting.stack, id, { ...jobProps(setting), ...furnished, trigger: JobTrigger.once() }),
  nightly: (setting, id) =>
    new AgentJob(setting.stack, id, {
      ...jobProps(setting),
      ...furnished,
      restartable: true,
      trigger: JobTrigger.schedule("0 3 * * *", { timeZone: "Europe/Berlin" }),
    }),
  "per-task": (setting, id) =>
    new AgentJob(setting.stack, id, {
      ...jobProps(setting),
      ...furnished,
      // told to end when the agent has
      sidecars: sidecars.map(({ preStop: _waits, ...sidecar }) => sidecar),
      trigger: JobTrigger.perTask(redisQueue, { minimum: 0, maximum: 5 }),
    }),
};

/** Settings of a job of three hours. */
export function jobProps(setting: Setting) {
  const { inFlightPerPod: _one, ...rest } = pulled(setting);
  return { ...rest, drain: Drain.of({ longestStepSeconds: 3 * HOUR }) };
}
