// A secret as text under every option that takes a text: it is refused, and stands neither in what is said nor in what is written. The
// lists are complete by their types: an option more is an error of the compiler here.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// without stack traces of tokens: ten times as fast under a test runner
import "../../constructs/support";
import { App } from "cdktf";
import {
  AgentJob,
  type AgentNamespace,
  AgentPlatform,
  type AgentSecret,
  type Drain,
  Exposure,
  type GatewayDescription,
  HttpService,
  type HttpServiceProps,
  JobTrigger,
  PreStop,
  Probe,
  Queue,
  QueueWorker,
  type RedisQueueOptions,
  Scaling,
  ScalingTrigger,
  SecretKey,
  Volume,
} from "../../../src/workloads/index";
import type { IngressOptions, RouteOptions } from "../../../src/workloads/exposure-options";
import type { TemporalQueueOptions } from "../../../src/workloads/queue/queue";
import type {
  PodMetricOptions,
  PrometheusOptions,
  RedisOptions,
  TemporalOptions,
} from "../../../src/workloads/scaling/scaling";
import type { ScheduleOptions } from "../../../src/workloads/service/agent-job";
import { type Given, givenIn, IMAGE, list, platformProps } from "./examples/example";

const CANARY = `ghp_${"c4N4rYb1rD".repeat(3)}`;

/** What is judged for itself, holds no text, or has a list of its own below. */
type Elsewhere =
  | AgentNamespace
  | AgentSecret
  | Drain
  | Exposure
  | GatewayDescription
  | PreStop
  | Probe
  | Queue
  | Scaling
  | SecretKey
  | Volume
  | { readonly fqn: string }
  | ((...given: never[]) => unknown);

type Below<Step extends string, Rest extends string> = Rest extends "" ? Step : `${Step}.${Rest}`;

/** Every place of a text in options, as `network.egress.0.cidr`, eight steps deep; `*` stands for any name. */
type TextIn<T, Deep extends readonly 0[] = []> = Deep["length"] extends 8
  ? never
  : T extends Elsewhere | number | boolean | undefined
    ? never
    : T extends string
      ? string extends T
        ? ""
        : never
      : T extends readonly (infer One)[]
        ? Below<"0", TextIn<One, [...Deep, 0]>>
        : string extends keyof T
          ? Below<"*", TextIn<T[keyof T], [...Deep, 0]>>
          : { [Key in keyof T & string]: Below<Key, TextIn<T[Key], [...Deep, 0]>> }[keyof T & string];

type Canaries<Options> = Readonly<Record<TextIn<Options>, (text: string) => Partial<Options>>>;

const peers = {
  "0.namespace": (namespace: string) => [{ namespace }],
  "0.podLabels.*": (app: string) => [{ podLabels: { app } }],
  "0.cidr": (cidr: string) => [{ cidr }],
};
const gateway = { url: "http://models.models.svc:4000", peer: { namespace: "models" } };
const taint = { key: "agents" };
const certificate = { certificate: SecretKey.of("temporal", "crt"), key: SecretKey.of("temporal", "key") };
const parked = { peer: {}, access: {} };

const container = { name: "beside", image: IMAGE };
const others = { matchLabels: { app: "agents" } };
const near = (kind: "node" | "pod" | "podAnti", how: "required" | "preferred", requirement: object) => ({
  nodes: { affinity: { [kind]: { [how]: [requirement] } } },
});

