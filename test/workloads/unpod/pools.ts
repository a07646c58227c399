// Pools of Unpod runners in which nothing is wrong.
import {
  type AgentNamespace,
  Drain,
  Exposure,
  Scaling,
  SecretKey,
  type UnpodDialOutProps,
  UnpodRunnerPool,
  type UnpodServeProps,
} from "../../../src/workloads/index";
import type { Setting } from "../support";

const DIGEST = "a1".repeat(32);

const ofAnyTransport = (namespace: AgentNamespace) => ({
  namespace,
  image: `registry.example.com/voice@sha256:${DIGEST}`,
  agentId: "voice-support",
  apiKey: SecretKey.of("unpod", "api-key"),
  maxSessions: 4,
  drain: Drain.of({ longestStepSeconds: 900 }),
  wrapper: { runner: "agent.main:runner" },
  models: [{ model: "gpt", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
  metricsFrom: { namespace: "monitoring" },
  sight: { traces: "http://otel.monitoring:4318" },
});

/** Settings of a pool that dials out. */
export const diallingProps = (namespace: AgentNamespace): UnpodDialOutProps => ofAnyTransport(namespace);

/** A way in of a domain. */
export const bridgeWayIn = Exposure.ingress({
  host: "agents.example.com",
  className: "nginx",
  controller: "nginx",
  tlsSecret: "agents-tls",
  fromNamespace: "ingress-nginx",
});

/** What a pool that is served has beside. */
export const bridge = {
  agentSecret: SecretKey.of("unpod", "agent-secret"),
  exposure: bridgeWayIn,
  servingUrl: "wss://{pod}.agents.example.com",
  hosts: "perPod",
  replicas: 2,
} as const;

/** Settings of a pool that is served, each pod at a host of its own. */
export const servedProps = (namespace: AgentNamespace): UnpodServeProps => ({
  ...ofAnyTransport(namespace),
  ...bridge,
});

type Place = Pick<Setting, "stack" | "namespace">;
type Change = Readonly<Record<string, unknown>>;

/** Pools as a program without types can make them, with some settings changed. */
export const fromJavaScript = {
  dialOut: ({ stack, namespace }: Place, change: Change): UnpodRunnerPool =>
    UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), ...change }),
  serve: ({ stack, namespace }: Place, change: Change): UnpodRunnerPool =>
    UnpodRunnerPool.serve(stack, "voice", { ...servedProps(namespace), ...change }),
};

/** A scaler that leaves so many pods. */
export const scaledFrom = (minimum: number): Scaling =>
  Scaling.podMetric({ metric: "unpod_runner_in_flight", minimum, maximum: 6 });
