// AgentFlow services in which nothing is wrong. The generator of the pages loads it too, so it needs no test runner.
import type { Construct } from "constructs";
import {
  AgentFlowAuth,
  type AgentFlowConfig,
  AgentFlowService,
  type AgentFlowServiceProps,
  type AgentNamespace,
  Checkpointer,
  Drain,
  Exposure,
  Probe,
  SecretKey,
} from "../../../src/workloads/index";

export const stores = { namespace: "stores", ports: [5432, 6379] };
export const dsn = SecretKey.of("support-stores", "dsn");
export const wayIn = Exposure.ingress({
  host: "agents.example.com",
  className: "nginx",
  tlsSecret: "agents-tls",
  controller: "nginx",
  fromNamespace: "ingress",
});

/** Its limiter. */
export const rateLimit = {
  backend: "redis",
  requests: 60,
  redis: { url: SecretKey.of("limits-redis", "url"), peer: { namespace: "limits", ports: [6379] } },
} as const;

/** agentflow.json of the right service. */
export const agentFlowConfig: AgentFlowConfig = { agent: "graph.react:app", rateLimit };

/** Settings in which no rule finds anything. */
export function agentFlowProps(namespace: AgentNamespace): AgentFlowServiceProps {
  return {
    namespace,
    image: `registry.example.com/support-flow@sha256:${"a1".repeat(32)}`,
    config: agentFlowConfig,
    checkpointer: Checkpointer.postgres({
      dsn,
      redis: SecretKey.of("support-stores", "redis"),
      path: "graph.store:checkpointer",
      peer: stores,
    }),
    auth: AgentFlowAuth.jwt({ secret: SecretKey.of("support-jwt", "secret") }),
    origins: ["https://app.example.com"],
    drain: Drain.of({ longestStepSeconds: 120 }),
    inFlightPerPod: 4,
    exposure: wayIn,
    probes: { readiness: Probe.http("/readyz", { dependsOn: "stores", cachedSeconds: 10 }) },
    models: [{ model: "gpt", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
    network: { internet: true },
    telemetry: { endpoint: "http://otel.monitoring:4317", peer: { namespace: "monitoring", ports: [4317] } },
    sight: { metrics: "otlp" },
  };
}

/** What a service is built in. */
interface Where {
  readonly stack: Construct;
  readonly namespace: AgentNamespace;
}

/** A service in which nothing is wrong, but for what is changed. */
export function agentFlow({ stack, namespace }: Where, change: Partial<AgentFlowServiceProps> = {}): AgentFlowService {
  return new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), ...change });
}
