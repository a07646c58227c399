// Unpod runners: UNP, and the shared rules as far as they read what only these have. What the types refuse is given as by a program
// without types.
import { Drain, Probe, SecretKey, Scaling, UnpodRunnerPool } from "../../../../src/workloads/index";
import { bridgeWayIn, diallingProps, servedProps } from "../../unpod/pools";
import type { Given, RuleExample } from "./example";

type Change = Readonly<Record<string, unknown>>;

/** Pools as a program without types can make them, with some settings changed. */
const fromJavaScript = {
  dialOut: ({ stack, namespace }: Given, change: Change): UnpodRunnerPool =>
    UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), ...change }),
  serve: ({ stack, namespace }: Given, change: Change): UnpodRunnerPool =>
    UnpodRunnerPool.serve(stack, "voice", { ...servedProps(namespace), ...change }),
};

const servingUrls: readonly RuleExample[] = [
  { what: "https for a bridge", url: "https://{pod}.agents.example.com", change: {} },
  { what: "something that is no address", url: "wss:agents", change: {}, also: ["NET-01"] },
  { what: "one address for pods with hosts of their own", url: "wss://agents.example.com", change: {} },
  { what: "an IP literal", url: "wss://203.0.113.7", change: { hosts: "shared" } },
  { what: "an IPv6 literal", url: "wss://[2001:db8::7]", change: { hosts: "shared" } },
  { what: "the machine itself", url: "wss://localhost", change: { hosts: "shared" } },
  { what: "a name within the cluster", url: "wss://voice.agents.svc.cluster.local", change: { hosts: "shared" } },
  { what: "a name without a domain", url: "wss://agents", change: { hosts: "shared" } },
  { what: "another host than the way in", url: "wss://voice.example.com", change: { hosts: "shared" } },
].map(({ what, url, change, also = [] }): RuleExample => {
  const shared: string[] = "hosts" in change ? ["UNP-10"] : [];
  return {
    rule: "UNP-01",
    what,
    wrong: (given) => fromJavaScript.serve(given, { ...change, servingUrl: url }),
    right: ({ stack, namespace }) => UnpodRunnerPool.serve(stack, "voice", { ...servedProps(namespace) }),
    at: "voice.servingUrl",
    also: [...also, ...shared],
  };
});

