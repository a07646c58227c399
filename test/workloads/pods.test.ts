// What pods have beside their agent, on the synthesized JSON of every system and of everything that runs pods.
import {
  AgentFlowService,
  AgentJob,
  BridgeService,
  DialOutService,
  Drain,
  Exposure,
  HttpService,
  type HttpServiceProps,
  JobTrigger,
  type ModelGatewayProps,
  Probe,
  QueueWorker,
  UnpodRunnerPool,
  Volume,
} from "../../src/workloads/index";
import { type Block, helmValues, type Json, resource, resources, type StackJson } from "../constructs/support";
import { agentFlowProps } from "./agentflow/support";
import { gatewayAndAgent, providerBudgets } from "./model-gateway/support";
import { jobProps, redisQueue } from "./right-shapes";
import { budgets, rightProps, type Setting, synthWorkloads } from "./support";
import { service as serviceStack, stackOf, inside } from "./synthesized";
import { diallingProps } from "./unpod/pools";

const IMAGE = `registry.example.com/beside@sha256:${"c3".repeat(32)}`;
const shared = Volume.emptyDir("2Gi");
const beside = {
  volumes: { "/shared": shared, "/certificates": Volume.secret("certificates") },
  initContainers: [{ name: "fetch", image: IMAGE, volumes: { "/out": shared } }],
  serviceAccount: { annotations: { "iam.gke.io/gcp-service-account": "agents@acme.iam.gserviceaccount.com" } },
  security: { fsGroup: 2_000 },
  nodes: { affinity: { node: { required: [{ key: "pool", values: ["agents"] }] } } },
  priorityClassName: "agents",
};
const sidecars = [{ name: "proxy", image: IMAGE, command: ["proxy", "${zone}"] }];

const service = (more: Partial<HttpServiceProps> = {}): Block =>
  resource(serviceStack(more), "kubernetes_deployment_v1");
const drain = Drain.of({ longestStepSeconds: 60 });

/** Each system, and each thing that runs pods, with everything beside its agent. */
const WORKLOADS: Readonly<Record<string, readonly [type: string, build: (setting: Setting) => unknown]>> = {
  "a service": [
    "deployment",
    (setting) => new HttpService(setting.stack, "agent", { ...rightProps(setting), ...beside }),
  ],
  "a worker": [
    "deployment",
    (setting) =>
      new QueueWorker(setting.stack, "agent", {
        ...jobProps(setting),
        ...beside,
        drain,
        inFlightPerPod: 1,
        queue: redisQueue,
      }),
  ],
  "a service with a host per pod": [
    "stateful_set",
    (setting) => {
      const exposure = Exposure.route({
        ...{
          host: "calls.example.com",
          gateway: "public",
          fromNamespace: "edge",
          url: "wss://{pod}.calls.example.com",
        },
      });
      const { scaling: _none, ...props } = rightProps(setting);
      return new BridgeService(setting.stack, "agent", { ...props, ...beside, exposure, hosts: "perPod", replicas: 2 });
    },
  ],
  "a run": [
    "job",
    (setting) => new AgentJob(setting.stack, "agent", { ...jobProps(setting), ...beside, trigger: JobTrigger.once() }),
  ],
  "runs by a schedule": [
    "cron_job",
    (setting) =>
      new AgentJob(setting.stack, "agent", {
        ...jobProps(setting),
        ...beside,
        trigger: JobTrigger.schedule("0 3 * * *"),
      }),
  ],
  "a pool of runners": [
    "deployment",
    (setting) => UnpodRunnerPool.dialOut(setting.stack, "agent", { ...diallingProps(setting.namespace), ...beside }),
  ],
  "an AgentFlow service": [
    "deployment",
    (setting) => new AgentFlowService(setting.stack, "agent", { ...agentFlowProps(setting.namespace), ...beside }),
  ],
};

function podOf(stack: StackJson, type: string): Block {
  const [workload] = resources(stack, `kubernetes_${type}_v1`).filter(
    ({ metadata }) => (metadata as { name: string }).name === "agent",
  );
  const spec = inside(workload?.["spec"]);
  return (inside(spec, "template", "spec") ?? inside(spec, "job_template", "spec", "template", "spec")) as Block;
}

