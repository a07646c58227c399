// What is true of LiteLLM only: LLM.
import { App, TerraformVariable } from "cdktf";
import { AgynStack, Cluster } from "../../../../src/constructs/index";
import {
  AgentFlowService,
  AgentNamespace,
  Drain,
  Exposure,
  HttpService,
  ModelGateway,
  Scaling,
  StreamService,
} from "../../../../src/workloads/index";
import { agentFlowProps } from "../../agentflow/support";
import { asked, elsewhere, everyGateway, type Given, type RuleExample, smart } from "./example";

const edge = {
  host: "models.example.com",
  className: "haproxy",
  controller: "haproxy",
  tlsSecret: "models-tls",
  fromNamespace: "haproxy-controller",
} as const;
const inFlight = { metric: "litellm_in_flight_requests", minimum: 2, maximum: 5 };
const imageOf = (tag: string) => `ghcr.io/berriai/litellm-non_root:${tag}@sha256:${"a1".repeat(32)}`;

/** An agent whose calls stream for 40 s, and a gateway that drains. */
const streaming = ({ stack, props, gateway: given }: Given, longestStepSeconds: number) => {
  const models = new ModelGateway(stack, "models", { ...given, drain: Drain.of({ longestStepSeconds }) });
  const drain = Drain.of({ longestStepSeconds: 60 });
  const calls = [{ ...asked, requestsPerMinute: 1, callSeconds: 40 }];
  new StreamService(stack, "answers", { ...props, drain, gateway: models, models: calls });
};

const gateway: readonly RuleExample[] = [
  {
    rule: "LLM-01",
    what: "usage-based routing",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, routingStrategy: "usage-based-routing-v2" }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, routingStrategy: "least-busy" }),
    at: "models.routingStrategy",
  },
  {
    rule: "LLM-01",
    what: "usage-based routing by settings that are given as they are",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        settings: { router: { routing_strategy: "usage-based-routing" } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, settings: { router: { routing_strategy: "simple-shuffle" } } }),
    at: "models.routingStrategy",
    also: ["SET-01"],
  },
  {
    rule: "LLM-02",
    what: "a way in for everybody",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, exposure: Exposure.ingress(edge) }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        exposure: Exposure.ingress({ ...edge, allowedCidrs: ["203.0.113.0/24"] }),
      }),
    at: "models.exposure",
  },
  {
    rule: "LLM-02",
    what: "a way in for half of all addresses",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        exposure: Exposure.ingress({ ...edge, allowedCidrs: ["203.0.113.0/24", "0.0.0.0/1"] }),
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        exposure: Exposure.ingress({ ...edge, allowedCidrs: ["203.0.113.0/24", "10.0.0.0/8"] }),
      }),
    at: "models.exposure",
  },
  {
    rule: "LLM-02",
    what: "every address among those who may come",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, callers: [{ cidr: "::/0" }] }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, callers: [{ cidr: "2001:db8::/32" }] }),
    at: "models.callers[0].cidr",
  },
  {
    rule: "LLM-03",
    what: "a database without a salt key",
    wrong: ({ stack, gateway }) => {
      const { saltKey: _, ...database } = everyGateway.database;
      new ModelGateway(stack, "models", { ...gateway, database: database });
    },
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", gateway),
    at: "models.database.saltKey",
  },
  {
    rule: "LLM-04",
    what: "a model and its fallback that together may take longer than the drain is made for",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...elsewhere, timeoutSeconds: 11 }],
        drain: Drain.of({ longestStepSeconds: 20 }),
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, drain: Drain.of({ longestStepSeconds: 20 }) }),
    at: "models.drain",
  },
  {
    rule: "LLM-04",
    what: "three tries of each of two models, and the pauses between them, where the drain is made for a second less",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, retries: 2, drain: Drain.of({ longestStepSeconds: 91 }) }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, retries: 2, drain: Drain.of({ longestStepSeconds: 92 }) }),
    at: "models.drain",
  },
  {
    rule: "LLM-05",
    what: "a master key as text",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, settings: { general: { master_key: "sk-1234" } } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        settings: { general: { master_key: "os.environ/LITELLM_MASTER_KEY" } },
      }),
    at: "models.settings.general.master_key",
    also: ["SET-01"],
  },
  {
    rule: "LLM-05",
    what: "a token of a provider among the parameters of a model",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [{ ...smart, parameters: { aws_session_token: "abc" } }, elsewhere],
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [{ ...smart, parameters: { api_version: "2026-05-01" } }, elsewhere],
      }),
    at: "models.models[0].parameters.aws_session_token",
  },
  {
    rule: "LLM-05",
    what: "a master key among the values of the chart",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { masterkey: "changeit" } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { masterkeySecretName: "litellm" } },
      }),
    at: "models.chart.values.masterkey",
  },
];

