// AgentFlow: AFL, and what the shared rules read of its settings.
import {
  AgentFlowAuth,
  type AgentFlowConfig,
  AgentFlowService,
  type AgentFlowServiceProps,
  Checkpointer,
  fromAgentflowBuild,
  Probe,
  SecretKey,
} from "../../../../src/workloads/index";
import { agentFlowConfig, agentFlowProps, dsn, stores } from "../../agentflow/support";
import type { Given, RuleExample } from "./example";

/** A service in which nothing is wrong, with some settings changed. */
function flow({ stack, namespace }: Given, change: Partial<AgentFlowServiceProps> = {}): AgentFlowService {
  return new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), ...change });
}

/** The same with some settings of agentflow.json changed. */
function config(change: Partial<AgentFlowConfig>): Partial<AgentFlowServiceProps> {
  return { config: { ...agentFlowConfig, ...change } };
}

/** The same with some settings of the limiter changed. */
function limit(change: object): Partial<AgentFlowServiceProps> {
  const url = SecretKey.of("limits-redis", "url");
  return config({ rateLimit: { backend: "redis", redis: { url }, ...change } });
}

const gunicorn = ["gunicorn", "agentflow_cli.src.app.main:app", "-k", "uvicorn.workers.UvicornWorker"];
const whole = [...gunicorn, "-b", "0.0.0.0:8000", "--graceful-timeout", "150"];
const uvicorn = ["python", "-m", "uvicorn", "agentflow_cli.src.app.main:app"];