export const unpodExamples: readonly RuleExample[] = [
  {
    rule: "UNP-01",
    what: "a name within the cluster",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        servingUrl: "wss://{pod}.voice.svc.cluster.local",
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        servingUrl: "wss://{pod}.agents.example.com",
      }),
    at: "voice.servingUrl",
  },
  {
    rule: "UNP-01",
    what: "no serving URL",
    wrong: (given) => fromJavaScript.serve(given, { servingUrl: undefined }),
    right: (given) => fromJavaScript.serve(given, {}),
    at: "voice.servingUrl",
  },
  ...servingUrls,
  {
    rule: "UNP-01",
    what: "no way in",
    wrong: (given) =>
      fromJavaScript.serve(given, {
        hosts: "shared",
        servingUrl: "wss://agents.example.com",
        replicas: 1,
        exposure: undefined,
      }),
    right: ({ stack, namespace }) => UnpodRunnerPool.serve(stack, "voice", servedProps(namespace)),
    at: "voice.exposure",
    also: ["UNP-09"],
  },
  {
    rule: "UNP-02",
    what: "a port for which the runner has no right",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        servingUrl: "wss://{pod}.agents.example.com:443",
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        servingUrl: "wss://{pod}.agents.example.com",
      }),
    at: "voice.servingUrl",
  },
  {
    rule: "UNP-02",
    what: "the wrapper at the bridge's port",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        wrapper: { runner: "agent:runner", port: 8765 },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        wrapper: { runner: "agent:runner", port: 8766 },
      }),
    at: "voice.wrapper.port",
    also: ["UNP-15", "UNP-15"],
  },
  {
    rule: "UNP-02",
    what: "the wrapper at a port for which it has no right",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        wrapper: { runner: "agent:runner", port: 80 },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        wrapper: { runner: "agent:runner", port: 1024 },
      }),
    at: "voice.wrapper.port",
  },
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
    rule: "SEC-09",
    what: "a bridge that anybody may open",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", { ...servedProps(namespace), agentSecret: "none" }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        agentSecret: SecretKey.of("unpod", "agent-secret"),
      }),
    at: "voice.agentSecret",
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
    rule: "UNP-04",
    what: "a control socket in clear text",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), baseUrl: "http://unpod.example.com" }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), baseUrl: "unpod.example.com" }),
    at: "voice.baseUrl",
  },
  {
    rule: "UNP-04",
    what: "an orchestrator in clear text, by a variable",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { UNPOD_ORCHESTRATOR_BASE_URL: "ws://unpod.example.com" },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { UNPOD_ORCHESTRATOR_BASE_URL: "wss://unpod.example.com" },
      }),
    at: "voice.environment.UNPOD_ORCHESTRATOR_BASE_URL",
  },
  {
    rule: "UNP-05",
    what: "two addresses of which one beats the other",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        baseUrl: "unpod.example.com",
        orchestratorUrl: "wss://orchestrator.example.com",
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        serviceUrl: "https://unpod.example.com",
        orchestratorUrl: "wss://orchestrator.example.com",
      }),
    at: "voice.baseUrl",
  },
  {
    rule: "UNP-05",
    what: "a variable that the pool sets itself",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { AGENT_ID: "voice-support" },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { AGENT_NAME: "voice-support" },
      }),
    at: "voice.environment.AGENT_ID",
  },
  {
    rule: "UNP-05",
    what: "a token that beats the API key",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        secrets: { UNPOD_PLATFORM_TOKEN: SecretKey.of("unpod", "platform") },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        secrets: { LANGFUSE_SECRET_KEY: SecretKey.of("langfuse", "key") },
      }),
    at: "voice.environment.UNPOD_PLATFORM_TOKEN",
  },
  {
    rule: "UNP-05",
    what: "an export of usage without its token",
    wrong: (given) =>
      fromJavaScript.dialOut(given, {
        usage: { url: "https://usage.example.com" },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        usage: { url: "https://usage.example.com", token: SecretKey.of("usage", "token") },
      }),
    at: "voice.usage.url",
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
    rule: "UNP-10",
    what: "one host for several runners",
    wrong: (given) => fromJavaScript.serve(given, { hosts: "shared", servingUrl: "wss://agents.example.com" }),
    right: ({ stack, namespace }) => UnpodRunnerPool.serve(stack, "voice", servedProps(namespace)),
    at: "voice.hosts",
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
    rule: "UNP-15",
    what: "a probe of the bridge",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        probes: { readiness: Probe.http("/readyz") },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        probes: { readiness: Probe.http("/readyz", { port: 9000 }) },
      }),
    at: "voice.probes.readiness",
  },
  {
    rule: "UNP-16",
    what: "a scaler of pods with hosts of their own",
    wrong: (given) => fromJavaScript.serve(given, { replicas: undefined, scaling: scaledFrom(2) }),
    right: ({ stack, namespace }) => UnpodRunnerPool.serve(stack, "voice", { ...servedProps(namespace), replicas: 3 }),
    at: "voice.scaling",
  },
];

const seen = { metrics: ":9090/metrics", traces: "http://otel.monitoring:4318" };
const models = { url: "http://models.models:4000", peer: { namespace: "models", ports: [4000] } };
const otherImage = `registry.example.com/voice@sha256:${"b2".repeat(32)}`;
const scaledFrom = (minimum: number): Scaling =>
  Scaling.podMetric({ metric: "unpod_runner_in_flight", minimum, maximum: 6 });