const service: Canaries<HttpServiceProps> = {
  name: (name) => ({ name }),
  image: (image) => ({ image }),
  "image.reference": (reference) => ({ image: { reference } }),
  "image.buildArguments.*": (NOTES) => ({ image: { reference: "a:1", buildArguments: { NOTES } } }),
  "command.0": (word) => ({ command: [word] }),
  "environment.*": (NOTES) => ({ environment: { NOTES } }),
  "files.*": (text) => ({ files: { "/etc/notes": text } }),
  "resources.requests.*": (cpu) => ({ resources: { requests: { cpu } } }),
  "resources.limits.*": (cpu) => ({ resources: { limits: { cpu } } }),
  "security.hostPaths.0": (path) => ({ security: { hostPaths: [path] } }),
  "network.ingress.0.namespace": (text) => ({ network: { ingress: peers["0.namespace"](text) } }),
  "network.ingress.0.podLabels.*": (text) => ({ network: { ingress: peers["0.podLabels.*"](text) } }),
  "network.ingress.0.cidr": (text) => ({ network: { ingress: peers["0.cidr"](text) } }),
  "network.egress.0.namespace": (text) => ({ network: { egress: peers["0.namespace"](text) } }),
  "network.egress.0.podLabels.*": (text) => ({ network: { egress: peers["0.podLabels.*"](text) } }),
  "network.egress.0.cidr": (text) => ({ network: { egress: peers["0.cidr"](text) } }),
  "network.models.0.namespace": (text) => ({ network: { models: peers["0.namespace"](text) } }),
  "network.models.0.podLabels.*": (text) => ({ network: { models: peers["0.podLabels.*"](text) } }),
  "network.models.0.cidr": (text) => ({ network: { models: peers["0.cidr"](text) } }),
  "network.origins.0": (origin) => ({ network: { origins: [origin] } }),
  "state.sessions": (sessions) => ({ state: { sessions } }),
  "sight.metrics": (metrics) => ({ sight: { metrics } }),
  "sight.traces": (traces) => ({ sight: { traces } }),
  "sight.evaluations": (evaluations) => ({ sight: { evaluations } }),
  "sight.monitoring.namespace": (namespace) => ({ sight: { monitoring: { namespace } } }),
  "sight.monitoring.podLabels.*": (app) => ({ sight: { monitoring: { podLabels: { app } } } }),
  "sight.monitoring.cidr": (cidr) => ({ sight: { monitoring: { cidr } } }),
  "sight.collector.namespace": (namespace) => ({ sight: { collector: { namespace } } }),
  "sight.collector.podLabels.*": (app) => ({ sight: { collector: { podLabels: { app } } } }),
  "sight.collector.cidr": (cidr) => ({ sight: { collector: { cidr } } }),
  "models.0.model": (model) => ({ models: [{ model, requestsPerMinute: 1, tokensPerMinute: 1 }] }),
  "gateway.url": (url) => ({ gateway: { ...gateway, url } }),
  "gateway.peer.namespace": (namespace) => ({ gateway: { ...gateway, peer: { namespace } } }),
  "gateway.peer.podLabels.*": (app) => ({ gateway: { ...gateway, peer: { podLabels: { app } } } }),
  "gateway.peer.cidr": (cidr) => ({ gateway: { ...gateway, peer: { cidr } } }),
  "nodes.selector.*": (pool) => ({ nodes: { selector: { pool } } }),
  "nodes.tolerations.0.key": (key) => ({ nodes: { tolerations: [{ key }] } }),
  "nodes.tolerations.0.value": (value) => ({ nodes: { tolerations: [{ ...taint, value }] } }),
  "sidecars.0.name": (name) => ({ sidecars: [{ ...container, name }] }),
  "sidecars.0.image": (image) => ({ sidecars: [{ ...container, image }] }),
  "sidecars.0.image.reference": (reference) => ({ sidecars: [{ ...container, image: { reference } }] }),
  "sidecars.0.image.buildArguments.*": (NOTES) => ({
    sidecars: [{ ...container, image: { reference: "a:1", buildArguments: { NOTES } } }],
  }),
  "sidecars.0.command.0": (word) => ({ sidecars: [{ ...container, command: [word] }] }),
  "sidecars.0.environment.*": (NOTES) => ({ sidecars: [{ ...container, environment: { NOTES } }] }),
  "sidecars.0.resources.requests.*": (cpu) => ({ sidecars: [{ ...container, resources: { requests: { cpu } } }] }),
  "sidecars.0.resources.limits.*": (cpu) => ({ sidecars: [{ ...container, resources: { limits: { cpu } } }] }),
  "initContainers.0.name": (name) => ({ initContainers: [{ ...container, name }] }),
  "initContainers.0.image": (image) => ({ initContainers: [{ ...container, image }] }),
  "initContainers.0.image.reference": (reference) => ({ initContainers: [{ ...container, image: { reference } }] }),
  "initContainers.0.image.buildArguments.*": (NOTES) => ({
    initContainers: [{ ...container, image: { reference: "a:1", buildArguments: { NOTES } } }],
  }),
  "initContainers.0.command.0": (word) => ({ initContainers: [{ ...container, command: [word] }] }),
  "initContainers.0.environment.*": (NOTES) => ({ initContainers: [{ ...container, environment: { NOTES } }] }),
  "initContainers.0.resources.requests.*": (cpu) => ({
    initContainers: [{ ...container, resources: { requests: { cpu } } }],
  }),
  "initContainers.0.resources.limits.*": (cpu) => ({
    initContainers: [{ ...container, resources: { limits: { cpu } } }],
  }),
  "nodes.affinity.node.required.0.key": (key) => near("node", "required", { key }),
  "nodes.affinity.node.required.0.values.0": (value) => near("node", "required", { key: "zone", values: [value] }),
  "nodes.affinity.pod.required.0.matchLabels.*": (app) => near("pod", "required", { matchLabels: { app } }),
  "nodes.affinity.pod.required.0.namespaces.0": (name) => near("pod", "required", { ...others, namespaces: [name] }),
  "nodes.affinity.pod.required.0.topologyKey": (topologyKey) => near("pod", "required", { ...others, topologyKey }),
  "nodes.affinity.podAnti.required.0.matchLabels.*": (app) => near("podAnti", "required", { matchLabels: { app } }),
  "nodes.affinity.podAnti.required.0.namespaces.0": (name) =>
    near("podAnti", "required", { ...others, namespaces: [name] }),
  "nodes.affinity.podAnti.required.0.topologyKey": (topologyKey) =>
    near("podAnti", "required", { ...others, topologyKey }),
  "nodes.affinity.node.preferred.0.key": (key) => near("node", "preferred", { key }),
  "nodes.affinity.node.preferred.0.values.0": (value) => near("node", "preferred", { key: "zone", values: [value] }),
  "nodes.affinity.pod.preferred.0.matchLabels.*": (app) => near("pod", "preferred", { matchLabels: { app } }),
  "nodes.affinity.pod.preferred.0.namespaces.0": (name) => near("pod", "preferred", { ...others, namespaces: [name] }),
  "nodes.affinity.pod.preferred.0.topologyKey": (topologyKey) => near("pod", "preferred", { ...others, topologyKey }),
  "nodes.affinity.podAnti.preferred.0.matchLabels.*": (app) => near("podAnti", "preferred", { matchLabels: { app } }),
  "nodes.affinity.podAnti.preferred.0.namespaces.0": (name) =>
    near("podAnti", "preferred", { ...others, namespaces: [name] }),
  "nodes.affinity.podAnti.preferred.0.topologyKey": (topologyKey) =>
    near("podAnti", "preferred", { ...others, topologyKey }),
  priorityClassName: (priorityClassName) => ({ priorityClassName }),
  "serviceAccount.annotations.*": (notes) => ({ serviceAccount: { annotations: { notes } } }),
  "labels.*": (notes) => ({ labels: { notes } }),
  "annotations.*": (notes) => ({ annotations: { notes } }),
  "pullSecrets.0": (name) => ({ pullSecrets: [name] }),
  authentication: (authentication) => ({ authentication }),
  "parksOn.peer.namespace": (namespace) => ({ parksOn: { ...parked, peer: { namespace } } }),
  "parksOn.peer.podLabels.*": (app) => ({ parksOn: { ...parked, peer: { podLabels: { app } } } }),
  "parksOn.peer.cidr": (cidr) => ({ parksOn: { ...parked, peer: { cidr } } }),
  "parksOn.access.*": (QUEUE) => ({ parksOn: { ...parked, access: { QUEUE } } }),
  "parksOn.access.*.expanded": (expanded) => ({ parksOn: { ...parked, access: { QUEUE: { expanded } } } }),
  "parksOn.access.*.fieldPath": (fieldPath) => ({ parksOn: { ...parked, access: { QUEUE: { fieldPath } } } }),
};