export const agentFlowExamples: readonly RuleExample[] = [
  {
    rule: "AFL-01",
    what: "the mode of development",
    wrong: (given) => flow(given, { mode: "development" }),
    right: (given) => flow(given, { mode: "production" }),
    at: "flow.mode",
  },
  {
    rule: "AFL-01",
    what: "a mode written as a variable",
    wrong: (given) => flow(given, { environment: { MODE: "prod" } }),
    right: (given) => flow(given, { environment: { MODE: "Production" } }),
    at: "flow.mode",
  },
  {
    rule: "AFL-02",
    what: "debugging",
    wrong: (given) => flow(given, { debug: true }),
    right: (given) => flow(given, { debug: false }),
    at: "flow.debug",
  },
  {
    rule: "AFL-03",
    what: "pages of documentation",
    wrong: (given) => flow(given, { docs: { docsPath: "/docs" } }),
    right: (given) => flow(given, { docs: { docsPath: "" } }),
    at: "flow.docs.docsPath",
  },
  {
    rule: "AFL-04",
    what: "a server that reloads",
    wrong: (given) => flow(given, { command: [...whole, "--reload"] }),
    right: (given) => flow(given, { command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-04",
    what: "the server of the CLI, which reloads by itself",
    wrong: (given) => flow(given, { command: ["agentflow", "api", "--host", "0.0.0.0"] }),
    right: (given) => flow(given, { command: ["agentflow", "api", "--host", "0.0.0.0", "--no-reload"] }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "a server on the loopback",
    wrong: (given) => flow(given, { command: [...uvicorn, "--host", "127.0.0.1"] }),
    right: (given) => flow(given, { command: [...uvicorn, "--host", "0.0.0.0"] }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "gunicorn without an address",
    wrong: (given) => flow(given, { command: [...gunicorn, "--graceful-timeout", "150"] }),
    right: (given) => flow(given, { command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "another port",
    wrong: (given) => flow(given, { command: whole, port: 8001 }),
    right: (given) => flow(given, { command: whole, port: 8000 }),
    at: "flow.command",
  },
  {
    rule: "AFL-06",
    what: "a dotenv file",
    wrong: (given) => flow(given, config({ env: ".env" })),
    right: (given) => flow(given, config({})),
    at: "flow.config.env",
  },
  {
    rule: "AFL-07",
    what: "a graph that is no variable of a module",
    wrong: (given) => flow(given, config({ agent: "graph/react.py" })),
    right: (given) => flow(given, config({ agent: "graph.react:app" })),
    at: "flow.config.agent",
  },
  {
    rule: "AFL-07",
    what: "an authorization that is neither built in nor a class",
    wrong: (given) => flow(given, config({ authorization: "owners" })),
    right: (given) => flow(given, config({ authorization: "ownership" })),
    at: "flow.config.authorization",
  },
  {
    rule: "AFL-07",
    what: "an authentication of no class",
    wrong: (given) => flow(given, { auth: AgentFlowAuth.custom("auth") }),
    right: (given) => flow(given, { auth: AgentFlowAuth.custom("auth:Mine") }),
    at: "flow.auth.path",
  },
  {
    rule: "AFL-07",
    what: "no requests at all",
    wrong: (given) => flow(given, limit({ requests: 0 })),
    right: (given) => flow(given, limit({ requests: 1 })),
    at: "flow.config.rateLimit.requests",
  },
  {
    rule: "AFL-07",
    what: "a window of no time",
    wrong: (given) => flow(given, limit({ windowSeconds: 0 })),
    right: (given) => flow(given, limit({ windowSeconds: 1 })),
    at: "flow.config.rateLimit.windowSeconds",
  },
  {
    rule: "AFL-07",
    what: "no proxy that is trusted",
    wrong: (given) => flow(given, limit({ trustedProxyHops: 0 })),
    right: (given) => flow(given, limit({ trustedProxyHops: 2 })),
    at: "flow.config.rateLimit.trustedProxyHops",
  },
  {
    rule: "AFL-07",
    what: "fewer than no web sockets",
    wrong: (given) => flow(given, config({ webSocket: { maxConnections: -1 } })),
    right: (given) => flow(given, config({ webSocket: { maxConnections: 0 } })),
    at: "flow.config.webSocket.maxConnections",
  },
  {
    rule: "AFL-07",
    what: "a variable where none is expanded",
    wrong: (given) => flow(given, config({ observability: { langsmith: { project: "${PROJECT}" } } })),
    right: (given) => flow(given, config({ observability: { langsmith: { project: "support" } } })),
    at: "flow.config.observability.langsmith.project",
  },
  {
    rule: "AFL-08",
    what: "an algorithm that is taken away",
    wrong: (given) => flow(given, { environment: { JWT_ALGORITHM: "" } }),
    right: (given) => flow(given, { environment: { JWT_ALGORITHM: "HS512" } }),
    at: "flow.environment.JWT_ALGORITHM",
  },
  {
    rule: "AFL-09",
    what: "a limiter that lets everybody pass",
    wrong: (given) => flow(given, limit({ failOpen: true })),
    right: (given) => flow(given, limit({ failOpen: false })),
    at: "flow.config.rateLimit.failOpen",
  },
  {
    rule: "AFL-10",
    what: "a limiter that counts the proxy",
    wrong: (given) => flow(given, limit({ trustedProxyHeaders: false })),
    right: (given) => flow(given, limit({ trustedProxyHeaders: false, by: "user" })),
    at: "flow.config.rateLimit.trustedProxyHeaders",
  },
  {
    rule: "AFL-11",
    what: "one Redis for the limiter and the cache",
    wrong: (given) => flow(given, limit({ redis: { url: SecretKey.of("support-stores", "redis") } })),
    right: (given) => flow(given, limit({ redis: { url: SecretKey.of("support-stores", "limits") } })),
    at: "flow.config.rateLimit.redis.url",
  },
  {
    rule: "AFL-12",
    what: "the command of an older generator, without graceful flags",
    wrong: (given) => flow(given, { command: [...gunicorn, "-b", "0.0.0.0:8000"] }),
    right: (given) => flow(given, { command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-12",
    what: "the command of the generator in a pod that ends sooner",
    wrong: (given) => flow(given, { command: [...whole, "--graceful-timeout=600"] }),
    right: (given) => flow(given, { command: [...whole, "--graceful-timeout=600"], gracePeriodSeconds: 660 }),
    at: "flow.command",
  },
  {
    rule: "AFL-13",
    what: "a call to a model that takes longer than a step",
    wrong: (given) => flow(given, { llmTimeoutSeconds: 121 }),
    right: (given) => flow(given, { llmTimeoutSeconds: 120 }),
    at: "flow.llmTimeoutSeconds",
  },
  {
    rule: "AFL-14",
    what: "a Postgres that nobody may reach",
    wrong: (given) => flow(given, { checkpointer: Checkpointer.postgres({ dsn }) }),
    right: (given) =>
      flow(given, { checkpointer: Checkpointer.postgres({ dsn }), network: { internet: true, egress: [stores] } }),
    at: "flow.checkpointer.peer",
  },
  {
    rule: "AFL-15",
    what: "a readiness that asks nobody",
    wrong: (given) => flow(given, { probes: {} }),
    right: (given) => flow(given, { probes: { readiness: Probe.http("/readyz") } }),
    at: "flow.probes.readiness",
  },
  {
    rule: "AFL-16",
    what: "a generated file that can't be read",
    wrong: (given) => flow(given, { build: fromAgentflowBuild({ dockerfile: "FROM python:3.13.1-slim\nGARBAGE" }) }),
    right: (given) =>
      flow(given, { build: fromAgentflowBuild({ dockerfile: "FROM python:3.13.1-slim\nEXPOSE 8000" }) }),
    at: "flow.build.dockerfile:2",
  },
  {
    rule: "AFL-17",
    what: "uploads in a folder that is read only",
    wrong: (given) => flow(given, { replicas: 1, media: { storage: "local", path: "/app/uploads" } }),
    right: (given) => flow(given, { replicas: 1, media: { storage: "local", path: "/tmp/mine" } }),
    at: "flow.media.path",
  },
  {
    rule: "AFL-18",
    what: "tables that nobody makes",
    wrong: (given) => flow(given, { migration: false }),
    right: (given) => flow(given, { migration: { timeoutSeconds: 60 } }),
    at: "flow.migration",
  },
];