describe.each(Object.entries(WORKLOADS))("the pods of %s", (_what, [type, build]) => {
  const stack = stackOf((setting) => void build(setting));
  const pod = podOf(stack, type);

  it("have volumes, one of them for two containers, and folders of their own", () => {
    expect(pod["volume"]).toEqual(
      expect.arrayContaining([
        { name: "volume-0", empty_dir: { size_limit: "2Gi" } },
        { name: "volume-1", secret: { secret_name: "certificates" } },
        { name: "scratch-initcontainers-0", empty_dir: {} },
      ]),
    );
    expect(inside(pod["container"], 0, "volume_mount")).toEqual(
      expect.arrayContaining([
        { name: "scratch", mount_path: "/tmp" },
        { name: "volume-0", mount_path: "/shared" },
        { name: "volume-1", mount_path: "/certificates", read_only: true },
      ]),
    );
    expect(inside(pod["init_container"], 0, "volume_mount")).toEqual([
      { name: "scratch-initcontainers-0", mount_path: "/tmp" },
      { name: "volume-0", mount_path: "/out" },
    ]);
  });

  it("have containers before the agent under the same rules, a priority, a group and the nodes that are asked for", () => {
    expect(pod["init_container"]).toMatchObject([
      {
        name: "fetch",
        image: IMAGE,
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
        security_context: {
          run_as_non_root: true,
          read_only_root_filesystem: true,
          allow_privilege_escalation: false,
          capabilities: { drop: ["ALL"] },
        },
      },
    ]);
    expect(pod).toMatchObject({
      priority_class_name: "agents",
      security_context: { fs_group: "2000" },
      affinity: {
        node_affinity: {
          required_during_scheduling_ignored_during_execution: {
            node_selector_term: [{ match_expressions: [{ key: "pool", operator: "In", values: ["agents"] }] }],
          },
        },
      },
    });
  });

  it("run as an account that the cloud knows", () => {
    const [account] = resources(stack, "kubernetes_service_account_v1");
    expect(account?.["metadata"]).toMatchObject({ annotations: beside.serviceAccount.annotations });
  });
});

it("have labels of their user's, where nothing of ours finds them by these", () => {
  const given = { "app.kubernetes.io/component": "chat", "app.kubernetes.io/managed-by": "platform", team: "support" };

  expect(inside(service({ labels: given }), "spec", "template", "metadata", "labels")).toEqual({
    ...given,
    "app.kubernetes.io/name": "answers",
    "cdktf-agyn/shape": "http",
  });
});

describe("what a container asks for", () => {
  it.each([
    ["nothing", undefined, { cpu: "500m", memory: "512Mi" }, { memory: "1Gi" }],
    ["more than the usual limit", { requests: { memory: "2Gi" } }, { cpu: "500m", memory: "2Gi" }, { memory: "2Gi" }],
    [
      "a limit below what is usually asked for",
      { limits: { cpu: "200m" } },
      { cpu: "200m" },
      { cpu: "200m", memory: "1Gi" },
    ],
  ])("has defaults that give way to what is given: %s", (_what, given, requests, limits) => {
    const container = inside(service(given && { resources: given })["spec"], "template", "spec", "container", 0);

    expect(container).toMatchObject({ resources: { requests, limits } });
  });
});

it("a privileged container may gain rights, else a cluster takes none", () => {
  const platform = {
    budgets,
    acknowledge: [{ rule: "SEC-07", path: "test/answers", reason: "it measures its node" }],
  };
  const stack = stackOf((setting) => {
    new HttpService(setting.stack, "answers", {
      ...rightProps(setting),
      sidecars: [{ name: "probe", image: IMAGE, security: { privileged: true } }],
    });
  }, platform);
  const containers = inside(resource(stack, "kubernetes_deployment_v1")["spec"], "template", "spec", "container");

  expect(containers).toMatchObject([
    { security_context: { privileged: false, allow_privilege_escalation: false } },
    { security_context: { privileged: true, allow_privilege_escalation: true } },
  ]);
});