const route: Canaries<RouteOptions> = {
  host: (host) => ({ host }),
  url: (url) => ({ url }),
  fromNamespace: (fromNamespace) => ({ fromNamespace }),
  gateway: (name) => ({ gateway: name }),
  gatewayNamespace: (gatewayNamespace) => ({ gatewayNamespace }),
  "fromCidrs.0": (cidr) => ({ fromCidrs: [cidr], fromNamespace: undefined }),
  listener: (listener) => ({ listener }),
};

const ofAlb = {
  ...({ controller: "alb", tlsSecret: undefined } as const),
  fromCidrs: ["10.0.0.0/8"],
  fromNamespace: undefined,
};

const ingress: Canaries<IngressOptions> = {
  host: (host) => ({ host }),
  url: (url) => ({ url }),
  fromNamespace: (fromNamespace) => ({ fromNamespace }),
  className: (className) => ({ className }),
  "fromCidrs.0": (cidr) => ({ fromCidrs: [cidr], fromNamespace: undefined }),
  certificateArn: (certificateArn) => ({ ...ofAlb, certificateArn }),
  tlsSecret: (tlsSecret) => ({ tlsSecret }),
  "allowedCidrs.0": (cidr) => ({ allowedCidrs: [cidr] }),
  "annotations.*": (notes) => ({ annotations: { notes } }),
};

