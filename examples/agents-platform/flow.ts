// An agent of AgentFlow: its threads are in Postgres, its limiter counts in a Redis of its own.
import type { Construct } from "constructs";
import {
  AgentFlowAuth,
  AgentFlowService,
  AgentNamespace,
  Checkpointer,
  Drain,
  Exposure,
  Probe,
  Scaling,
  SecretKey,
} from "cdktf-agyn/workloads";
import { uses } from "./budgets.js";
import { hostOf, image, POSTGRES, PROMETHEUS, REDIS, type Served, SIGHT, WAY_IN } from "./regions.js";

export function flow(scope: Construct, place: Served): void {
  const { cluster, gateway } = place;
  new AgentFlowService(scope, "flow", {
    namespace: new AgentNamespace(scope, "flow-namespace", { cluster, name: "flow", protect: true }),
    image: image("flow"),
    drain: Drain.of({ longestStepSeconds: 120 }),
    inFlightPerPod: 4,
    config: {
      agent: "graph.react:app",
      rateLimit: {
        backend: "redis",
        requests: 60,
        trustedProxyHeaders: true,
        redis: { url: SecretKey.of("limits-redis", "url"), peer: { namespace: "limits", ports: [6379] } },
      },
    },
    checkpointer: Checkpointer.postgres({
      dsn: SecretKey.of("flow-stores", "dsn"),
      redis: SecretKey.of("flow-stores", "redis"),
      path: "graph.store:checkpointer",
      connections: { perProcess: 5, most: 50 },
      peer: POSTGRES,
      redisPeer: REDIS,
    }),
    auth: AgentFlowAuth.jwt({ secret: SecretKey.of("flow-jwt", "secret") }),
    origins: ["https://app.acme.example"],
    exposure: Exposure.route({ ...WAY_IN, host: hostOf("flow", place) }),
    probes: { readiness: Probe.http("/readyz", { dependsOn: "stores", cachedSeconds: 10 }) },
    scaling: Scaling.prometheus({
      server: PROMETHEUS,
      query: 'sum(agentflow_in_flight{namespace="flow"})',
      minimum: 2,
      maximum: 4,
    }),
    gateway,
    models: uses(6, 12_000),
    secrets: { MODEL_GATEWAY_KEY: SecretKey.of("model-gateway", "key") },
    telemetry: { endpoint: "http://otel.monitoring:4317" },
    sight: { metrics: "otlp", evaluations: SIGHT.evaluations },
  });
}