describe("a gateway's pods", () => {
  const of = (more: Partial<ModelGatewayProps>): StackJson =>
    stackOf((setting) => void gatewayAndAgent(setting, more), { budgets: providerBudgets } as never);

  it("have what others have, and its jobs have the volumes, and nothing beside them", () => {
    const stack = of({ ...beside, sidecars });
    const [pods] = resources(stack, "kubernetes_deployment_v1").filter(
      ({ metadata }) => (metadata as { name: string }).name === "models",
    );
    const pod = inside(pods?.["spec"], "template", "spec") as Block;
    const migration = inside(resource(stack, "kubernetes_job_v1")["spec"], "template", "spec") as Block;

    expect(pod).toMatchObject({ priority_class_name: "agents", init_container: [{ name: "fetch" }] });
    expect(inside(pod["container"], 1)).toMatchObject({ name: "proxy" });
    expect(migration).toMatchObject({ priority_class_name: "agents", affinity: {} });
    expect(migration["container"]).toHaveLength(1);
    expect(migration).not.toHaveProperty("init_container");
    expect(migration["volume"]).toContainEqual({ name: "volume-0", empty_dir: { size_limit: "2Gi" } });
  });

  it("have it by the chart's values too, whose sidecars start before the gateway and end after it", () => {
    const { priorityClassName: _lacking, ...rest } = beside;
    const stack = of({ ...rest, sidecars, rollout: { maxUnavailable: 1 }, chart: { version: "1.96.0" } });
    const release = resources(stack, "helm_release").find(({ name }) => name === "models") ?? {};

    expect(helmValues(release)).toMatchObject({
      serviceAccount: { annotations: beside.serviceAccount.annotations },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 } },
      podSecurityContext: { fsGroup: 2_000 },
      affinity: {
        nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}] } },
      },
      volumes: [
        { name: "volume-0", emptyDir: { sizeLimit: "2Gi" } },
        { name: "volume-1", secret: { secretName: "certificates" } },
        { name: "scratch-initcontainers-0" },
        { name: "scratch-sidecars-0" },
      ],
      volumeMounts: [{ mountPath: "/shared" }, { mountPath: "/certificates", readOnly: true }],
      extraInitContainers: [
        { name: "fetch", volumeMounts: [{ mountPath: "/tmp" }, { mountPath: "/out" }] },
        { name: "proxy", restartPolicy: "Always", command: ["proxy", "${zone}"] },
      ],
    });
  });
});

describe("sidecars", () => {
  it("of a Deployment are containers beside the agent", () => {
    const pod = inside(service({ sidecars })["spec"], "template", "spec") as Block;
    expect(inside(pod["container"], 0)).toMatchObject({ name: "agent" });
    expect(inside(pod["container"], 1)).toMatchObject({ name: "proxy", command: ["proxy", "$${zone}"] });
    expect(pod).not.toHaveProperty("init_container");
  });

  it("of a Job for each task start before the agent and end with it, and every text comes to the pod as it was given", () => {
    const stack = stackOf(
      (setting) =>
        new AgentJob(setting.stack, "tasks", {
          ...jobProps(setting),
          ...beside,
          sidecars,
          command: ["run", "${mode} %{ if }"],
          annotations: { note: "${mode}" },
          trigger: JobTrigger.perTask(redisQueue, { minimum: 0, maximum: 3 }),
        }),
    );
    const { objects } = helmValues(resource(stack, "helm_release")) as unknown as { objects: readonly Block[] };
    const job = objects.find(({ kind }) => kind === "ScaledJob");
    const template = inside(job?.["spec"], "jobTargetRef", "template") as Block;

    expect(template).toMatchObject({
      metadata: { annotations: { note: "${mode}" } },
      spec: {
        priorityClassName: "agents",
        securityContext: { fsGroup: 2_000 },
        initContainers: [
          { name: "fetch" },
          { name: "proxy", restartPolicy: "Always", command: ["proxy", "${zone}"], volumeMounts: [{}] },
        ],
        containers: [{ name: "agent", command: ["run", "${mode} %{ if }"] }],
      },
    });
  });
});