const prometheus: Canaries<PrometheusOptions> = {
  server: (server) => ({ server }),
  query: (query) => ({ query }),
};

const redis: Canaries<RedisOptions> = {
  address: (address) => ({ address }),
  list: (name) => ({ list: name }),
};

const temporal: Canaries<TemporalOptions> = {
  endpoint: (endpoint) => ({ endpoint }),
  namespace: (namespace) => ({ namespace }),
  taskQueue: (taskQueue) => ({ taskQueue }),
  "version.deploymentName": (deploymentName) => ({ version: { deploymentName, buildId: "1" } }),
  "version.buildId": (buildId) => ({ version: { deploymentName: "reports", buildId } }),
  "tls.serverName": (serverName) => ({ tls: { ...certificate, serverName } }),
};

const podMetric: Canaries<PodMetricOptions> = { metric: (metric) => ({ metric }) };

const redisQueue: Canaries<RedisQueueOptions> = {
  address: (address) => ({ address }),
  list: (name) => ({ list: name }),
  "peer.namespace": (namespace) => ({ peer: { namespace } }),
  "peer.podLabels.*": (app) => ({ peer: { podLabels: { app } } }),
  "peer.cidr": (cidr) => ({ peer: { cidr } }),
};

const temporalQueue: Canaries<TemporalQueueOptions> = {
  endpoint: (endpoint) => ({ endpoint }),
  namespace: (namespace) => ({ namespace }),
  taskQueue: (taskQueue) => ({ taskQueue }),
  "version.deploymentName": (deploymentName) => ({ version: { deploymentName, buildId: "1" } }),
  "version.buildId": (buildId) => ({ version: { deploymentName: "reports", buildId } }),
  "tls.serverName": (serverName) => ({ tls: { ...certificate, serverName } }),
  "peer.namespace": (namespace) => ({ peer: { namespace } }),
  "peer.podLabels.*": (app) => ({ peer: { podLabels: { app } } }),
  "peer.cidr": (cidr) => ({ peer: { cidr } }),
};

const schedule: Canaries<ScheduleOptions> = { timeZone: (timeZone) => ({ timeZone }) };

const rightRoute: RouteOptions = { host: "a.example.com", gateway: "edge", fromNamespace: "gateways" };
const rightIngress: IngressOptions = {
  ...{ host: "a.example.com", className: "c", tlsSecret: "tls", fromNamespace: "edge" },
  controller: "haproxy",
};
const pods = { minimum: 1, maximum: 2 };
const task = { endpoint: "temporal:7233", taskQueue: "reports" };

