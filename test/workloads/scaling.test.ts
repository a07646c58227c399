// What scalers are told, and what lets them in to what they look at, on the synthesized JSON.
import { TerraformVariable } from "cdktf";
import {
  AgentJob,
  HttpService,
  JobTrigger,
  ModelGateway,
  type ModelGatewayProps,
  type PrometheusAuthentication,
  Queue,
  type RedisQueueOptions,
  Scaling,
  ScalingTrigger,
  SecretKey,
  type TemporalQueueOptions,
} from "../../src/workloads/index";
import { type Block, resource, resources, type StackJson } from "../constructs/support";
import { jobProps, redisOptions, temporalOptions } from "./right-shapes";
import { stackOf, worker } from "./synthesized";
import { everyGateway } from "./rules/examples/example";
import { rightProps, type Setting } from "./support";

type Member = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
};

const range = { minimum: 1, maximum: 4 };
const prometheus = { server: "https://prometheus.monitoring:9090", query: "sum(busy)" };
/** Objects of a stack's releases. */
function objectsOf(stack: StackJson): readonly Member[] {
  return resources(stack, "helm_release").flatMap(({ values }) => {
    const text = (values as readonly string[])[0] ?? "";
    return text.startsWith('{"objects"') ? (JSON.parse(text) as { objects: readonly Member[] }).objects : [];
  });
}

/** What KEDA is told: triggers, and secrets by name of their TriggerAuthentication. */
function told(build: (setting: Setting) => void) {
  const objects = objectsOf(stackOf(build));
  const scaled = objects.find(({ kind }) => kind === "ScaledObject" || kind === "ScaledJob");
  const secrets = objects
    .filter(({ kind }) => kind === "TriggerAuthentication")
    .map((object) => [
      (object["metadata"] as { name: string }).name,
      (object.spec["secretTargetRef"] as { parameter: string; name: string; key: string }[]).map(
        ({ parameter, name, key }) => `${parameter}=${name}/${key}`,
      ),
    ]);
  return { triggers: scaled?.spec["triggers"], secrets: Object.fromEntries(secrets) as unknown };
}

const scaledService = (scaling: Scaling) => (setting: Setting) =>
  new HttpService(setting.stack, "answers", { ...rightProps(setting), scaling });

describe("KEDA", () => {
  it.each<[string, PrometheusAuthentication, string, string[]]>([
    ["a token", { bearerToken: SecretKey.of("prom", "token") }, "bearer", ["bearerToken=prom/token"]],
    [
      "a user and a password",
      {
        username: SecretKey.of("prom", "user"),
        password: SecretKey.of("prom", "pw"),
        authority: SecretKey.of("ca", "pem"),
      },
      "basic",
      ["username=prom/user", "password=prom/pw", "ca=ca/pem"],
    ],
  ])("asks Prometheus by %s of a Secret", (_, authentication, authModes, keys) => {
    const scaling = Scaling.prometheus({ ...range, ...prometheus, authentication });

    expect(told(scaledService(scaling))).toEqual({
      triggers: [
        {
          type: "prometheus",
          metadata: expect.objectContaining({ authModes }) as object,
          authenticationRef: { name: "answers" },
        },
      ],
      secrets: { answers: keys },
    });
  });

  it.each<[string, Partial<RedisQueueOptions>, object, string[]]>([
    ["with a password", {}, { enableTLS: "true" }, ["password=redis/password"]],
    [
      "in another database, by a user, with an authority of its own",
      { databaseIndex: 3, username: SecretKey.of("redis", "user"), authority: SecretKey.of("ca", "pem") },
      { enableTLS: "true", databaseIndex: "3" },
      ["username=redis/user", "password=redis/password", "ca=ca/pem"],
    ],
  ])("looks at a list of Redis %s", (_, more, metadata, keys) => {
    expect(told(worker(Queue.redis({ ...redisOptions, ...more })))).toEqual({
      triggers: [
        {
          type: "redis",
          metadata: { address: "redis.queues:6379", listName: "reports", listLength: "5", ...metadata },
          authenticationRef: { name: "worker" },
        },
      ],
      secrets: { worker: keys },
    });
  });

  it.each<[string, Partial<TemporalQueueOptions>, object, string[]]>([
    ["an API key", { apiKey: SecretKey.of("temporal", "key") }, {}, ["apiKey=temporal/key"]],
    [
      "a certificate",
      {
        tls: {
          certificate: SecretKey.of("temporal", "crt"),
          key: SecretKey.of("temporal", "pem"),
          authority: SecretKey.of("ca", "pem"),
          serverName: "temporal.example.com",
        },
      },
      { tlsServerName: "temporal.example.com" },
      ["cert=temporal/crt", "key=temporal/pem", "ca=ca/pem"],
    ],
    [
      "an API key, of one version of the workers",
      { apiKey: SecretKey.of("temporal", "key"), version: { deploymentName: "reports", buildId: "2" } },
      { workerDeploymentName: "reports", workerDeploymentBuildId: "2" },
      ["apiKey=temporal/key"],
    ],
  ])("looks at a task queue of Temporal by %s", (_, more, metadata, keys) => {
    const { endpoint, namespace, taskQueue } = temporalOptions;

    expect(told(worker(Queue.temporal({ ...temporalOptions, ...more })))).toEqual({
      triggers: [
        {
          type: "temporal",
          metadata: { endpoint, namespace, taskQueue, targetQueueSize: "5", ...metadata },
          authenticationRef: { name: "worker" },
        },
      ],
      secrets: { worker: keys },
    });
  });

  it("looks at several things, each by credentials of its own, and at CPU", () => {
    const queue = Queue.redis(redisOptions);
    const triggers = [
      ScalingTrigger.prometheus({ ...prometheus, perPod: 2 }),
      queue.trigger({ perPod: 3 }),
      ScalingTrigger.temporal({ ...temporalOptions, apiKey: SecretKey.of("temporal", "key") }),
    ];
    const build = worker(queue, { scaling: Scaling.keda({ ...range, triggers, utilization: { cpu: 70 } }) });

    expect(told(build)).toEqual({
      triggers: [
        { type: "prometheus", metadata: expect.objectContaining({ threshold: "2" }) as object },
        {
          type: "redis",
          metadata: expect.objectContaining({ listLength: "3" }) as object,
          authenticationRef: { name: "worker.2" },
        },
        {
          type: "temporal",
          metadata: expect.objectContaining({ targetQueueSize: "5" }) as object,
          authenticationRef: { name: "worker.3" },
        },
        { type: "cpu", metricType: "Utilization", metadata: { value: "70" } },
      ],
      secrets: { "worker.2": ["password=redis/password"], "worker.3": ["apiKey=temporal/key"] },
    });
  });

  it("makes a run for each task of a queue that it is let in to", () => {
    const queue = Queue.temporal({ ...temporalOptions, apiKey: SecretKey.of("temporal", "key") });
    const { triggers, secrets } = told((setting) => {
      const trigger = JobTrigger.perTask(queue, { minimum: 0, maximum: 5 });
      new AgentJob(setting.stack, "research", { ...jobProps(setting), trigger });
    });

    expect(triggers).toMatchObject([{ type: "temporal", authenticationRef: { name: "research" } }]);
    expect(secrets).toEqual({ research: ["apiKey=temporal/key"] });
  });
});

