// Voice agents on Unpod: runners that dial out for each call, so nothing leads in.
import type { Construct } from "constructs";
import { AgentNamespace, Drain, Scaling, SecretKey, UnpodRunnerPool } from "cdktf-agyn/workloads";
import { uses } from "./budgets.js";
import { image, MONITORING, PROMETHEUS, type RegionName, type Served, SIGHT, stackOf } from "./regions.js";

/** What is accepted of a region's runners, and why. With addresses from Unpod, give orchestratorCidrs and take it out. */
export function voiceOnTheInternet(region: RegionName) {
  return {
    rule: "NET-07",
    path: `${stackOf(region)}/voice`,
    reason:
      "no addresses of Unpod's orchestrator are known, so runners go to the internet at port 443; they have no provider's key",
  };
}

export function voice(scope: Construct, { region, cluster, gateway }: Served): void {
  UnpodRunnerPool.dialOut(scope, "voice", {
    namespace: new AgentNamespace(scope, "voice-namespace", { cluster, name: "voice", protect: true }),
    image: image("voice"),
    agentId: "acme-support",
    apiKey: SecretKey.of("unpod", "api-key"),
    // the SDK handles no SIGTERM: the wrapper drains
    wrapper: { runner: "agent.main:runner" },
    maxSessions: 8,
    scaling: Scaling.prometheus({
      server: PROMETHEUS,
      query: 'sum(unpod_runner_in_flight{namespace="voice"})',
      minimum: 2,
      maximum: 6,
    }),
    drain: Drain.of({ longestStepSeconds: 1_800 }),
    worker: { region },
    gateway,
    models: uses(10, 5_000),
    secrets: { MODEL_GATEWAY_KEY: SecretKey.of("model-gateway", "key") },
    metricsFrom: MONITORING,
    sight: { traces: SIGHT.traces, evaluations: SIGHT.evaluations },
  });
}
