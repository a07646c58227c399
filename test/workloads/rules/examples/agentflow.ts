// AgentFlow: AFL, and what the shared rules read of its settings.
import {
  AgentFlowAuth,
  AgentFlowService,
  Checkpointer,
  fromAgentflowBuild,
  PreStop,
  Probe,
  SecretKey,
} from "../../../../src/workloads/index";
import { CONFIG_PATH } from "../../../../src/workloads/agentflow/config";
import { agentFlowConfig, agentFlowProps, dsn, rateLimit, stores } from "../../agentflow/support";
import type { RuleExample } from "./example";

/** Commands: the beginning of one, all of one, and of uvicorn alone. */
const gunicorn = ["gunicorn", "agentflow_cli.src.app.main:app", "-k", "uvicorn.workers.UvicornWorker"];
const whole = [...gunicorn, "-b", "0.0.0.0:8000", "--graceful-timeout", "150"];
const withoutLimiter = { agent: agentFlowConfig.agent };
const cached = { dsn, redis: SecretKey.of("support-stores", "redis") };
const uvicorn = ["python", "-m", "uvicorn", "agentflow_cli.src.app.main:app"];

export const agentFlowExamples: readonly RuleExample[] = [
  {
    rule: "AFL-01",
    what: "the mode of development",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), mode: "development" }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), mode: "production" }),
    at: "flow.mode",
  },
  {
    rule: "AFL-02",
    what: "debugging",
    wrong: ({ stack, namespace }) => new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), debug: true }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), debug: false }),
    at: "flow.debug",
  },
  {
    rule: "AFL-03",
    what: "pages of documentation",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), docs: { docsPath: "/docs" } }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), docs: { docsPath: "" } }),
    at: "flow.docs.docsPath",
  },
  {
    rule: "AFL-04",
    what: "a server that reloads",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: [...whole, "--reload"] }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-04",
    what: "the server of the CLI, which reloads by itself",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: ["agentflow", "api", "--host", "0.0.0.0"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: ["agentflow", "api", "--host", "0.0.0.0", "--no-reload"],
      }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "a server on the loopback",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...uvicorn, "--host", "127.0.0.1"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: [...uvicorn, "--host", "0.0.0.0"] }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "gunicorn without an address",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...gunicorn, "--graceful-timeout", "150"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-05",
    what: "another port",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole, port: 8001 }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole, port: 8000 }),
    at: "flow.command",
  },
  {
    rule: "AFL-06",
    what: "a dotenv file",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, env: ".env" },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), config: agentFlowConfig }),
    at: "flow.config.env",
  },
  {
    rule: "AFL-07",
    what: "a graph that is no variable of a module",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, agent: "graph/react.py" },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, agent: "graph.react:app" },
      }),
    at: "flow.config.agent",
  },
  {
    rule: "AFL-07",
    what: "an authorization that is neither built in nor a class",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, authorization: "owners" },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, authorization: "ownership" },
      }),
    at: "flow.config.authorization",
  },
  {
    rule: "AFL-07",
    what: "an authentication of no class",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), auth: AgentFlowAuth.custom("auth") }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), auth: AgentFlowAuth.custom("auth:Mine") }),
    at: "flow.auth.path",
  },
  {
    rule: "AFL-07",
    what: "no requests at all",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, requests: 0 } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, requests: 1 } },
      }),
    at: "flow.config.rateLimit.requests",
  },
  {
    rule: "AFL-07",
    what: "a window of no time",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, windowSeconds: 0 } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, windowSeconds: 1 } },
      }),
    at: "flow.config.rateLimit.windowSeconds",
  },
  {
    rule: "AFL-07",
    what: "no proxy that is trusted",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, trustedProxyHops: 0 } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, trustedProxyHops: 2 } },
      }),
    at: "flow.config.rateLimit.trustedProxyHops",
  },
  {
    rule: "AFL-07",
    what: "fewer than no web sockets",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, webSocket: { maxConnections: -1 } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, webSocket: { maxConnections: 0 } },
      }),
    at: "flow.config.webSocket.maxConnections",
  },
  {
    rule: "AFL-07",
    what: "a variable where none is expanded",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, observability: { langsmith: { project: "${PROJECT}" } } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, observability: { langsmith: { project: "support" } } },
      }),
    at: "flow.config.observability.langsmith.project",
  },
  {
    rule: "AFL-09",
    what: "a limiter that lets everybody pass",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, failOpen: true } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, failOpen: false } },
      }),
    at: "flow.config.rateLimit.failOpen",
  },
  {
    rule: "AFL-10",
    what: "a limiter that counts the proxy",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, trustedProxyHeaders: false } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, trustedProxyHeaders: false, by: "user" } },
      }),
    at: "flow.config.rateLimit.trustedProxyHeaders",
  },
  {
    rule: "AFL-11",
    what: "one Redis for the limiter and the cache",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: {
          ...agentFlowConfig,
          rateLimit: { ...rateLimit, redis: { url: SecretKey.of("support-stores", "redis") } },
        },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: {
          ...agentFlowConfig,
          rateLimit: { ...rateLimit, redis: { url: SecretKey.of("support-stores", "limits") } },
        },
      }),
    at: "flow.config.rateLimit.redis.url",
  },
  {
    rule: "AFL-12",
    what: "the command of an older generator, without graceful flags",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...gunicorn, "-b", "0.0.0.0:8000"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: whole }),
    at: "flow.command",
  },
  {
    rule: "AFL-12",
    what: "the command of the generator in a pod that ends sooner",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=600"],
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=600"],
        gracePeriodSeconds: 660,
      }),
    at: "flow.command",
  },
  {
    rule: "AFL-12",
    what: "a command that waits beyond a hook that sleeps",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=200"],
        preStop: PreStop.command(["sleep", "60"]),
        gracePeriodSeconds: 240,
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        command: [...whole, "--graceful-timeout=200"],
        preStop: PreStop.command(["sleep", "60"]),
        gracePeriodSeconds: 275,
      }),
    at: "flow.command",
  },
  {
    rule: "AFL-13",
    what: "a call to a model that takes longer than a step",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), llmTimeoutSeconds: 121 }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), llmTimeoutSeconds: 120 }),
    at: "flow.llmTimeoutSeconds",
  },
  {
    rule: "AFL-14",
    what: "a Postgres that nobody may reach",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        checkpointer: Checkpointer.postgres({ dsn }),
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        checkpointer: Checkpointer.postgres({ dsn }),
        network: { internet: true, egress: [stores] },
      }),
    at: "flow.checkpointer.peer",
  },
  {
    rule: "AFL-14",
    what: "ways that lead elsewhere than to Postgres",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        checkpointer: Checkpointer.postgres({ dsn }),
        network: { internet: true, egress: [{ namespace: "search", ports: [9200] }] },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        checkpointer: Checkpointer.postgres({ dsn, peer: { cidr: "10.20.0.5/32", ports: [25060] } }),
      }),
    at: "flow.checkpointer.peer",
  },
  {
    rule: "AFL-14",
    what: "a cache that nobody may reach",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: withoutLimiter,
        checkpointer: Checkpointer.postgres({ ...cached, peer: { namespace: "stores", ports: [5432] } }),
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: withoutLimiter,
        checkpointer: Checkpointer.postgres({ ...cached, peer: stores }),
      }),
    at: "flow.checkpointer.redisPeer",
  },
  {
    rule: "AFL-14",
    what: "a limiter whose Redis nobody may reach",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, rateLimit: { ...rateLimit, redis: { url: rateLimit.redis.url } } },
        checkpointer: Checkpointer.postgres({ dsn, peer: { namespace: "stores", ports: [5432] } }),
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        checkpointer: Checkpointer.postgres({ dsn, peer: { namespace: "stores", ports: [5432] } }),
      }),
    at: "flow.config.rateLimit.redis.peer",
  },
  {
    rule: "AFL-15",
    what: "a readiness that asks nobody",
    wrong: ({ stack, namespace }) => new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), probes: {} }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        probes: { readiness: Probe.http("/readyz") },
      }),
    at: "flow.probes.readiness",
  },
  {
    rule: "AFL-16",
    what: "a generated file that can't be read",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        build: fromAgentflowBuild({ dockerfile: "FROM python:3.13.1-slim\nGARBAGE" }),
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        build: fromAgentflowBuild({ dockerfile: "FROM python:3.13.1-slim\nEXPOSE 8000" }),
      }),
    at: "flow.build.dockerfile:2",
  },
  {
    rule: "AFL-17",
    what: "uploads in a folder that is read only",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        replicas: 1,
        media: { storage: "local", path: "/app/uploads" },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        replicas: 1,
        media: { storage: "local", path: "/tmp/mine" },
      }),
    at: "flow.media.path",
  },
  {
    rule: "AFL-18",
    what: "tables that nobody makes",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), migration: false }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), migration: { timeoutSeconds: 60 } }),
    at: "flow.migration",
  },
  {
    rule: "AFL-19",
    what: "no process at all",
    wrong: ({ stack, namespace }) => new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), workers: 0 }),
    right: ({ stack, namespace }) => new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), workers: 1 }),
    at: "flow.workers",
  },
  {
    rule: "AFL-19",
    what: "half a second for a migration",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), migration: { timeoutSeconds: 0.5 } }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), migration: { timeoutSeconds: 1 } }),
    at: "flow.migration.timeoutSeconds",
  },
  {
    rule: "SET-01",
    what: "an algorithm of tokens that is taken away",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), environment: { JWT_ALGORITHM: "" } }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), environment: { JWT_ALGORITHM: "HS256" } }),
    at: "flow.environment.JWT_ALGORITHM",
  },
  {
    rule: "SET-01",
    what: "origins that are written as a variable",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), environment: { ORIGINS: "*" } }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), origins: ["https://b.example.com"] }),
    at: "flow.environment.ORIGINS",
  },
  {
    rule: "SET-01",
    what: "a cache under secrets that the checkpointer is not told of",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        secrets: { REDIS_URL: SecretKey.of("other", "redis") },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        secrets: { OPENAI_API_KEY: SecretKey.of("openai", "key") },
      }),
    at: "flow.secrets.REDIS_URL",
  },
  {
    rule: "SET-01",
    what: "a file of one's own in the place of agentflow.json",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), files: { [CONFIG_PATH]: "{}" } }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), files: { "/etc/agentflow/b.json": "{}" } }),
    at: 'flow.files["/etc/agentflow/agentflow.json"]',
  },
  {
    rule: "SET-01",
    what: "a command with other processes than workers says",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", { ...agentFlowProps(namespace), command: [...whole, "--workers", "4"] }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        workers: 4,
        command: [...whole, "--workers", "4"],
      }),
    at: "flow.command",
  },
  {
    rule: "SEC-01",
    what: "a key in agentflow.json, by its name",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, observability: { langsmith: { api_key: "hunter2", project: "support" } } },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, observability: { langsmith: { project: "support" } } },
      }),
    at: "flow.config.observability.langsmith.api_key",
  },
  {
    rule: "SEC-01",
    what: "a password in an address in agentflow.json, by its form",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, remoteTools: [{ url: "https://tools:hunter2-hunter2@tools.example.com" }] },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        config: { ...agentFlowConfig, remoteTools: [{ url: "https://tools.example.com" }] },
      }),
    at: "flow.config.remoteTools[0].url",
  },
  {
    rule: "SEC-01",
    what: "a password in the command of the migration",
    wrong: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        migration: { command: ["migrate", "--password", "hunter2"] },
      }),
    right: ({ stack, namespace }) =>
      new AgentFlowService(stack, "flow", {
        ...agentFlowProps(namespace),
        migration: { command: ["migrate", "--password", "$(DATABASE_PASSWORD)"] },
        secrets: { DATABASE_PASSWORD: SecretKey.of("support-stores", "password") },
      }),
    at: "flow.migration.command[2]",
  },
];