/** Each list with what it is an option of, by a given text. */
const cases: readonly (readonly [string, (given: Given, text: string) => unknown])[] = [
  ...each("service", service, (given, more) => serve(given, more)),
  ...each("route", route, (given, more) =>
    serve(given, { exposure: Exposure.route({ ...rightRoute, ...more } as RouteOptions) }),
  ),
  ...each("ingress", ingress, (given, more) =>
    serve(given, { exposure: Exposure.ingress({ ...rightIngress, ...more } as IngressOptions) }),
  ),
  ...each("prometheus", prometheus, (given, more) =>
    serve(given, { scaling: Scaling.prometheus({ server: "http://p:9090", query: "up", ...pods, ...more }) }),
  ),
  ...each("trigger", prometheus, (given, more) => {
    const trigger = ScalingTrigger.prometheus({ server: "http://p:9090", query: "up", ...more });
    serve(given, { scaling: Scaling.keda({ ...pods, triggers: [trigger] }) });
  }),
  ...each("redis", redis, (given, more) =>
    serve(given, { scaling: Scaling.redis({ address: "redis:6379", list: "l", ...pods, ...more }) }),
  ),
  ...each("temporal", temporal, (given, more) =>
    serve(given, { scaling: Scaling.temporal({ ...task, ...pods, ...more }) }),
  ),
  ...each("podMetric", podMetric, (given, more) =>
    serve(given, { scaling: Scaling.podMetric({ metric: "m", ...pods, ...more }) }),
  ),
  ...each("redisQueue", redisQueue, (given, more) => work(given, Queue.redis({ ...list, ...more }))),
  ...each("temporalQueue", temporalQueue, (given, more) =>
    work(given, Queue.temporal({ ...task, peer: { namespace: "queues" }, ...more })),
  ),
  ...each("schedule", schedule, ({ stack, job }, more) => {
    new AgentJob(stack, "nightly", { ...job, trigger: JobTrigger.schedule("0 3 * * *", more) });
  }),
  [
    "schedule itself",
    ({ stack, job }, text) => new AgentJob(stack, "a", { ...job, trigger: JobTrigger.schedule(text) }),
  ],
  ["probe path", (given, text) => serve(given, { probes: { liveness: Probe.http(text) } })],
  ["probe header", (given, text) => serve(given, { probes: { liveness: Probe.http("/", { headers: { a: text } }) } })],
  ["probe command", (given, text) => serve(given, { probes: { readiness: Probe.command(["ask", text]) } })],
  ["volume", (given, text) => serve(given, { volumes: { "/a": Volume.emptyDir(text) } })],
  ["claim", (given, text) => serve(given, { volumes: { "/a": Volume.claim(text) } })],
  [
    "volume of a sidecar",
    (given, text) => serve(given, { sidecars: [{ ...container, volumes: { "/a": Volume.secret(text) } }] }),
  ],
  ["preStop path", (given, text) => serve(given, { preStop: PreStop.http(text, 80) })],
  ["preStop command", (given, text) => serve(given, { preStop: PreStop.command(["leave", text]) })],
];

function each<Options>(
  what: string,
  canaries: Readonly<Record<string, (text: string) => Partial<Options>>>,
  build: (given: Given, more: Partial<Options>) => void,
): typeof cases {
  return Object.entries(canaries).map(([option, more]) => [
    `${what}: ${option}`,
    (given, text) => build(given, more(text)),
  ]);
}

function serve({ stack, props }: Given, more: Partial<HttpServiceProps>): void {
  new HttpService(stack, "answers", { ...props, ...more });
}

function work({ stack, dialling }: Given, queue: Queue): void {
  const scaling = queue.scaling(pods);
  new QueueWorker(stack, "worker", { ...dialling, queue, scaling });
}

/** Synthesizes, and answers what was refused and everything that was written. */
function refusal(build: (given: Given) => unknown) {
  const outdir = mkdtempSync(join(tmpdir(), "canary-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    const platform = new AgentPlatform(app, "agents", platformProps);
    build(givenIn(app, platform));
    let said = "";
    try {
      app.synth();
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    }
    const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const written = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
    return { said, written, found: platform.findings };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

it.each(cases)("a secret as text is refused and shown nowhere: %s", (_what, build) => {
  const { said, written, found } = refusal((given) => build(given, CANARY));

  expect(found.filter(({ rule }) => rule === "SEC-01" || rule === "SEC-02").length).toBeGreaterThan(0);
  expect(said).toMatch(/SEC-0[12]/);
  expect(`${said}${written}${JSON.stringify(found)}`.toLowerCase()).not.toContain(CANARY.toLowerCase());
});

it("what is no secret is refused by none of it", () => {
  const { found } = refusal((given) => serve(given, {}));
  expect(found).toEqual([]);
});
