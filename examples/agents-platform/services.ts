// Agents of Acme's own, one of each shape: what decides is how long the longest step takes, and who connects to whom.
import type { Construct } from "constructs";
import {
  AgentJob,
  AgentNamespace,
  BridgeService,
  DialOutService,
  Drain,
  Exposure,
  HttpService,
  JobTrigger,
  Probe,
  Queue,
  QueueWorker,
  Scaling,
  SecretKey,
  StreamService,
} from "cdktf-agyn/workloads";
import { uses } from "./budgets.js";
import {
  hostOf,
  image,
  NETWORK,
  PROMETHEUS,
  REDIS,
  type RegionName,
  type Served,
  SIGHT,
  stackOf,
  WAY_IN,
} from "./regions.js";

const HOUR = 3_600;

const stateInRedis = { sessions: "redis" } as const;
const withRedis = { ...NETWORK, egress: [REDIS, ...NETWORK.egress] };

/** What somebody connects to. */
const served = {
  port: 8080,
  authentication: "jwt",
  probes: {
    liveness: Probe.http("/healthz"),
    readiness: Probe.http("/readyz", { dependsOn: "stores", cachedSeconds: 30 }),
  },
} as const;

const tasks = Queue.redis({
  address: "redis.stores:6379",
  list: "reports",
  url: SecretKey.of("queue", "url"),
  password: SecretKey.of("queue", "password"),
  durable: true,
  peer: REDIS,
});

/** What is accepted of the service with the shortest steps in a region, and why. */
export function answersGiveUp(region: RegionName) {
  return {
    rule: "LLM-14",
    path: `${stackOf(region)}/answers`,
    reason:
      "its client ends a call after 15 s and tells the user to ask again, which is better than to wait for a fallback",
  };
}

export function services(scope: Construct, place: Served): void {
  const { cluster, gateway } = place;
  const every = {
    namespace: new AgentNamespace(scope, "agents-namespace", { cluster, name: "agents", protect: true }),
    gateway,
    secrets: { MODEL_GATEWAY_KEY: SecretKey.of("model-gateway", "key") },
    network: NETWORK,
    sight: SIGHT,
  };

  // seconds, asked over HTTP
  new HttpService(scope, "answers", {
    ...every,
    ...served,
    image: image("answers"),
    drain: Drain.of({ longestStepSeconds: 20 }),
    inFlightPerPod: 4,
    whenFull: "shed",
    exposure: Exposure.route({ ...WAY_IN, host: hostOf("answers", place) }),
    scaling: Scaling.podMetric({ metric: "requests_in_flight", minimum: 2, maximum: 10 }),
    models: uses(3, 9_000),
    state: stateInRedis,
    network: withRedis,
  });

  // minutes, answered as it is made
  new StreamService(scope, "chat", {
    ...every,
    ...served,
    image: image("chat"),
    drain: Drain.of({ longestStepSeconds: 240 }),
    inFlightPerPod: 8,
    whenFull: "shed",
    exposure: Exposure.route({ ...WAY_IN, host: hostOf("chat", place) }),
    scaling: Scaling.prometheus({
      server: PROMETHEUS,
      query: 'sum(open_streams{namespace="agents"})',
      minimum: 2,
      maximum: 6,
    }),
    models: uses(2, 6_000),
    state: stateInRedis,
    network: withRedis,
  });

  // a call, to whose pod a bridge connects: each has a host of its own
  new BridgeService(scope, "desk", {
    ...every,
    ...served,
    image: image("desk"),
    authentication: "secret",
    drain: Drain.of({ longestStepSeconds: HOUR }),
    inFlightPerPod: 10,
    whenFull: "shed",
    hosts: "perPod",
    replicas: 2,
    exposure: Exposure.route({
      ...WAY_IN,
      host: hostOf("desk", place),
      url: `wss://{pod}.${hostOf("desk", place)}`,
    }),
    models: uses(6, 3_000),
    state: { sessions: "none" },
  });

  // a call that the program opens itself
  new DialOutService(scope, "caller", {
    ...every,
    image: image("caller"),
    drain: Drain.of({ longestStepSeconds: HOUR }),
    inFlightPerPod: 10,
    replicas: 2,
    // the telephone provider's
    network: { ...NETWORK, egress: [{ cidr: "203.0.113.0/24", ports: [443] }, ...NETWORK.egress] },
    models: uses(6, 3_000),
    state: { sessions: "none" },
  });

  // up to an hour, from a queue
  new QueueWorker(scope, "reports", {
    ...every,
    image: image("reports"),
    command: ["celery", "--app", "reports", "worker"],
    drain: Drain.of({ longestStepSeconds: 1_800 }),
    inFlightPerPod: 2,
    queue: tasks,
    scaling: tasks.scaling({ minimum: 0, maximum: 8 }),
    models: uses(4, 12_000),
    state: stateInRedis,
  });

  // hours, each night
  new AgentJob(scope, "digest", {
    ...every,
    image: image("digest"),
    drain: Drain.of({ longestStepSeconds: 4 * HOUR }),
    trigger: JobTrigger.schedule("0 3 * * *", { timeZone: "Europe/Berlin" }),
    restartable: true,
    models: uses(10, 30_000),
    state: { sessions: "none" },
  });
}
