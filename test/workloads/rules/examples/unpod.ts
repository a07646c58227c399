// Unpod runners: UNP, and the shared rules as far as they read what only these have. What the types refuse is given as by a program
// without types.
import { Drain, Probe, SecretKey, Scaling, UnpodRunnerPool } from "../../../../src/workloads/index";
import { bridgeWayIn, diallingProps, servedProps } from "../../unpod/pools";
import type { Given, RuleExample } from "./example";

type Change = Readonly<Record<string, unknown>>;

/** A pool that dials out, with some settings changed. */
function dialling({ stack, namespace }: Given, change: Change = {}, id = "voice"): UnpodRunnerPool {
  return UnpodRunnerPool.dialOut(stack, id, { ...diallingProps(namespace), ...change });
}

/** A pool that is served, with some settings changed. */
function served({ stack, namespace }: Given, change: Change = {}, id = "voice"): UnpodRunnerPool {
  return UnpodRunnerPool.serve(stack, id, { ...servedProps(namespace), ...change });
}

const oneHost = { hosts: "shared", servingUrl: "wss://agents.example.com" };

const servingUrls: readonly RuleExample[] = [
  { what: "no serving URL", url: undefined, change: {} },
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
    wrong: (given) => served(given, { ...change, servingUrl: url }),
    right: (given) => served(given, {}),
    at: "voice.servingUrl",
    also: [...also, ...shared],
  };
});

