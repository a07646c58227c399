// Containers beside the agent, volumes, rollouts: POD, and what other families find in those containers.
import {
  AgentJob,
  BridgeService,
  DialOutService,
  Exposure,
  HttpService,
  JobTrigger,
  ModelGateway,
  PreStop,
  Probe,
  Queue,
  SecretKey,
  type SidecarOptions,
  Volume,
} from "../../../../src/workloads/index";
import { IMAGE, list, type RuleExample, TAGGED, wayIn } from "./example";

const proxy: SidecarOptions = { name: "proxy", image: IMAGE };
const waits = { preStop: PreStop.command(["sleep", "30"]) };
const perTask = JobTrigger.perTask(Queue.redis(list), { minimum: 0, maximum: 1 });
const bridgeWayIn = Exposure.route({ ...wayIn, url: "wss://{pod}.agents.example.com" });

/** A sidecar that is wrong, and one that is right. */
function ofSidecar(
  rule: string,
  what: string,
  option: string,
  wrong: Partial<SidecarOptions>,
  right: Partial<SidecarOptions>,
): RuleExample {
  return {
    rule,
    what,
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, sidecars: [{ ...proxy, ...wrong }] }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, sidecars: [{ ...proxy, ...right }] }),
    at: `answers.sidecars[0].${option}`,
  };
}

const beside: readonly RuleExample[] = [
  ofSidecar("IMG-01", "a floating image of a sidecar", "image", { image: "envoy:latest" }, { image: IMAGE }),
  ofSidecar("IMG-03", "a sidecar by its tag alone", "image", { image: TAGGED }, { image: IMAGE }),
  ofSidecar(
    "IMG-04",
    "a shell before the program of a sidecar",
    "command",
    { command: ["sh", "-c", "envoy -c /etc/envoy.yaml"] },
    { command: ["sh", "-c", "exec envoy -c /etc/envoy.yaml"] },
  ),
  ofSidecar(
    "SEC-01",
    "a secret as text in a sidecar",
    "environment.UPSTREAM_API_KEY",
    { environment: { UPSTREAM_API_KEY: "k-2b7f19c4" } },
    { secrets: { UPSTREAM_API_KEY: SecretKey.of("upstream", "api-key") } },
  ),
  ofSidecar(
    "SEC-02",
    "a secret in the build of a sidecar",
    "image.buildArguments.NPM_TOKEN",
    { image: { reference: IMAGE, buildArguments: { NPM_TOKEN: "npm-8c1f0d77" } } },
    { image: { reference: IMAGE, buildArguments: { NODE_VERSION: "22" } } },
  ),
  ofSidecar(
    "SEC-07",
    "a sidecar that is root",
    "security.runAsNonRoot",
    { security: { runAsNonRoot: false } },
    { security: { runAsUser: 1_000 } },
  ),
  ofSidecar(
    "SEC-08",
    "a sidecar that may change its programs",
    "security.readOnlyRootFilesystem",
    { security: { readOnlyRootFilesystem: false } },
    { volumes: { "/var/run/proxy": Volume.emptyDir("16Mi") } },
  ),
  ofSidecar(
    "DRN-05",
    "a command before the end of a sidecar without a shell",
    "preStop",
    { image: { reference: IMAGE, hasShell: false }, preStop: PreStop.command(["sleep", "20"]) },
    { image: { reference: IMAGE, hasShell: false }, preStop: PreStop.http("/drain", 8081) },
  ),
  {
    rule: "DRN-08",
    what: "a sidecar that is gone while the agent drains",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sidecars: [{ name: "proxy", image: IMAGE, port: 8081 }] }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sidecars: [{ name: "proxy", image: IMAGE, port: 8081, preStop: PreStop.command(["sleep", "30"]) }],
      }),
    at: "answers.sidecars[0].preStop",
  },
  ofSidecar(
    "DRN-08",
    "a sidecar that waits too short",
    "preStop",
    { port: 8081, preStop: PreStop.command(["sleep", "29"]) },
    { port: 8081, preStop: PreStop.http("/wait", 8081) },
  ),
  {
    rule: "DRN-08",
    what: "a native sidecar that keeps a run that is done",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "calls", { ...job, trigger: perTask, sidecars: [{ ...proxy, ...waits }] }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "calls", { ...job, trigger: perTask, sidecars: [{ ...proxy, port: 8081 }] }),
    at: "calls.sidecars[0].preStop",
  },
  {
    rule: "SEC-01",
    what: "a secret in what an init container is told",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        initContainers: [{ name: "fetch", image: IMAGE, command: ["fetch", "--token", "k-2b7f19c4"] }],
      }),
    // it ends by itself, so a shell before it does no harm
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        initContainers: [{ name: "fetch", image: IMAGE, command: ["sh", "-c", "fetch && tidy"] }],
      }),
    at: "answers.initContainers[0].command[2]",
  },
  {
    rule: "SEC-01",
    what: "a secret in an annotation of the account",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        serviceAccount: { annotations: { "example.com/token": "k-2b7f19c4" } },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/answers" } },
      }),
    at: 'answers.serviceAccount.annotations["example.com/token"]',
  },
];

