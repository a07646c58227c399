// Who stands beside whom, and what is seen of each: POL, OBS.
import {
  AgentFlowService,
  AgentJob,
  AgentSecret,
  BridgeService,
  Exposure,
  HttpService,
  JobTrigger,
  ModelGateway,
  Scaling,
  SecretKey,
} from "../../../../src/workloads/index";
import { agentFlowProps } from "../../agentflow/support";
import { ByHand, ingress, type RuleExample, wayIn } from "./example";
import { prometheus } from "./scaling";

export const poolExamples: readonly RuleExample[] = [
  {
    rule: "POL-01",
    what: "one name for two",
    wrong: ({ stack, props }) => {
      new HttpService(stack, "answers", props);
      return new HttpService(stack, "other", { ...props, name: "answers" });
    },
    right: ({ stack, props }) => {
      new HttpService(stack, "answers", props);
      return new HttpService(stack, "other", props);
    },
    at: "other.name",
  },
  {
    rule: "POL-01",
    what: "the name of what is made with the files of another",
    wrong: ({ stack, props }) => {
      new HttpService(stack, "answers", { ...props, files: { "/etc/agent/prompt.txt": "Be brief." } });
      return new HttpService(stack, "answers-files", props);
    },
    right: ({ stack, props }) => {
      new HttpService(stack, "answers", props);
      return new HttpService(stack, "answers-files", props);
    },
    at: "answers-files.name",
  },
  {
    rule: "POL-01",
    what: "the name of the policy of another's migration",
    wrong: ({ stack, namespace, props }) => {
      new AgentFlowService(stack, "flow", agentFlowProps(namespace));
      return new HttpService(stack, "flow-migrate", props);
    },
    right: ({ stack, namespace, props }) => {
      new AgentFlowService(stack, "flow", agentFlowProps(namespace));
      return new HttpService(stack, "flow-answers", props);
    },
    at: "flow-migrate.name",
  },
  {
    rule: "POL-01",
    what: "the name of the account that each namespace has",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "default" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "default-answers" }),
    at: "answers.name",
  },
  {
    rule: "POL-01",
    what: "the name of the policy that closes the namespace",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "deny-all" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "deny" }),
    at: "answers.name",
  },
  {
    rule: "POL-01",
    what: "one name for two Secrets",
    wrong: ({ stack, namespace, secret }) => {
      new AgentSecret(stack, "crm", { namespace, data: { key: secret }, revision: 1, renewEveryDays: 90 });
      const name = "crm";
      return new AgentSecret(stack, "erp", { namespace, name, data: { key: secret }, revision: 1, renewEveryDays: 90 });
    },
    right: ({ stack, namespace, secret }) => {
      new AgentSecret(stack, "crm", { namespace, data: { key: secret }, revision: 1, renewEveryDays: 90 });
      return new AgentSecret(stack, "erp", { namespace, data: { key: secret }, revision: 1, renewEveryDays: 90 });
    },
    at: "erp.name",
  },
  {
    rule: "POL-02",
    what: "a place on a node with accelerators, for nothing",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, nodes: { selector: { "nvidia.com/gpu.product": "A100" } } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        nodes: { selector: { "nvidia.com/gpu.product": "A100" }, accelerators: { "nvidia.com/gpu": 1 } },
      }),
    at: "answers.nodes.selector",
  },
  {
    rule: "POL-02",
    what: "a place on a node with accelerators, with memory alone",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        nodes: { selector: { "cloud.google.com/gke-accelerator": "nvidia-l4" } },
        resources: { limits: { memory: "8Gi" } },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        nodes: { selector: { "cloud.google.com/gke-accelerator": "nvidia-l4" } },
        resources: { limits: { memory: "8Gi", "nvidia.com/gpu": "1" } },
      }),
    at: "answers.nodes.selector",
  },
  {
    rule: "POL-02",
    what: "half an accelerator",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, nodes: { accelerators: { "nvidia.com/gpu": 0.5 } } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, nodes: { selector: { "nvidia.com/gpu.present": "false" } } }),
    at: 'answers.nodes.accelerators["nvidia.com/gpu"]',
  },
  {
    rule: "POL-03",
    what: "a name with a capital letter",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "Answers" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "answers" }),
    at: "answers.name",
  },
  {
    rule: "POL-03",
    what: "a name that is too long with what is put behind it",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, name: "a".repeat(47), scaling: Scaling.prometheus(prometheus) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, name: "a".repeat(46), scaling: Scaling.prometheus(prometheus) }),
    at: "answers.name",
  },
  {
    rule: "POL-03",
    what: "a job by a schedule, whose runs are called after it",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "nightly", { ...job, name: "n".repeat(53), trigger: JobTrigger.schedule("0 3 * * *") }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "nightly", { ...job, name: "n".repeat(52), trigger: JobTrigger.schedule("0 3 * * *") }),
    at: "nightly.name",
  },
  {
    rule: "POL-03",
    what: "a gateway whose drill is called after it, with -drill behind",
    wrong: ({ stack, gateway: { scaling: _, database: __, ...gateway } }) =>
      new ModelGateway(stack, "models", { ...gateway, name: "m".repeat(47) }),
    right: ({ stack, gateway: { scaling: _, database: __, ...gateway } }) =>
      new ModelGateway(stack, "models", { ...gateway, name: "m".repeat(46) }),
    at: "models/Drill.name",
  },
  {
    rule: "POL-03",
    what: "a Service whose name begins with a digit",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "2nd-line" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, name: "line-2" }),
    at: "answers.name",
  },
  {
    rule: "POL-04",
    what: "one secret for two runners",
    wrong: (given) => {
      const secrets = { UNPOD_AGENT_SECRET: SecretKey.of("unpod", "agent") };
      new ByHand(given, "first", { system: "unpod" }, { secrets });
      return new ByHand(given, "second", { system: "unpod" }, { secrets });
    },
    right: (given) => {
      const secrets = (pool: string) => ({
        UNPOD_AGENT_SECRET: SecretKey.of("unpod", pool),
        OPENAI_API_KEY: SecretKey.of("openai", "key"),
      });
      new ByHand(given, "first", { system: "unpod" }, { secrets: secrets("first") });
      return new ByHand(given, "second", { system: "unpod" }, { secrets: secrets("second") });
    },
    at: "second.environment.UNPOD_AGENT_SECRET",
  },
  {
    rule: "POL-05",
    what: "a Secret of which nobody says when it is renewed",
    wrong: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", { namespace, data: { openai: secret }, revision: 1 }),
    right: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", { namespace, data: { openai: secret }, revision: 1, renewEveryDays: 90 }),
    at: "keys.renewEveryDays",
  },
  {
    rule: "POL-06",
    what: "one host for two",
    wrong: ({ stack, props }) => {
      const exposure = Exposure.route(wayIn);
      new HttpService(stack, "answers", { ...props, exposure });
      return new HttpService(stack, "other", { ...props, exposure });
    },
    right: ({ stack, props }) => {
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route(wayIn) });
      const exposure = Exposure.route({ ...wayIn, host: "other.example.com" });
      return new HttpService(stack, "other", { ...props, exposure });
    },
    at: "other.exposure.host",
  },
  {
    rule: "POL-06",
    what: "one host for two, not a host of each pod below it",
    wrong: ({ stack, props }) => {
      const exposure = Exposure.ingress({ ...ingress, controller: "nginx" });
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route({ ...wayIn, host: ingress.host }) });
      return new HttpService(stack, "other", { ...props, exposure });
    },
    right: ({ stack, props }) => {
      const exposure = Exposure.route({ ...wayIn, url: `wss://{pod}.${wayIn.host}` });
      new HttpService(stack, "answers", { ...props, exposure: Exposure.route(wayIn) });
      return new BridgeService(stack, "other", {
        ...props,
        scaling: undefined,
        hosts: "perPod",
        replicas: 2,
        exposure,
      });
    },
    at: "other.exposure.host",
  },
  {
    rule: "OBS-01",
    what: "metrics without traces",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, sight: { metrics: "cloud agent" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: { metrics: "cloud agent", traces: "http://otel.monitoring:4318" },
      }),
    at: "answers.sight",
  },
  {
    rule: "OBS-02",
    what: "metrics that the policy lets nobody read",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: { metrics: ":9090/metrics", traces: "http://otel.monitoring:4318" },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: {
          metrics: ":9090/metrics",
          monitoring: { namespace: "monitoring" },
          traces: "http://otel.monitoring:4318",
        },
      }),
    at: "answers.sight.monitoring",
  },
  {
    rule: "OBS-02",
    what: "a port of metrics without its colon",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sight: { ...props.sight, metrics: "9090/metrics" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sight: { ...props.sight, metrics: ":9090/metrics" } }),
    at: "answers.sight.metrics",
  },
  {
    rule: "OBS-02",
    what: "traces to an address outside of the cluster that the policy does not open",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: { ...props.sight, traces: "https://otel.acme.example:4317" },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sight: {
          ...props.sight,
          traces: "https://otel.acme.example:4317",
          collector: { cidr: "203.0.113.7/32", ports: [4317] },
        },
      }),
    at: "answers.sight.collector",
  },
];
