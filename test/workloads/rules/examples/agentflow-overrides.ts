// What an AgentFlow service is told twice, or holds as text: the shared rules, read of its settings.
import { AgentFlowService, SecretKey } from "../../../../src/workloads/index";
import { CONFIG_PATH } from "../../../../src/workloads/agentflow/config";
import { agentFlowConfig, agentFlowProps } from "../../agentflow/support";
import type { RuleExample } from "./example";

export const agentFlowOverrideExamples: readonly RuleExample[] = [
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