describe("a rollout", () => {
  const strategyOf = (workload: Block): Json | undefined => inside(workload["spec"], "strategy");
  const waits = (more: Partial<HttpServiceProps>): number =>
    Number.parseInt((service(more)["timeouts"] as { create: string }).create, 10);
  const one = Drain.of({ longestStepSeconds: 20 }).withPreStop(10);

  it("goes as it is said, and is waited for as often as pods are exchanged", () => {
    expect(strategyOf(service({ replicas: 8, rollout: { maxSurge: 2 } }))).toEqual({
      type: "RollingUpdate",
      rolling_update: { max_surge: "2", max_unavailable: "0" },
    });
    expect(waits({ replicas: 8, rollout: { maxSurge: 2 } })).toBe(one.rolloutSeconds(4));
    expect(waits({ replicas: 8, rollout: { maxSurge: "50%" } })).toBe(one.rolloutSeconds(2));
    expect(waits({ replicas: 8, rollout: { maxSurge: 0, maxUnavailable: "13%" } })).toBe(one.rolloutSeconds(8));
    expect(waits({ replicas: 8 })).toBe(one.rolloutSeconds(4));
  });

  it("exchanges all at once where that is meant", () => {
    const stack = stackOf(
      (setting) =>
        new DialOutService(setting.stack, "calls", {
          ...jobProps(setting),
          drain,
          inFlightPerPod: 1,
          rollout: "recreate",
        }),
    );
    const workload = resource(stack, "kubernetes_deployment_v1");
    expect(strategyOf(workload)).toEqual({ type: "Recreate" });
    expect(workload["timeouts"]).toMatchObject({ update: `${drain.withPreStop(0).rolloutSeconds(1)}s` });
  });
});

describe("a start", () => {
  const probeOf = (workload: Block): Json | undefined =>
    inside(workload["spec"], "template", "spec", "container", "startup_probe");
  const { probes } = rightProps({} as Setting);

  it("may take five minutes where nobody says", () => {
    expect(probeOf(service())).toMatchObject({ period_seconds: 5, failure_threshold: 60 });
  });

  it.each([
    ["startupSeconds", { startupSeconds: 1_200 }, { period_seconds: 5, failure_threshold: 240 }],
    [
      "the numbers of its own probe",
      { startup: Probe.http("/started", { periodSeconds: 10, failureThreshold: 120 }) },
      { period_seconds: 10, failure_threshold: 120 },
    ],
    [
      "both, each for its part",
      { startup: Probe.http("/started", { periodSeconds: 10 }), startupSeconds: 1_200 },
      { period_seconds: 10, failure_threshold: 120 },
    ],
  ])("may take longer by %s, and the rollout is waited for as long", (_what, more, expected) => {
    const workload = service({ probes: { ...probes, ...more } });
    const { create } = workload["timeouts"] as { create: string };

    expect(probeOf(workload)).toMatchObject(expected);
    expect(inside(workload["spec"], "progress_deadline_seconds")).toBe(2_400);
    expect(create).toBe(`${Drain.of({ longestStepSeconds: 20 }).withPreStop(10).rolloutSeconds(4, 1_200)}s`);
  });
});

describe("handles", () => {
  it("name what was made, and the address within the cluster", () => {
    let served: HttpService | undefined;
    let dialling: DialOutService | undefined;
    synthWorkloads((setting) => {
      served = new HttpService(setting.stack, "answers", rightProps(setting));
      dialling = new DialOutService(setting.stack, "calls", { ...jobProps(setting), drain, inFlightPerPod: 1 });
    });

    expect(served?.url).toBe("http://answers.support.svc:8080");
    expect(served?.service.node.id).toBe("Service");
    expect(served?.deployment).toBe(served?.workload);
    expect(served?.serviceAccount.node.id).toBe("Account");
    expect([dialling?.url, dialling?.service]).toEqual([undefined, undefined]);
    expect(dialling?.deployment.node.path).toBe("test/calls/Workload");
  });
});

it("every workload is told how long it may finish, but for LiteLLM, which reads no such variable", () => {
  const told = (stack: StackJson): readonly (readonly [Json | undefined, Json | undefined])[] =>
    resources(stack, "kubernetes_config_map_v1")
      .map(({ metadata, data }) => [inside(metadata, "name"), inside(data, "AGENT_DRAIN_SECONDS")] as const)
      .filter(([name]) => typeof name === "string" && !name.endsWith("-files"));

  for (const [, build] of Object.values(WORKLOADS)) {
    expect(told(stackOf((setting) => void build(setting)))).toEqual([["agent", expect.stringMatching(/^\d+$/)]]);
  }
  const gateway = stackOf((setting) => void gatewayAndAgent(setting), { budgets: providerBudgets } as never);
  expect(told(gateway).filter(([, seconds]) => seconds !== undefined)).toEqual([["answers", "20"]]);
});