const chart: readonly RuleExample[] = [
  {
    rule: "LLM-06",
    what: "the chart's own Postgres",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { db: { deployStandalone: true } } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { db: { deployStandalone: false } } },
      }),
    at: "models.chart.values.db.deployStandalone",
  },
  {
    rule: "LLM-07",
    what: "the chart's own autoscaler",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { autoscaling: { enabled: true } } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { keda: { pollingInterval: 10 } } },
      }),
    at: "models.chart.values.autoscaling.enabled",
  },
  {
    rule: "LLM-07",
    what: "a scaler that the chart can't make",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        scaling: Scaling.podMetric(inFlight),
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, scaling: Scaling.podMetric(inFlight) }),
    at: "models.scaling",
  },
  {
    rule: "LLM-08",
    what: "an image for the chart that has a digest and no tag",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        image: `ghcr.io/berriai/litellm-non_root@sha256:${"a1".repeat(32)}`,
      }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, chart: { version: "1.96.0" } }),
    at: "models.image",
    also: ["LLM-13"],
  },
];

const together: readonly RuleExample[] = [
  {
    rule: "LLM-09",
    what: "an agent in another cluster",
    wrong: ({ stack, props, gateway }) => {
      const cluster = Cluster.fromKubeconfig({ context: "asia", kind: "eks", version: "1.36" });
      const asia = new AgynStack(App.of(stack), `${stack.node.id}-asia`, { cluster });
      const namespace = new AgentNamespace(asia, "support", { cluster });
      const models = new ModelGateway(stack, "models", gateway);
      new HttpService(asia, "answers", { ...props, namespace, gateway: models, models: [asked] });
    },
    right: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", gateway);
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
    },
    at: "/europe-asia/answers.gateway",
  },
  {
    rule: "LLM-10",
    what: "a fallback that is asked for itself, with less room than both loads need",
    wrong: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", gateway);
      const other = { ...asked, model: "smart-elsewhere", requestsPerMinute: 122.125 };
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
      new HttpService(stack, "summaries", { ...props, gateway: models, models: [other] });
    },
    right: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", gateway);
      const other = { ...asked, model: "smart-elsewhere", requestsPerMinute: 122 };
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
      new HttpService(stack, "summaries", { ...props, gateway: models, models: [other] });
    },
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "LLM-11",
    what: "two pods of agents with four in flight each, before five of the gateway that take one",
    wrong: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", { ...gateway, inFlightPerPod: 1 });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
    },
    right: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", { ...gateway, inFlightPerPod: 2 });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
    },
    at: "models.inFlightPerPod",
  },
  {
    rule: "LLM-11",
    what: "a model that lets fewer calls through at a time than agents have in flight",
    wrong: ({ stack, props, gateway }) => {
      const few = [{ ...smart, maxParallelRequests: 1 }, elsewhere];
      const models = new ModelGateway(stack, "models", { ...gateway, models: few });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
    },
    right: ({ stack, props, gateway }) => {
      const enough = [{ ...smart, maxParallelRequests: 2 }, elsewhere];
      const models = new ModelGateway(stack, "models", { ...gateway, models: enough });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
    },
    at: "models.models[0].maxParallelRequests",
  },
  {
    rule: "LLM-12",
    what: "a name behind which that of its migration does not fit",
    wrong: ({ stack, gateway: { drill: _, scaling: __, fallbacks: ___, ...gateway } }) =>
      new ModelGateway(stack, "models", { ...gateway, models: [smart], name: "m".repeat(47) }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, name: "m".repeat(46) }),
    at: "models.name",
    also: ["GWY-03"],
  },
  {
    rule: "LLM-13",
    what: "a drill of a version that drops the flag which forces a fallback",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, image: imageOf("1.85.0") }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, image: imageOf("1.84.9") }),
    at: "models.drill",
  },
  {
    rule: "LLM-13",
    what: "the last version that does",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, image: imageOf("v1.95.3-stable") }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, image: imageOf("v1.96.0-stable") }),
    at: "models.drill",
  },
  {
    rule: "LLM-13",
    what: "a drill of an image that says no version",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        image: `ghcr.io/berriai/litellm-non_root@sha256:${"a1".repeat(32)}`,
      }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, image: imageOf("1.96.0") }),
    at: "models.drill",
  },
  {
    rule: "LLM-14",
    what: "a step of an agent that is shorter than a call with its fallback",
    wrong: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...elsewhere, timeoutSeconds: 11 }],
      });
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
    },
    right: ({ stack, props, gateway }) => {
      const models = new ModelGateway(stack, "models", gateway);
      new HttpService(stack, "answers", { ...props, gateway: models, models: [asked] });
    },
    at: "answers.drain.longestStepSeconds",
  },
  {
    rule: "LLM-14",
    what: "a client of models that gives up before a fallback has answered",
    wrong: ({ stack, namespace, gateway }) => {
      const models = new ModelGateway(stack, "models", gateway);
      const { network: _direct, ...props } = agentFlowProps(namespace);
      new AgentFlowService(stack, "flow", { ...props, gateway: models, models: [asked], llmTimeoutSeconds: 19 });
    },
    right: ({ stack, namespace, gateway }) => {
      const models = new ModelGateway(stack, "models", gateway);
      const { network: _direct, ...props } = agentFlowProps(namespace);
      new AgentFlowService(stack, "flow", { ...props, gateway: models, models: [asked], llmTimeoutSeconds: 20 });
    },
    at: "flow.llmTimeoutSeconds",
  },
  {
    rule: "LLM-16",
    what: "a drill that has less time than a fallback",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, drill: { ...everyGateway.drill, timeoutSeconds: 22 } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, drill: { ...everyGateway.drill, timeoutSeconds: 23 } }),
    at: "models.drill.timeoutSeconds",
  },
  {
    rule: "LLM-17",
    what: "no process in a pod",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, workers: 0 }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, workers: 1 }),
    at: "models.workers",
  },
  {
    rule: "LLM-17",
    what: "less than no retry",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, retries: -1 }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, retries: 0 }),
    at: "models.retries",
  },
  {
    rule: "LLM-17",
    what: "a timeout that is known at apply only",
    wrong: ({ stack, gateway }) => {
      const timeoutSeconds = new TerraformVariable(stack, "timeout", { type: "number" }).numberValue;
      new ModelGateway(stack, "models", { ...gateway, models: [{ ...smart, timeoutSeconds }, elsewhere] });
    },
    right: ({ stack, gateway }) => {
      const requestsPerMinute = new TerraformVariable(stack, "rate", { type: "number" }).numberValue;
      new ModelGateway(stack, "models", { ...gateway, models: [{ ...smart, requestsPerMinute }, elsewhere] });
    },
    at: "models.models[0].timeoutSeconds",
  },
  {
    rule: "LLM-04",
    what: "calls of an agent that stream for longer than the gateway drains",
    wrong: (given) => streaming(given, 20),
    right: (given) => streaming(given, 60),
    at: "models.drain",
  },
  {
    rule: "LLM-15",
    what: "a model of one's own to which no policy leads",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...elsewhere, apiBase: "http://vllm.inference.svc:8000/v1" }],
        egress: [{ namespace: "stores" }],
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...elsewhere, apiBase: "http://vllm.inference.svc:8000/v1" }],
        egress: [{ namespace: "inference", ports: [8000] }],
      }),
    at: "models.models[1].apiBase",
  },
];

export const liteLlmExamples: readonly RuleExample[] = [...gateway, ...chart, ...together];
