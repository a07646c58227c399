// What an API server refuses at apply: POD-08 to POD-10.
import { TerraformVariable } from "cdktf";
import {
  AgentJob,
  Exposure,
  HttpService,
  type HttpServiceProps,
  JobTrigger,
  PreStop,
  Probe,
  SecretKey,
  Volume,
} from "../../../../src/workloads/index";
import { type Given, IMAGE, ingress, type RuleExample, wayIn } from "./example";

/** A number that Terraform knows later. */
const later = (stack: Given["stack"]): number => new TerraformVariable(stack, "later", { type: "number" }).numberValue;

type Change = Partial<HttpServiceProps> | ((number: number) => Partial<HttpServiceProps>);

/** A service that is wrong, and one that is right. */
function ofService(rule: string, what: string, at: string, wrong: Change, right: Change): RuleExample {
  const make =
    (change: Change): RuleExample["wrong"] =>
    ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        ...(typeof change === "function" ? change(later(stack)) : change),
      });
  return { rule, what, wrong: make(wrong), right: make(right), at: `answers.${at}` };
}

const sight = { monitoring: { namespace: "monitoring" }, traces: "http://otel.monitoring:4318" };
const proxy = { name: "proxy", image: IMAGE };

export const acceptedExamples: readonly RuleExample[] = [
  {
    rule: "POD-08",
    what: "a limit below its request",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        resources: { requests: { memory: "2Gi" }, limits: { memory: "2G" } },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        resources: { requests: { memory: "2Gi" }, limits: { memory: "2048Mi" } },
      }),
    at: "answers.resources.limits.memory",
  },
  {
    rule: "POD-09",
    what: "a port that there is not",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, port: 80_800 }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, port: 8_080 }),
    at: "answers.port",
  },
  {
    rule: "POD-10",
    what: "a label that is none",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, labels: { "cost center": "7" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, labels: { "cost-center": "7" } }),
    at: 'answers.labels["cost center"]',
  },
  ofService(
    "POD-08",
    "memory that is no quantity",
    "resources.requests.memory",
    { resources: { requests: { memory: "2 GB" } } },
    { resources: { requests: { memory: "2Gi" } } },
  ),
  ofService(
    "POD-08",
    "memory of a few bytes, because its unit is left out",
    "resources.limits.memory",
    { resources: { limits: { memory: "512" } } },
    { resources: { requests: { memory: "512Mi" }, limits: { memory: "512Mi" } } },
  ),
  ofService(
    "POD-08",
    "memory of a sidecar in thousandths of bytes",
    "sidecars[0].resources.limits.memory",
    { sidecars: [{ ...proxy, resources: { limits: { memory: "512m" } } }] },
    { sidecars: [{ ...proxy, resources: { limits: { memory: "512M" } } }] },
  ),
  ofService(
    "POD-08",
    "a disk of a few bytes",
    'resources.limits["ephemeral-storage"]',
    { resources: { limits: { "ephemeral-storage": "100" } } },
    { resources: { limits: { "ephemeral-storage": "100Ki" } } },
  ),
  ofService(
    "POD-08",
    "a limit of a sidecar below its request",
    "sidecars[0].resources.limits.cpu",
    { sidecars: [{ ...proxy, resources: { requests: { cpu: "1" }, limits: { cpu: "500m" } } }] },
    { sidecars: [{ ...proxy, resources: { requests: { memory: "512Mi" }, limits: { cpu: "20m" } } }] },
  ),
  ofService("POD-09", "less than no pods", "replicas", { replicas: -1 }, { replicas: 0 }),
  ofService(
    "POD-09",
    "a part of a pod",
    "disruption.maxUnavailable",
    { disruption: { maxUnavailable: 1.5 } },
    (maxUnavailable) => ({ disruption: { maxUnavailable } }),
  ),
  ofService(
    "POD-09",
    "a user of a sidecar that is none",
    "sidecars[0].security.runAsUser",
    { sidecars: [{ ...proxy, security: { runAsUser: -1 } }] },
    (runAsUser) => ({ sidecars: [{ ...proxy, security: { runAsUser } }] }),
  ),
  ofService(
    "POD-09",
    "a probe that is asked all the time",
    "probes.readiness.periodSeconds",
    { probes: { readiness: Probe.http("/readyz", { periodSeconds: 0 }) } },
    { probes: { readiness: Probe.http("/readyz", { periodSeconds: 1 }) } },
  ),
  ofService(
    "POD-09",
    "a hook of a sidecar at no port",
    "sidecars[0].preStop.port",
    { sidecars: [{ ...proxy, preStop: PreStop.http("/wait", 0) }] },
    { sidecars: [{ ...proxy, preStop: PreStop.http("/wait", 9_901) }] },
  ),
  ofService(
    "POD-09",
    "a timeout of more digits than a route takes",
    "exposure.timeoutSeconds",
    { exposure: Exposure.route({ ...wayIn, timeoutSeconds: 100_000 }) },
    { exposure: Exposure.route({ ...wayIn, timeoutSeconds: 99_999 }) },
  ),
  ofService(
    "POD-09",
    "a weight that is too heavy",
    "nodes.affinity.node.preferred[0].weight",
    { nodes: { affinity: { node: { preferred: [{ key: "cheap", operator: "Exists", weight: 500 }] } } } },
    { nodes: { affinity: { node: { preferred: [{ key: "cheap", operator: "Exists", weight: 100 }] } } } },
  ),
  {
    rule: "POD-09",
    what: "less than no tries",
    wrong: ({ stack, job }) => new AgentJob(stack, "nightly", { ...job, trigger: JobTrigger.once(), retries: -1 }),
    right: ({ stack, job }) => new AgentJob(stack, "nightly", { ...job, trigger: JobTrigger.once(), retries: 0 }),
    at: "nightly.retries",
    also: ["JOB-01"],
  },
  {
    rule: "POD-09",
    what: "tries that are known later, from which the deadline follows",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "nightly", { ...job, trigger: JobTrigger.once(), retries: later(stack) }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "nightly", {
        ...job,
        trigger: JobTrigger.once(),
        retries: later(stack),
        deadlineSeconds: 100_000,
      }),
    at: "nightly.retries",
  },
  ofService(
    "POD-10",
    "an annotation of the account that is none",
    'serviceAccount.annotations["role arn"]',
    { serviceAccount: { annotations: { "role arn": "x" } } },
    { serviceAccount: { annotations: { "Example.com/role": "x y" } } },
  ),
  ofService(
    "POD-10",
    "a variable that no ConfigMap takes",
    'environment["LOG LEVEL"]',
    { environment: { "LOG LEVEL": "info" } },
    { environment: { LOG_LEVEL: "info" } },
  ),
  ofService(
    "POD-10",
    "a Secret of no name",
    "secrets.CRM",
    { secrets: { CRM: SecretKey.of("Support CRM", "key") } },
    { secrets: { CRM: SecretKey.of("support.crm", "key") } },
  ),
  ofService(
    "POD-10",
    "a claim of no name",
    'volumes["/data"]',
    { volumes: { "/data": Volume.claim("My Data", { shared: true }) } },
    { volumes: { "/data": Volume.claim("my-data", { shared: true }) } },
  ),
  ofService(
    "POD-10",
    "an address where a host is asked for",
    "exposure.host",
    { exposure: Exposure.route({ ...wayIn, host: "https://agents.example.com", url: "https://agents.example.com" }) },
    { exposure: Exposure.route({ ...wayIn, host: "agents.example.com" }) },
  ),
  ofService(
    "POD-10",
    "values for an operator that takes none",
    "nodes.affinity.node.required[0].values",
    { nodes: { affinity: { node: { required: [{ key: "gpu", operator: "Exists", values: ["yes"] }] } } } },
    { nodes: { affinity: { node: { required: [{ key: "cores", operator: "Gt", values: ["8"] }] } } } },
  ),
  ofService(
    "POD-10",
    "a toleration of a taint whatever its value, with a value",
    "nodes.tolerations[0].value",
    { nodes: { tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", value: "true" }] } },
    { nodes: { tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }] } },
  ),
  ofService(
    "POD-10",
    "a toleration with the value in its key",
    "nodes.tolerations[0].key",
    { nodes: { tolerations: [{ key: "dedicated=agents", operator: "Exists" }] } },
    { nodes: { tolerations: [{ key: "dedicated", value: "agents", effect: "NoSchedule" }] } },
  ),
  ofService(
    "POD-10",
    "a toleration of no key, though of a value",
    "nodes.tolerations[0].key",
    { nodes: { tolerations: [{ key: "" }] } },
    { nodes: { tolerations: [{ key: "", operator: "Exists" }] } },
  ),
  ofService(
    "POD-10",
    "a toleration of an effect that no taint has",
    "nodes.tolerations[0].effect",
    { nodes: { tolerations: [{ key: "dedicated", value: "agents", effect: "NoEviction" as "NoExecute" }] } },
    { nodes: { tolerations: [{ key: "dedicated", value: "agents", effect: "NoExecute" }] } },
  ),
  ofService(
    "POD-08",
    "accelerators that are requested without a limit",
    'resources.limits["nvidia.com/gpu"]',
    { resources: { requests: { "nvidia.com/gpu": "1" } } },
    { resources: { limits: { "nvidia.com/gpu": "1" } } },
  ),
  ofService(
    "POD-08",
    "a limit of accelerators above their request",
    'resources.limits["nvidia.com/gpu"]',
    { resources: { requests: { "nvidia.com/gpu": "1" }, limits: { "nvidia.com/gpu": "2" } } },
    { resources: { requests: { "nvidia.com/gpu": "2" }, limits: { "nvidia.com/gpu": "2" } } },
  ),
  ofService(
    "POD-08",
    "half an accelerator of a sidecar",
    'sidecars[0].resources.limits["nvidia.com/gpu"]',
    { sidecars: [{ ...proxy, resources: { limits: { "nvidia.com/gpu": "0.5" } } }] },
    { sidecars: [{ ...proxy, resources: { limits: { "nvidia.com/gpu": "1" } } }] },
  ),
  ofService(
    "POD-08",
    "a resource that Kubernetes does not have",
    "resources.limits.gpu",
    { resources: { limits: { gpu: "1" } } },
    { resources: { limits: { "ephemeral-storage": "1Gi" } } },
  ),
  ofService(
    "POD-08",
    "an accelerator without the domain of who hands it out",
    'nodes.accelerators["gpu"]',
    { nodes: { accelerators: { gpu: 1 } } },
    { nodes: { accelerators: { "nvidia.com/gpu": 1 } } },
  ),
  ofService(
    "POD-09",
    "traces to a port that there is not",
    "sight.traces",
    { sight: { ...sight, metrics: ":9090/metrics", traces: "http://otel.monitoring:43180000" } },
    { sight: { ...sight, metrics: ":9090/metrics", traces: "http://otel.monitoring:4318" } },
  ),
  ofService(
    "POD-10",
    "a Secret of a certificate that has no name",
    "exposure.tlsSecret",
    { exposure: Exposure.ingress({ ...ingress, controller: "haproxy", tlsSecret: "Agents_TLS" }) },
    { exposure: Exposure.ingress({ ...ingress, controller: "haproxy", tlsSecret: "agents.tls" }) },
  ),
  ofService(
    "POD-10",
    "a class of an Ingress that is none",
    "exposure.className",
    { exposure: Exposure.ingress({ ...ingress, controller: "haproxy", className: "HAProxy" }) },
    { exposure: Exposure.ingress({ ...ingress, controller: "haproxy", className: "haproxy.internal" }) },
  ),
  ofService(
    "POD-10",
    "an annotation of an Ingress that is none",
    'exposure.annotations["load balance"]',
    { exposure: Exposure.ingress({ ...ingress, controller: "haproxy", annotations: { "load balance": "x" } }) },
    { exposure: Exposure.ingress({ ...ingress, controller: "haproxy", annotations: { "haproxy.org/x": "a b" } }) },
  ),
  ofService(
    "POD-10",
    "a Gateway with its namespace in its name",
    "exposure.gateway",
    { exposure: Exposure.route({ ...wayIn, gateway: "gateways/edge" }) },
    { exposure: Exposure.route({ ...wayIn, gateway: "edge", gatewayNamespace: "gateways" }) },
  ),
  ofService(
    "POD-10",
    "a namespace of a way in that is none",
    "exposure.fromNamespace",
    { exposure: Exposure.route({ ...wayIn, fromNamespace: "Gateways" }) },
    { exposure: Exposure.route({ ...wayIn, fromNamespace: "gateways" }) },
  ),
  ofService(
    "POD-09",
    "metrics at a port that there is not",
    "sight.metrics",
    { sight: { ...sight, metrics: ":90900/metrics" } },
    { sight: { ...sight, metrics: ":9090/metrics" } },
  ),
];
