// The one way to models in a region: LiteLLM, with two providers, of which each can carry the load of the other.
import type { Construct } from "constructs";
import { AgentNamespace, ModelGateway, SecretKey } from "cdktf-agyn/workloads";
import { FALLBACK, MODEL, PER_REGION } from "./budgets.js";
import { image, MONITORING, type Place, POSTGRES, PROMETHEUS, REDIS, SIGHT } from "./regions.js";

export function models(scope: Construct, { cluster }: Place): ModelGateway {
  return new ModelGateway(scope, "models", {
    namespace: new AgentNamespace(scope, "models-namespace", { cluster, name: "models", protect: true }),
    image: `ghcr.io/berriai/litellm-non_root:1.96.0@sha256:${"b2".repeat(32)}`,
    inFlightPerPod: 100,
    masterKey: SecretKey.of("litellm", "master-key"),
    // the model and its fallback, one after the other, within the 120 s of a step of `flow`; programs try again what fails at once
    timeoutSeconds: 60,
    retries: 0,
    models: [
      { name: MODEL, target: "openai/gpt-5", apiKey: SecretKey.of("openai", "api-key"), ...PER_REGION },
      { name: FALLBACK, target: "anthropic/claude-5", apiKey: SecretKey.of("anthropic", "api-key"), ...PER_REGION },
    ],
    fallbacks: { [MODEL]: [FALLBACK] },
    redis: { host: "redis.stores", password: SecretKey.of("redis", "password"), peer: REDIS },
    database: {
      url: SecretKey.of("postgres", "url"),
      saltKey: SecretKey.of("litellm", "salt-key"),
      mostConnections: 100,
      peer: POSTGRES,
    },
    scaling: { server: PROMETHEUS, minimum: 2, maximum: 5 },
    monitoring: MONITORING,
    sight: { traces: SIGHT.traces, evaluations: SIGHT.evaluations },
    drill: { image: image("curl"), key: SecretKey.of("drill", "key") },
  });
}
