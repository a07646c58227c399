// What the tests of agent workloads share: a platform, a namespace, and a service in which nothing is wrong.
import type { App } from "cdktf";
import { AgynStack } from "../../src/constructs/index";
import {
  AgentNamespace,
  AgentPlatform,
  type AgentPlatformProps,
  Drain,
  HttpService,
  type HttpServiceProps,
  Probe,
} from "../../src/workloads/index";
import type { Finding } from "../../src/rules/index";
import { cluster, synth, type Output } from "../constructs/support";

export const DIGEST = "a1".repeat(32);

/** A namespace in a stack of its own, and the platform that judges. */
export interface Setting {
  readonly stack: AgynStack;
  readonly namespace: AgentNamespace;
  readonly platform: AgentPlatform;
}

/** The budget that the right service keeps to. */
export const budgets = [
  { name: "gpt", provider: "openai", requestsPerMinute: 1_000, tokensPerMinute: 1_000_000 },
] as const;

/** Builds workloads in an app and answers what was found, without a synth. */
export function found(build: (setting: Setting) => void, props: AgentPlatformProps = { budgets }): readonly Finding[] {
  let findings: readonly Finding[] = [];
  try {
    synthWorkloads((setting) => {
      build(setting);
      ({ findings } = setting.platform);
    }, props);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("The agent workloads have errors")) throw error;
  }
  return findings;
}

/** Builds workloads in an app and synthesizes it. */
export function synthWorkloads(build: (setting: Setting) => void, props: AgentPlatformProps = { budgets }): Output {
  return synth((app: App) => {
    const platform = new AgentPlatform(app, "agents", props);
    const stack = new AgynStack(app, "test", { cluster });
    build({ stack, platform, namespace: new AgentNamespace(stack, "support", { cluster }) });
  });
}

/** Settings of a service in which no rule finds anything. */
export function rightProps({ namespace }: Setting): HttpServiceProps {
  return {
    namespace,
    image: `registry.example.com/support@sha256:${DIGEST}`,
    command: ["python", "main.py"],
    port: 8080,
    drain: Drain.of({ longestStepSeconds: 20 }),
    inFlightPerPod: 4,
    whenFull: "shed",
    authentication: "jwt",
    probes: {
      liveness: Probe.http("/healthz"),
      readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 60 }),
    },
    models: [{ model: "gpt", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
    network: { models: [{ namespace: "models", ports: [4000] }] },
    state: { sessions: "redis" },
    sight: {
      metrics: ":9090/metrics",
      monitoring: { namespace: "monitoring" },
      traces: "http://otel.monitoring:4318",
    },
  };
}

/** A service in which nothing is wrong. */
export function rightService(setting: Setting, id = "answers"): HttpService {
  return new HttpService(setting.stack, id, rightProps(setting));
}
