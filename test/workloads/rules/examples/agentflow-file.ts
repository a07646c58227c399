// The file of an AgentFlow service, agentflow.json: AFL.
import { AgentFlowAuth, AgentFlowService } from "../../../../src/workloads/index";
import { agentFlowConfig, agentFlowProps, rateLimit } from "../../agentflow/support";
import type { RuleExample } from "./example";

export const agentFlowFileExamples: readonly RuleExample[] = [
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
];
