// One example for a rule of agent workloads: what trips it, and beside it what just does not. The tests run them, and the page of
// each rule shows the source of its first one.
import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { AgynStack, Cluster, SecretReference } from "../../../../src/constructs/index";
import {
  type AgentJobProps,
  AgentNamespace,
  type AgentPlatform,
  type AgentPlatformProps,
  AgentWorkload,
  type DialOutServiceProps,
  Drain,
  type GatewayModel,
  type GatewayOptions,
  type HttpServiceProps,
  Probe,
  type RedisQueueOptions,
  SecretKey,
} from "../../../../src/workloads/index";
import type { WorkloadDescription } from "../../../../src/workloads/description/workload";

/** What an example is built in and from. */
export interface Given {
  readonly stack: AgynStack;
  readonly namespace: AgentNamespace;
  readonly platform: AgentPlatform;
  /** Settings of a service that answers over HTTP, in which nothing is wrong. */
  readonly props: HttpServiceProps;
  /** Settings of a workload that dials out, in which nothing is wrong. */
  readonly dialling: DialOutServiceProps;
  /** Settings of a job, in which nothing is wrong, but for what starts it. */
  readonly job: Omit<AgentJobProps, "trigger">;
  /** A value for a Secret. */
  readonly secret: SecretReference;
  /** Settings of a gateway to models, in which nothing is wrong. */
  readonly gateway: GatewayOptions;
}

/** What trips a rule, and what does not. */
export interface RuleExample {
  readonly rule: string;
  /** What is wrong, in a few words. */
  readonly what: string;
  readonly wrong: (given: Given) => unknown;
  readonly right: (given: Given) => unknown;
  /** Where it is found, below the stack: `answers.gracePeriodSeconds`. */
  readonly at: string;
  /** Rules that can't but find something too. */
  readonly also?: readonly string[];
}

/** The image of the examples by its tag alone. */
export const TAGGED = "registry.example.com/support:1.4.2";

/** The same by its digest. */
export const IMAGE = `${TAGGED}@sha256:${"a1".repeat(32)}`;

/** What providers allow in the examples: enough for all of them, and a model of which there is little. */
export const platformProps: AgentPlatformProps = {
  budgets: [
    { name: "gpt", provider: "openai", requestsPerMinute: 100_000, tokensPerMinute: 100_000_000 },
    { name: "scarce", provider: "openai", requestsPerMinute: 24, tokensPerMinute: 1_000_000 },
  ],
};

const cluster = Cluster.fromKubeconfig({ context: "test", kind: "eks", version: "1.36", tierLabelsProtected: true });

const everyWorkload = {
  image: IMAGE,
  command: ["python", "main.py"],
  drain: Drain.of({ longestStepSeconds: 20 }),
  inFlightPerPod: 4,
  models: [{ model: "gpt", requestsPerMinute: 3, tokensPerMinute: 9_000 }],
  network: { models: [{ namespace: "models", ports: [4000] }] },
  state: { sessions: "redis" },
  sight: {
    metrics: ":9090/metrics",
    monitoring: { namespace: "monitoring" },
    traces: "http://otel.monitoring:4318",
  },
};

const served = {
  port: 8080,
  whenFull: "shed",
  authentication: "jwt",
  probes: {
    liveness: Probe.http("/healthz"),
    readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 60 }),
  },
} as const;

const { inFlightPerPod: _one, ...everyJob } = everyWorkload;

/** The two models of the gateway; the second takes over for the first. */
export const smart: GatewayModel = {
  name: "smart",
  target: "openai/gpt-5",
  apiKey: SecretKey.of("openai", "api-key"),
  requestsPerMinute: 1_000,
  tokensPerMinute: 1_000_000,
  timeoutSeconds: 10,
};
export const elsewhere: GatewayModel = {
  ...smart,
  name: "smart-elsewhere",
  target: "anthropic/claude-5",
  apiKey: SecretKey.of("anthropic", "api-key"),
};

/** A gateway, but for its namespace. */
export const everyGateway = {
  image: `ghcr.io/berriai/litellm-non_root:1.96.0@sha256:${"a1".repeat(32)}`,
  inFlightPerPod: 100,
  masterKey: SecretKey.of("litellm", "master-key"),
  models: [smart, elsewhere],
  // one try of each is what a step of an agent has time for
  retries: 0,
  fallbacks: { smart: ["smart-elsewhere"] },
  redis: {
    host: "redis.stores",
    password: SecretKey.of("redis", "password"),
    peer: { namespace: "stores", podLabels: { app: "redis" }, ports: [6379] },
  },
  database: {
    url: SecretKey.of("postgres", "url"),
    saltKey: SecretKey.of("litellm", "salt-key"),
    mostConnections: 100,
    peer: { namespace: "stores", podLabels: { app: "postgres" }, ports: [5432] },
  },
  scaling: { server: "http://prometheus.monitoring:9090", minimum: 2, maximum: 5 },
  monitoring: { namespace: "monitoring" },
  drill: { image: `registry.example.com/curl@sha256:${"a1".repeat(32)}`, key: SecretKey.of("drill", "key") },
  sight: { traces: "http://otel.monitoring:4318" },
};

/** What an agent asks of the gateway. */
export const asked = { model: "smart", requestsPerMinute: 3, tokensPerMinute: 9_000 };

/** A queue. */
export const list: RedisQueueOptions = {
  address: "redis.queues:6379",
  list: "reports",
  url: SecretKey.of("redis", "url"),
  durable: true,
  peer: { namespace: "queues", ports: [6379] },
};

/** A way in. */
export const wayIn = { host: "agents.example.com", gateway: "edge", fromNamespace: "gateways" };

/** An Ingress, but for its controller. */
export const ingress = {
  host: "agents.example.com",
  className: "public",
  tlsSecret: "agents-tls",
  fromNamespace: "ingress",
};

/** What an example is built in: a stack of its own, with a namespace. */
export function givenIn(scope: Construct, platform: AgentPlatform, id = "europe", name = "support"): Given {
  const stack = new AgynStack(scope, id, { cluster });
  const namespace = new AgentNamespace(stack, name, { cluster });
  return {
    stack,
    namespace,
    platform,
    props: { ...everyWorkload, ...served, namespace },
    dialling: { ...everyWorkload, namespace },
    job: { ...everyJob, namespace },
    secret: SecretReference.fromVariable(new TerraformVariable(stack, "key", { type: "string", sensitive: true })),
    gateway: { ...everyGateway, namespace },
  };
}

/** A workload of a kind whose construct is not there, or does not let it be wrong: its description is changed by hand. */
export class ByHand extends AgentWorkload {
  constructor(
    { stack, props }: Given,
    id: string,
    change: Partial<WorkloadDescription>,
    more: Partial<HttpServiceProps> = {},
  ) {
    const adapt = (description: WorkloadDescription): WorkloadDescription => ({ ...description, ...change });
    super(stack, id, { system: "agent-service", shape: "http", adapt }, { ...props, ...more });
  }
}
