// The addresses by which an Unpod runner reaches its platform, and what is said of them twice: UNP.
import { SecretKey, UnpodRunnerPool } from "../../../../src/workloads/index";
import { diallingProps, fromJavaScript } from "../../unpod/pools";
import type { RuleExample } from "./example";

export const unpodAddressExamples: readonly RuleExample[] = [
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
    rule: "SET-01",
    what: "an agent by a variable that says another than the pool",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { AGENT_ID: "mail-support" },
      }),
    right: ({ stack, namespace }) =>
      UnpodRunnerPool.dialOut(stack, "voice", {
        ...diallingProps(namespace),
        environment: { AGENT_NAME: "mail-support" },
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
];