export const unpodExamples: readonly RuleExample[] = [
  ...servingUrls,
  {
    rule: "UNP-01",
    what: "no way in",
    wrong: (given) => served(given, { ...oneHost, replicas: 1, exposure: undefined }),
    right: (given) => served(given),
    at: "voice.exposure",
    also: ["UNP-09"],
  },
  {
    rule: "UNP-02",
    what: "a port for which the runner has no right",
    wrong: (given) => served(given, { servingUrl: "wss://{pod}.agents.example.com:443" }),
    right: (given) => served(given, { servingUrl: "wss://{pod}.agents.example.com" }),
    at: "voice.servingUrl",
  },
  {
    rule: "UNP-02",
    what: "the wrapper at the bridge's port",
    wrong: (given) => served(given, { wrapper: { runner: "agent:runner", port: 8765 } }),
    right: (given) => served(given, { wrapper: { runner: "agent:runner", port: 8766 } }),
    at: "voice.wrapper.port",
    also: ["UNP-15", "UNP-15"],
  },
  {
    rule: "UNP-02",
    what: "the wrapper at a port for which it has no right",
    wrong: (given) => dialling(given, { wrapper: { runner: "agent:runner", port: 80 } }),
    right: (given) => dialling(given, { wrapper: { runner: "agent:runner", port: 1024 } }),
    at: "voice.wrapper.port",
  },
  {
    rule: "UNP-03",
    what: "a serving URL for runners that dial out",
    wrong: (given) => dialling(given, { servingUrl: "wss://agents.example.com" }),
    right: (given) => dialling(given),
    at: "voice.servingUrl",
  },
  {
    rule: "UNP-03",
    what: "a secret for signing calls that nobody signs",
    wrong: (given) => dialling(given, { agentSecret: SecretKey.of("unpod", "agent-secret") }),
    right: (given) => served(given, { agentSecret: SecretKey.of("unpod", "agent-secret") }),
    at: "voice.agentSecret",
  },
  {
    rule: "UNP-03",
    what: "the variable of a serving URL for runners that dial out",
    wrong: (given) => dialling(given, { environment: { UNPOD_RUNNER_URL: "wss://agents.example.com" } }),
    right: (given) => dialling(given, { environment: { UNPOD_WORKER_REGION_NAME: "eu" } }),
    at: "voice.environment.UNPOD_RUNNER_URL",
  },
  {
    rule: "NET-04",
    what: "a way in to runners that dial out",
    wrong: (given) => dialling(given, { exposure: bridgeWayIn }),
    right: (given) => dialling(given),
    at: "voice.exposure",
  },
  {
    rule: "SEC-09",
    what: "a bridge that anybody may open",
    wrong: (given) => served(given, { agentSecret: "none" }),
    right: (given) => served(given, { agentSecret: SecretKey.of("unpod", "agent-secret") }),
    at: "voice.agentSecret",
  },
  {
    rule: "SEC-01",
    what: "an API key as text",
    wrong: (given) => dialling(given, { apiKey: "k-2b7f19c4" }),
    right: (given) => dialling(given, { apiKey: SecretKey.of("unpod", "api-key") }),
    at: "voice.apiKey",
  },
  {
    rule: "DRN-03",
    what: "a runner without a handler of SIGTERM",
    wrong: (given) => dialling(given, { wrapper: undefined, command: ["python", "main.py"], sight: seen }),
    right: (given) =>
      dialling(given, { wrapper: undefined, command: ["python", "main.py"], sight: seen, handlesSigterm: true }),
    at: "voice.handlesSigterm",
  },
  {
    rule: "SCL-08",
    what: "no number of calls",
    wrong: (given) => dialling(given, { maxSessions: 0 }),
    right: (given) => dialling(given, { maxSessions: 1 }),
    at: "voice.maxSessions",
  },
  {
    rule: "SCL-04",
    what: "more calls than the model bears",
    wrong: (given) =>
      dialling(given, { models: [{ model: "scarce", requestsPerMinute: 3, tokensPerMinute: 1 }], maxSessions: 5 }),
    right: (given) =>
      dialling(given, { models: [{ model: "scarce", requestsPerMinute: 3, tokensPerMinute: 1 }], maxSessions: 4 }),
    at: '/agents.budgets["scarce"]',
  },
  {
    rule: "UNP-04",
    what: "a control socket in clear text",
    wrong: (given) => dialling(given, { baseUrl: "http://unpod.example.com" }),
    right: (given) => dialling(given, { baseUrl: "unpod.example.com" }),
    at: "voice.baseUrl",
  },
  {
    rule: "UNP-04",
    what: "an orchestrator in clear text, by a variable",
    wrong: (given) => dialling(given, { environment: { UNPOD_ORCHESTRATOR_BASE_URL: "ws://unpod.example.com" } }),
    right: (given) => dialling(given, { environment: { UNPOD_ORCHESTRATOR_BASE_URL: "wss://unpod.example.com" } }),
    at: "voice.environment.UNPOD_ORCHESTRATOR_BASE_URL",
  },
  {
    rule: "UNP-05",
    what: "two addresses of which one beats the other",
    wrong: (given) =>
      dialling(given, { baseUrl: "unpod.example.com", orchestratorUrl: "wss://orchestrator.example.com" }),
    right: (given) =>
      dialling(given, { serviceUrl: "https://unpod.example.com", orchestratorUrl: "wss://orchestrator.example.com" }),
    at: "voice.baseUrl",
  },
  {
    rule: "UNP-05",
    what: "a variable that the pool sets itself",
    wrong: (given) => dialling(given, { environment: { AGENT_ID: "voice-support" } }),
    right: (given) => dialling(given, { environment: { AGENT_NAME: "voice-support" } }),
    at: "voice.environment.AGENT_ID",
  },
  {
    rule: "UNP-05",
    what: "a token that beats the API key",
    wrong: (given) => dialling(given, { secrets: { UNPOD_PLATFORM_TOKEN: SecretKey.of("unpod", "platform") } }),
    right: (given) => dialling(given, { secrets: { LANGFUSE_SECRET_KEY: SecretKey.of("langfuse", "key") } }),
    at: "voice.environment.UNPOD_PLATFORM_TOKEN",
  },
  {
    rule: "UNP-05",
    what: "an export of usage without its token",
    wrong: (given) => dialling(given, { usage: { url: "https://usage.example.com" } }),
    right: (given) =>
      dialling(given, { usage: { url: "https://usage.example.com", token: SecretKey.of("usage", "token") } }),
    at: "voice.usage.url",
  },
  {
    rule: "UNP-06",
    what: "dev mode",
    wrong: (given) => dialling(given, { devMode: true }),
    right: (given) => dialling(given, { devMode: false }),
    at: "voice.devMode",
  },
  {
    rule: "UNP-07",
    what: "two images for one agent",
    wrong: (given) => [
      dialling(given),
      dialling(given, { apiKey: SecretKey.of("unpod", "other"), image: otherImage }, "voice-2"),
    ],
    right: (given) => [dialling(given), dialling(given, { apiKey: SecretKey.of("unpod", "other") }, "voice-2")],
    at: "voice-2.agentId",
  },
  {
    rule: "UNP-08",
    what: "a drain that is shorter than the registry's memory",
    wrong: (given) => dialling(given, { drain: Drain.of({ longestStepSeconds: 29 }) }),
    right: (given) => dialling(given, { drain: Drain.of({ longestStepSeconds: 30 }) }),
    at: "voice.drain.drainSeconds",
  },
  {
    rule: "UNP-09",
    what: "one runner",
    wrong: (given) => dialling(given, { replicas: 1 }),
    right: (given) => dialling(given, { replicas: 2 }),
    at: "voice.replicas",
  },
  {
    rule: "UNP-09",
    what: "a scaler that leaves one runner",
    wrong: (given) => dialling(given, { scaling: scaledFrom(1) }),
    right: (given) => dialling(given, { scaling: scaledFrom(2) }),
    at: "voice.scaling.minimum",
  },
  {
    rule: "UNP-10",
    what: "one host for several runners",
    wrong: (given) => served(given, oneHost),
    right: (given) => served(given),
    at: "voice.hosts",
  },
  {
    rule: "UNP-11",
    what: "a rate that nothing keeps",
    wrong: (given) => dialling(given, { permitsPerMinute: 120 }),
    right: (given) => dialling(given),
    at: "voice.permitsPerMinute",
  },
  {
    rule: "UNP-12",
    what: "a runner without an attribute",
    wrong: (given) => dialling(given, { wrapper: { runner: "agent/main.py" } }),
    right: (given) => dialling(given, { wrapper: { runner: "agent.main:pool.runner" } }),
    at: "voice.wrapper.runner",
  },
  {
    rule: "UNP-12",
    what: "an interpreter with arguments",
    wrong: (given) => dialling(given, { wrapper: { runner: "agent:runner", python: "uv run python" } }),
    right: (given) => dialling(given, { wrapper: { runner: "agent:runner", python: "/app/.venv/bin/python" } }),
    at: "voice.wrapper.python",
  },
  {
    rule: "UNP-12",
    what: "a command beside the wrapper",
    wrong: (given) => dialling(given, { command: ["python", "main.py"] }),
    right: (given) => dialling(given),
    at: "voice.command",
  },
  {
    rule: "UNP-12",
    what: "a wrapper that is said not to handle SIGTERM",
    wrong: (given) => dialling(given, { handlesSigterm: false }),
    right: (given) => dialling(given, { handlesSigterm: true }),
    at: "voice.wrapper",
    also: ["DRN-03"],
  },
  {
    rule: "UNP-13",
    what: "an id with the ending of dev mode",
    wrong: (given) => dialling(given, { agentId: "voice-support@dev" }),
    right: (given) => dialling(given, { agentId: "voice-support-dev" }),
    at: "voice.agentId",
  },
  {
    rule: "UNP-13",
    what: "no API key",
    wrong: (given) => dialling(given, { apiKey: undefined }),
    right: (given) => dialling(given),
    at: "voice.apiKey",
  },
  {
    rule: "UNP-14",
    what: "a policy that leads to the gateway alone",
    wrong: (given) => dialling(given, { gateway: models, network: { internet: false } }),
    right: (given) => dialling(given, { gateway: models, orchestratorCidrs: ["203.0.113.0/24"] }),
    at: "voice.network.internet",
  },
  {
    rule: "UNP-15",
    what: "a probe of the bridge",
    wrong: (given) => served(given, { probes: { readiness: Probe.http("/readyz") } }),
    right: (given) => served(given, { probes: { readiness: Probe.http("/readyz", { port: 9000 }) } }),
    at: "voice.probes.readiness",
  },
  {
    rule: "UNP-15",
    what: "a probe of no port",
    wrong: (given) => dialling(given, { probes: { liveness: Probe.http("/livez") } }),
    right: (given) => dialling(given, { probes: { liveness: Probe.http("/livez", { port: 8081 }) } }),
    at: "voice.probes.liveness",
  },
  {
    rule: "UNP-16",
    what: "a scaler of pods with hosts of their own",
    wrong: (given) => served(given, { replicas: undefined, scaling: scaledFrom(2) }),
    right: (given) => served(given, { replicas: 3 }),
    at: "voice.scaling",
  },
];

const seen = { metrics: ":9090/metrics", traces: "http://otel.monitoring:4318" };
const models = { url: "http://models.models:4000", peer: { namespace: "models", ports: [4000] } };
const otherImage = `registry.example.com/voice@sha256:${"b2".repeat(32)}`;
const scaledFrom = (minimum: number): Scaling =>
  Scaling.podMetric({ metric: "unpod_runner_in_flight", minimum, maximum: 6 });
