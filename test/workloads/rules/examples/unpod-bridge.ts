// Bridges: UNP, and the shared rules, as far as they read what only these have. What the types refuse is given as by a program without
// types.
import { TerraformVariable } from "cdktf";
import { BridgeService, Drain, Probe, SecretKey, UnpodRunnerPool } from "../../../../src/workloads/index";
import { bridgeWayIn, diallingProps, fromJavaScript, scaledFrom, servedProps } from "../../unpod/pools";
import type { RuleExample } from "./example";

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

export const unpodBridgeExamples: readonly RuleExample[] = [
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
    rule: "UNP-10",
    what: "one host for several runners",
    wrong: (given) => fromJavaScript.serve(given, { hosts: "shared", servingUrl: "wss://agents.example.com" }),
    right: ({ stack, namespace }) => UnpodRunnerPool.serve(stack, "voice", servedProps(namespace)),
    at: "voice.hosts",
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
  {
    rule: "UNP-16",
    what: "pods with hosts of their own of which Terraform knows the number later",
    wrong: ({ stack, namespace }) =>
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        replicas: new TerraformVariable(stack, "calls", { type: "number" }).numberValue,
      }),
    right: ({ stack, namespace }) => UnpodRunnerPool.serve(stack, "voice", { ...servedProps(namespace), replicas: 3 }),
    at: "voice.replicas",
  },
  {
    rule: "SET-01",
    what: "another address of a bridge than that of its way in",
    wrong: ({ stack, props }) =>
      new BridgeService(stack, "calls", {
        ...props,
        exposure: bridgeWayIn,
        environment: { AGENT_PUBLIC_URL: "https://calls.example.com" },
      }),
    right: ({ stack, props }) => new BridgeService(stack, "calls", { ...props, exposure: bridgeWayIn }),
    at: "calls.environment.AGENT_PUBLIC_URL",
  },
  {
    rule: "DRN-07",
    what: "a bridge that is told to end while calls are still sent to it",
    wrong: ({ stack, props }) =>
      new BridgeService(stack, "calls", {
        ...props,
        exposure: bridgeWayIn,
        drain: Drain.of({ longestStepSeconds: 900, preStopSeconds: 0 }),
      }),
    right: ({ stack, props }) =>
      new BridgeService(stack, "calls", {
        ...props,
        exposure: bridgeWayIn,
        drain: Drain.of({ longestStepSeconds: 900, preStopSeconds: 5 }),
      }),
    at: "calls.drain.preStopSeconds",
  },
];