export const podExamples: readonly RuleExample[] = [
  {
    rule: "POD-01",
    what: "a sidecar of the agent's name",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sidecars: [{ name: "agent", image: IMAGE }] }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sidecars: [{ name: "proxy", image: IMAGE }] }),
    at: "answers.sidecars[0].name",
  },
  {
    rule: "POD-01",
    what: "two containers of one name",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, initContainers: [proxy], sidecars: [proxy] }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        initContainers: [{ ...proxy, name: "p".repeat(63) }],
        sidecars: [proxy],
      }),
    at: "answers.sidecars[0].name",
  },
  {
    rule: "POD-01",
    what: "a sidecar on the agent's port",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sidecars: [{ ...proxy, ...waits, port: props.port }] }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, sidecars: [{ ...proxy, ...waits, port: props.port + 1 }] }),
    at: "answers.sidecars[0].port",
  },
  {
    rule: "POD-02",
    what: "a volume without a root",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, volumes: { cache: Volume.emptyDir("1Gi") } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, volumes: { "/cache": Volume.emptyDir("1Gi") } }),
    at: 'answers.volumes["cache"]',
  },
  {
    rule: "POD-02",
    what: "a volume that is spelt otherwise",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, volumes: { "/tmp/": Volume.emptyDir("1Gi") } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, volumes: { "/tmp": Volume.emptyDir("1Gi") } }),
    at: 'answers.volumes["/tmp/"]',
  },
  {
    rule: "POD-02",
    what: "a file without a root",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, files: { "a.toml": "a = 1" } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, files: { "/.a.toml": "a = 1" } }),
    at: 'answers.files["a.toml"]',
  },
  {
    rule: "POD-02",
    what: "a volume where a file is",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        files: { "/etc/agent/a.toml": "a = 1" },
        volumes: { "/etc/agent/a.toml": Volume.configMap("a") },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        files: { "/etc/agent/a.toml": "a = 1" },
        volumes: { "/etc/agent/certificates": Volume.secret("certificates"), "/tmp": Volume.emptyDir("1Gi") },
      }),
    at: 'answers.volumes["/etc/agent/a.toml"]',
  },
  {
    rule: "POD-02",
    what: "a folder whose size is none",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sidecars: [{ ...proxy, volumes: { "/c": Volume.emptyDir("1 GB") } }],
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        sidecars: [{ ...proxy, volumes: { "/c": Volume.emptyDir("1G") } }],
      }),
    at: 'answers.sidecars[0].volumes["/c"]',
  },
  {
    rule: "POD-02",
    what: "a volume where the chart has one",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        volumes: { "/tmp": Volume.emptyDir("1Gi") },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        volumes: { "/etc/ssl/private-ca": Volume.configMap("private-ca") },
      }),
    at: 'models.volumes["/tmp"]',
  },
  {
    rule: "POD-03",
    what: "a claim of one node for two pods",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, volumes: { "/data": Volume.claim("answers") } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, volumes: { "/data": Volume.claim("answers", { shared: true }) } }),
    at: 'answers.volumes["/data"]',
  },
  {
    rule: "POD-03",
    what: "a claim of one node for one pod, and for the one that follows it",
    wrong: ({ stack, dialling }) =>
      new DialOutService(stack, "calls", { ...dialling, replicas: 1, volumes: { "/data": Volume.claim("calls") } }),
    right: ({ stack, dialling }) =>
      new DialOutService(stack, "calls", {
        ...dialling,
        replicas: 1,
        rollout: "recreate",
        volumes: { "/data": Volume.claim("calls") },
      }),
    at: 'calls.volumes["/data"]',
  },
  {
    rule: "POD-04",
    what: "a sidecar of a run",
    wrong: ({ stack, job }) =>
      new AgentJob(stack, "nightly", { ...job, trigger: JobTrigger.once(), sidecars: [proxy] }),
    right: ({ stack, job }) =>
      new AgentJob(stack, "nightly", {
        ...job,
        trigger: JobTrigger.perTask(Queue.redis(list), { minimum: 0, maximum: 1 }),
        sidecars: [proxy],
      }),
    at: "nightly.sidecars[0]",
  },
  {
    rule: "POD-05",
    what: "a rollout that can't go on",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, rollout: { maxSurge: 0 } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, rollout: { maxSurge: 0, maxUnavailable: 1 } }),
    at: "answers.rollout",
  },
  {
    rule: "POD-05",
    what: "a rollout in parts of a pod",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, rollout: { maxSurge: 0.5 } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, rollout: { maxSurge: "50%" } }),
    at: "answers.rollout.maxSurge",
  },
  {
    rule: "POD-05",
    what: "a rollout of pods that have names",
    wrong: ({ stack, props: { scaling: _none, ...props } }) =>
      new BridgeService(stack, "calls", {
        ...props,
        exposure: bridgeWayIn,
        hosts: "perPod",
        replicas: 2,
        rollout: { maxSurge: 1 },
      }),
    right: ({ stack, props: { scaling: _none, ...props } }) =>
      new BridgeService(stack, "calls", { ...props, exposure: bridgeWayIn, hosts: "perPod", replicas: 2 }),
    at: "calls.rollout",
  },
  {
    rule: "POD-06",
    what: "all pods at once of what somebody calls",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, rollout: "recreate" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, rollout: { maxUnavailable: 1 } }),
    at: "answers.rollout",
  },
  {
    rule: "POD-06",
    what: "as many at a time as there are",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 3, rollout: { maxUnavailable: 3 } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, replicas: 3, rollout: { maxUnavailable: "99%" } }),
    at: "answers.rollout.maxUnavailable",
  },
  {
    rule: "POD-07",
    what: "a priority of the chart's pods",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, chart: { version: "1.96.0" }, priorityClassName: "high" }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, priorityClassName: "high" }),
    at: "models.priorityClassName",
  },
  {
    rule: "POD-07",
    what: "a command as a probe of the chart's pods",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        probes: { liveness: Probe.command(["python", "-c", "import litellm"]) },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        probes: { liveness: Probe.http("/health/liveliness", { periodSeconds: 60 }) },
      }),
    at: "models.probes.liveness",
  },
  {
    rule: "POD-07",
    what: "another port for a probe of the chart's pods",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        probes: { readiness: Probe.http("/ready", { port: 9090 }) },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        probes: { readiness: Probe.http("/ready", { port: 4000 }) },
      }),
    at: "models.probes.readiness.port",
  },
  {
    rule: "POD-07",
    what: "headers of a probe of the chart's pods",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0" },
        probes: { readiness: Probe.http("/ready", { headers: { Host: "models" } }) },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        probes: { readiness: Probe.http("/ready", { headers: { Host: "models" } }) },
      }),
    at: "models.probes.readiness.headers",
  },
  {
    rule: "SET-01",
    what: "a container that only the chart's values know",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        chart: { version: "1.96.0", values: { extraContainers: [{ name: "proxy", image: "envoy:latest" }] } },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, chart: { version: "1.96.0" }, sidecars: [proxy] }),
    at: "models.chart.values.extraContainers",
  },
  ...beside,
];
