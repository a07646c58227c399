// An app of one agent workload of each shape, and what its users change of them: the variable EDITS names changes, with commas between.
import { App } from "cdktf";
import { AgynStack, Cluster } from "../../src/constructs/index";
import {
  AgentJob,
  AgentNamespace,
  AgentPlatform,
  BridgeService,
  DialOutService,
  Drain,
  Exposure,
  HttpService,
  JobTrigger,
  Probe,
  Queue,
  QueueWorker,
  Scaling,
  SecretKey,
  StreamService,
  Volume,
} from "../../src/workloads/index";

const edits = (process.env["EDITS"] ?? "").split(",");
const is = (name: string): boolean => edits.includes(name);
const imageOf = (digit: string): string => `registry.example.com/support@sha256:${digit.repeat(64)}`;
const cluster = Cluster.fromKubeconfig({ context: "edits" });
const app = new App({ stackTraces: false });
new AgentPlatform(app, "agents");
const stack = new AgynStack(app, "edits", { cluster });
const namespace = new AgentNamespace(stack, "support", {
  cluster,
  podSecurity: is("level") ? "baseline" : "restricted",
});
const common = {
  namespace,
  image: imageOf(is("image") ? "a" : "b"),
  command: is("command") ? ["python", "-u", "main.py"] : ["python", "main.py"],
  environment: { MODE: is("env") ? "two" : "one", ...(is("env") && { MORE: "1" }) },
  secrets: {
    ...(!is("secret") && { TOKEN: SecretKey.of("provider", "token") }),
  },
  state: { sessions: "redis" },
  sight: {
    metrics: ":9090/metrics",
    monitoring: { namespace: "monitoring" },
    traces: is("traces") ? "http://collector.monitoring:4317" : "http://otel.monitoring:4318",
  },
  ...(is("labels") && { labels: { team: "web" }, annotations: { "example.com/team": "web" } }),
  ...(is("resources") && { resources: { requests: { cpu: "1" }, limits: { memory: "2Gi" } } }),
  ...(is("files") && { files: { "/etc/agent/a.txt": "hello" } }),
  ...(is("volumes") && { volumes: { "/data": Volume.emptyDir("1Gi") } }),
  ...(is("pull") && { pullSecrets: ["registry"] }),
  ...(is("account") && { serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/x" } } }),
  ...(is("security") && { security: { runAsUser: 10_001, fsGroup: 2_000 } }),
  ...(is("nodes") && {
    nodes: {
      selector: { "example.com/pool": "agents" },
      tolerations: [{ key: "agents", operator: "Exists" as const, effect: "NoSchedule" as const }],
    },
  }),
  ...(is("network") && { network: { internet: true, egress: [{ namespace: "stores", ports: [5432] }] } }),
  ...(is("init") && {
    initContainers: [{ name: "fetch", image: imageOf("b"), command: ["fetch"] }],
  }),
};
const port = is("port") ? 9000 : 8080;
const served = {
  ...common,
  inFlightPerPod: is("in-flight") ? 8 : 4,
  port,
  whenFull: "shed" as const,
  authentication: "jwt",
  probes: {
    liveness: Probe.http(is("probes") ? "/livez" : "/healthz", is("probes") ? { periodSeconds: 10 } : {}),
    readiness: Probe.http("/readyz"),
    ...(is("startup") && { startup: Probe.http("/started", { failureThreshold: 100 }) }),
  },
};
const route = { gateway: "public", fromNamespace: "gateway-system" };
const metric = Scaling.podMetric({ metric: "requests_in_flight", minimum: 2, maximum: is("maximum") ? 6 : 4 });
const prometheus = (query: string) =>
  Scaling.prometheus({
    server: "http://prometheus.monitoring:9090",
    query,
    minimum: 2,
    maximum: is("maximum") ? 8 : 6,
  });
const queue = Queue.redis({
  address: is("queue") ? "redis.other:6379" : "redis.queues:6379",
  list: "reports",
  url: SecretKey.of("redis", "url"),
  ...(!is("password") && { password: SecretKey.of("redis", "password") }),
  durable: true,
  peer: { namespace: is("queue") ? "other" : "queues", ports: [6379] },
});

new HttpService(stack, "http", {
  ...served,
  drain: Drain.of({ longestStepSeconds: is("drain") ? 25 : 20 }),
  ...(!is("way-in-gone") && {
    exposure: is("way-in")
      ? Exposure.route({ ...route, host: "answers.example.com" })
      : Exposure.ingress({
          host: is("host") ? "asked.example.com" : "answers.example.com",
          className: "contour",
          controller: "contour",
          fromNamespace: "projectcontour",
          tlsSecret: is("tls") ? "asked-tls" : "answers-tls",
        }),
  }),
  ...(is("replicas") ? { replicas: 3 } : { scaling: is("scaler") ? prometheus("sum(a)") : metric }),
  ...(is("rollout") && { rollout: { maxSurge: 1, maxUnavailable: 0 } }),
  ...(is("disruption") && { disruption: { minAvailable: 1 } }),
});
new StreamService(stack, "stream", {
  ...served,
  drain: Drain.of({ longestStepSeconds: is("drain") ? 250 : 300 }),
  exposure: Exposure.route({ ...route, host: is("host") ? "talk.example.com" : "chat.example.com" }),
  ...(is("replicas") ? { replicas: 3 } : { scaling: is("scaler") ? metric : prometheus("sum(open_streams)") }),
});
new BridgeService(stack, "bridge", {
  ...served,
  drain: Drain.of({ longestStepSeconds: is("drain") ? 1_800 : 3_600 }),
  ...(is("hosts")
    ? { hosts: "shared" as const, replicas: 2 }
    : { hosts: "perPod" as const, replicas: is("replicas") ? 3 : 2 }),
  exposure: Exposure.route({
    ...route,
    host: "calls.example.com",
    url: is("hosts") ? "wss://calls.example.com" : "wss://{pod}.calls.example.com",
  }),
});
new DialOutService(stack, "dial-out", {
  ...common,
  inFlightPerPod: 4,
  drain: Drain.of({ longestStepSeconds: 3_600 }),
  replicas: is("replicas") ? 1 : 2,
  ...(is("rollout") && { rollout: "recreate" as const }),
});
new QueueWorker(stack, "worker", {
  ...common,
  inFlightPerPod: 4,
  drain: Drain.of({ longestStepSeconds: 1_800 }),
  queue,
  scaling: queue.scaling({ minimum: is("minimum") ? 1 : 0, maximum: is("maximum") ? 9 : 8 }),
});
new AgentJob(stack, "once", {
  ...common,
  drain: Drain.of({ longestStepSeconds: 10_800 }),
  trigger: JobTrigger.once(),
});
new AgentJob(stack, "nightly", {
  ...common,
  drain: Drain.of({ longestStepSeconds: 10_800 }),
  ...(is("retries") && { retries: 1 }),
  ...(is("kept") && { keptSeconds: 60 }),
  trigger: JobTrigger.schedule(is("schedule") ? "30 4 * * 1-5" : "0 3 * * *", {
    ...(!is("zone") && { timeZone: "Europe/Berlin" }),
    ...(is("overlap") && { overlap: "replace" as const }),
  }),
});
new AgentJob(stack, "per-task", {
  ...common,
  drain: Drain.of({ longestStepSeconds: 10_800 }),
  trigger: JobTrigger.perTask(queue, { minimum: 0, maximum: is("maximum") ? 6 : 5 }),
});
app.synth();
