// Unpod runners: UNP, and the shared rules as far as they read what only these have. What the types refuse is given as by a program
// without types.
import { Drain, SecretKey, UnpodRunnerPool } from "../../../../src/workloads/index";
import { bridgeWayIn, diallingProps, fromJavaScript, scaledFrom, servedProps } from "../../unpod/pools";
import type { RuleExample } from "./example";

export const unpodExamples: readonly RuleExample[] = [
  {
    rule: "UNP-03",
    what: "a serving URL for runners that dial out",
    wrong: (given) => fromJavaScript.dialOut(given, { servingUrl: "wss://agents.example.com" }),
    right: ({ stack, namespace }) => UnpodRunnerPool.dialOut(stack, "voice", diallingProps(namespace)),
    at: "voice.servingUrl",
  },
  {
    rule: "UNP-03",
    what: "a secret for signing calls that nobody signs",
    wrong: (given) =>
      fromJavaScript.dialOut(given, {
        agentSecret: SecretKey.of("unpod", "agent-secret"),
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        agentSecret: SecretKey.of("unpod", "agent-secret"),
      }),
    at: "voice.agentSecret",
  },
  {
    rule: "UNP-03",
    what: "the variable of a serving URL for runners that dial out",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { UNPOD_RUNNER_URL: "wss://agents.example.com" },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { UNPOD_WORKER_REGION_NAME: "eu" },
      }),
    at: "voice.environment.UNPOD_RUNNER_URL",
  },
  {
    rule: "NET-04",
    what: "a way in to runners that dial out",
    wrong: (given) => fromJavaScript.dialOut(given, { exposure: bridgeWayIn }),
    right: ({ stack, namespace }) => UnpodRunnerPool.dialOut(stack, "voice", diallingProps(namespace)),
    at: "voice.exposure",
  },
  {
    rule: "SEC-01",
    what: "an API key as text",
    wrong: (given) => fromJavaScript.dialOut(given, { apiKey: "k-2b7f19c4" }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        apiKey: SecretKey.of("unpod", "api-key"),
      }),
    at: "voice.apiKey",
  },
  {
    rule: "DRN-03",
    what: "a runner without a handler of SIGTERM",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        wrapper: undefined,
        command: ["python", "main.py"],
        sight: seen,
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        wrapper: undefined,
        command: ["python", "main.py"],
        sight: seen,
        handlesSigterm: true,
      }),
    at: "voice.handlesSigterm",
  },
  {
    rule: "SCL-08",
    what: "no number of calls",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), maxSessions: 0 }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), maxSessions: 1 }),
    at: "voice.maxSessions",
  },
  {
    rule: "SCL-04",
    what: "more calls than the model bears",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        models: [{ model: "scarce", requestsPerMinute: 3, tokensPerMinute: 1 }],
        maxSessions: 5,
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        models: [{ model: "scarce", requestsPerMinute: 3, tokensPerMinute: 1 }],
        maxSessions: 4,
      }),
    at: '/agents.budgets["scarce"]',
  },
  {
    rule: "UNP-06",
    what: "dev mode",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), devMode: true }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), devMode: false }),
    at: "voice.devMode",
  },
  {
    rule: "UNP-07",
    what: "two images for one agent",
    wrong: ({ stack, namespace }) => {
      const props = diallingProps(namespace);
      const apiKey = SecretKey.of("unpod", "second-key");
      UnpodRunnerPool.dialOut(stack, "voice", props);
      UnpodRunnerPool.dialOut(stack, "voice-2", { ...props, apiKey, image: otherImage });
    },
    right: ({ stack, namespace }) => {
      const props = diallingProps(namespace);
      const apiKey = SecretKey.of("unpod", "second-key");
      UnpodRunnerPool.dialOut(stack, "voice", props);
      UnpodRunnerPool.dialOut(stack, "voice-2", { ...props, apiKey });
    },
    at: "voice-2.agentId",
  },
  {
    rule: "UNP-07",
    what: "two images for one agent at one orchestrator that is written in two ways",
    wrong: ({ stack, namespace }) => {
      const props = diallingProps(namespace);
      const apiKey = SecretKey.of("unpod", "second-key");
      UnpodRunnerPool.dialOut(stack, "voice", { ...props, baseUrl: "unpod.example.com" });
      UnpodRunnerPool.dialOut(stack, "voice-2", {
        ...props,
        apiKey,
        image: otherImage,
        orchestratorUrl: "wss://Unpod.example.com/",
      });
    },
    right: ({ stack, namespace }) => {
      const props = diallingProps(namespace);
      const apiKey = SecretKey.of("unpod", "second-key");
      UnpodRunnerPool.dialOut(stack, "voice", { ...props, baseUrl: "unpod.example.com" });
      UnpodRunnerPool.dialOut(stack, "voice-2", {
        ...props,
        apiKey,
        image: otherImage,
        baseUrl: "staging.unpod.example.com",
      });
    },
    at: "voice-2.agentId",
  },
  {
    rule: "UNP-08",
    what: "a drain that is shorter than the registry's memory",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        drain: Drain.of({ longestStepSeconds: 29 }),
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        drain: Drain.of({ longestStepSeconds: 30 }),
      }),
    at: "voice.drain.drainSeconds",
  },
  {
    rule: "UNP-09",
    what: "one runner",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), replicas: 1 }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), replicas: 2 }),
    at: "voice.replicas",
  },
  {
    rule: "UNP-09",
    what: "a scaler that leaves one runner",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), scaling: scaledFrom(1) }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), scaling: scaledFrom(2) }),
    at: "voice.scaling.minimum",
  },
  {
    rule: "UNP-11",
    what: "a rate that nothing keeps",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), permitsPerMinute: 120 }),
    right: ({ stack, namespace }) => UnpodRunnerPool.dialOut(stack, "voice", diallingProps(namespace)),
    at: "voice.permitsPerMinute",
  },
  {
    rule: "UNP-12",
    what: "a runner without an attribute",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), wrapper: { runner: "agent/main.py" } }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        wrapper: { runner: "agent.main:pool.runner" },
      }),
    at: "voice.wrapper.runner",
  },
  {
    rule: "UNP-12",
    what: "an interpreter with arguments",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        wrapper: { runner: "agent:runner", python: "uv run python" },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        wrapper: { runner: "agent:runner", python: "/app/.venv/bin/python" },
      }),
    at: "voice.wrapper.python",
  },
  {
    rule: "UNP-12",
    what: "a command beside the wrapper",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), command: ["python", "main.py"] }),
    right: ({ stack, namespace }) => UnpodRunnerPool.dialOut(stack, "voice", diallingProps(namespace)),
    at: "voice.command",
  },
  {
    rule: "UNP-12",
    what: "a wrapper that is said not to handle SIGTERM",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), handlesSigterm: false }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), handlesSigterm: true }),
    at: "voice.wrapper",
    also: ["DRN-03"],
  },
  {
    rule: "UNP-13",
    what: "an id with the ending of dev mode",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), agentId: "voice-support@dev" }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), agentId: "voice-support-dev" }),
    at: "voice.agentId",
  },
  {
    rule: "UNP-13",
    what: "no API key",
    wrong: (given) => fromJavaScript.dialOut(given, { apiKey: undefined }),
    right: ({ stack, namespace }) => UnpodRunnerPool.dialOut(stack, "voice", diallingProps(namespace)),
    at: "voice.apiKey",
  },
  {
    rule: "UNP-14",
    what: "a policy that leads to the gateway alone",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        gateway: models,
        network: { internet: false },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        gateway: models,
        orchestratorCidrs: ["203.0.113.0/24"],
      }),
    at: "voice.network.internet",
  },
  {
    rule: "UNP-14",
    what: "a way that leads elsewhere than to the orchestrator",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        gateway: models,
        network: { internet: false, egress: [{ namespace: "redis", ports: [6379] }] },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        gateway: models,
        network: { internet: false, egress: [{ cidr: "203.0.113.0/24", ports: [443] }] },
      }),
    at: "voice.network.internet",
  },
  {
    rule: "UNP-14",
    what: "an orchestrator at another port than the internet is opened at",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        orchestratorUrl: "wss://orchestrator.example.com:8443",
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        network: { models: [{ cidr: "203.0.113.0/24", ports: [443] }] },
        orchestratorUrl: "wss://orchestrator.example.com:8443",
        orchestratorCidrs: ["203.0.113.0/24"],
      }),
    at: "voice.orchestratorCidrs",
  },
];

const seen = { metrics: ":9090/metrics", traces: "http://otel.monitoring:4318" };
const models = { url: "http://models.models:4000", peer: { namespace: "models", ports: [4000] } };
const otherImage = `registry.example.com/voice@sha256:${"b2".repeat(32)}`;
