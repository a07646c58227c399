// AgentFlow: AFL. Its command, its file and what it is told twice have files of their own.
import { AgentFlowService, Checkpointer, fromAgentflowBuild, Probe, SecretKey } from "../../../../src/workloads/index";
import { agentFlowConfig, agentFlowProps, dsn, rateLimit, stores } from "../../agentflow/support";
import type { RuleExample } from "./example";

const withoutLimiter = { agent: agentFlowConfig.agent };
const cached = { dsn, redis: SecretKey.of("support-stores", "redis") };

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
];