describe("a horizontal pod autoscaler", () => {
  const metricsOf = (stack: StackJson) =>
    (resource(stack, "kubernetes_horizontal_pod_autoscaler_v2")["spec"] as Block)["metric"];
  const pods = (name: string, average: string) => ({
    type: "Pods",
    pods: { metric: { name }, target: { type: "AverageValue", average_value: average } },
  });

  it.each([
    ["a part of one", { perPod: 0.7, inFlightPerPod: 1 }, "700m"],
    ["more than one and a part", { perPod: 2.5 }, "2500m"],
    ["thousands", { perPod: 7_000, inFlightPerPod: 10_000 }, "7k"],
  ])(
    "is told of %s as the API server writes it, so that no plan shows a difference",
    (_, { perPod, ...more }, text) => {
      const stack = stackOf((setting) => {
        const scaling = Scaling.podMetric({ ...range, metric: "busy", perPod });
        new HttpService(setting.stack, "answers", { ...rightProps(setting), models: [], ...more, scaling });
      });

      expect(metricsOf(stack)).toEqual([pods("busy", text)]);
    },
  );

  it("takes a target that Terraform knows later as it is", () => {
    const stack = stackOf((setting) => {
      const perPod = new TerraformVariable(setting.stack, "target", { type: "number" }).numberValue;
      scaledService(Scaling.podMetric({ ...range, metric: "busy", perPod }))(setting);
    });

    expect(metricsOf(stack)).toEqual([pods("busy", "${var.target}")]);
  });

  it("looks at several metrics", () => {
    const scaling = Scaling.podMetrics({ ...range, metrics: [{ metric: "busy" }, { metric: "open", perPod: 3 }] });

    expect(metricsOf(stackOf(scaledService(scaling)))).toEqual([pods("busy", "2"), pods("open", "3")]);
  });
});

describe("the scaler of a gateway", () => {
  const { scaling: options, ...gateway } = everyGateway;
  const build = (more: Partial<ModelGatewayProps>) => (setting: Setting) =>
    new ModelGateway(setting.stack, "models", { ...gateway, namespace: setting.namespace, ...more });

  it("counts what is in flight at its own pods only", () => {
    const { triggers } = told(build({ scaling: options }));
    const { query } = (triggers as { metadata: { query: string } }[])[0]?.metadata ?? { query: "" };
    const own = new RegExp(`^${/pod=~"([^"]+)"/.exec(query)?.[1] ?? ""}$`);

    expect(["models-6d4cf56db6-x7k2p", "models-7c9b4-bcd2z"].filter((pod) => own.test(pod))).toHaveLength(2);
    expect(
      ["models-eu-6d4cf56db6-x7k2p", "models-eu-0", "models-drill-29384756-abcde", "models-migrate-x7k2p"].filter(
        (pod) => own.test(pod),
      ),
    ).toEqual([]);
  });

  it("is let in to Prometheus when the chart makes it, too", () => {
    const authentication = { bearerToken: SecretKey.of("prom", "token") };
    const { secrets } = told(build({ scaling: { ...options, authentication }, chart: { version: "1.96.0" } }));

    expect(secrets).toEqual({ models: ["bearerToken=prom/token"] });
  });
});
