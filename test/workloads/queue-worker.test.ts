// What a worker is told of its queue, and what parks work on one.
import { Drain, HttpService, Probe, Queue, SecretKey } from "../../src/workloads/index";
import { type Block, resource, resources, type StackJson } from "../constructs/support";
import { redisOptions, temporalOptions } from "./right-shapes";
import { containerOf, stackOf, worker } from "./synthesized";
import { found, rightProps, rightService } from "./support";

describe("a worker", () => {
  const variables = (stack: StackJson) => {
    const config = resource(stack, "kubernetes_config_map_v1")["data"] as Readonly<Record<string, unknown>>;
    const secrets = (containerOf(stack)["env"] ?? []) as readonly {
      name: string;
      value_from?: { secret_key_ref: Block };
    }[];
    return {
      ...config,
      ...Object.fromEntries(secrets.map(({ name, value_from }) => [name, value_from?.secret_key_ref])),
    };
  };

  it.each([
    [1, "1830"],
    [2, "3630"],
    [4, "7230"],
  ])("that fetches %d tasks at a time has them lent for %s s", (prefetch, lease) => {
    const queue = Queue.redis({ ...redisOptions, prefetch });
    const drain = Drain.of({ longestStepSeconds: 1_800 });

    expect(queue.environment(drain)).toMatchObject({ QUEUE_VISIBILITY_TIMEOUT_SECONDS: lease });
  });

  it("is told of Temporal what its SDK reads by itself, and which version it is", () => {
    const tls = { certificate: SecretKey.of("temporal", "crt"), key: SecretKey.of("temporal", "pem") };
    const queue = Queue.temporal({ ...temporalOptions, tls, version: { deploymentName: "reports", buildId: "2" } });

    expect(variables(stackOf(worker(queue)))).toMatchObject({
      TEMPORAL_ADDRESS: "support.a1b2c.tmprl.cloud:7233",
      TEMPORAL_NAMESPACE: "support.a1b2c",
      TEMPORAL_DEPLOYMENT_NAME: "reports",
      TEMPORAL_WORKER_BUILD_ID: "2",
      TEMPORAL_TLS: "true",
      TEMPORAL_TLS_CLIENT_CERT_DATA: { name: "temporal", key: "crt" },
      TEMPORAL_TLS_CLIENT_KEY_DATA: { name: "temporal", key: "pem" },
    });
  });

  it("counts as started soon after it has started, and as hung only minutes after it hangs", () => {
    expect(containerOf(stackOf(worker(Queue.redis(redisOptions))))).toMatchObject({
      startup_probe: { period_seconds: 5, failure_threshold: 60 },
      liveness_probe: { period_seconds: 60 },
    });
  });
});

describe("the heartbeat of a worker", () => {
  const rulesOf = (more: object) =>
    found((setting) => {
      const environment = { AGENT_HEARTBEAT_FILE: "/tmp/alive" };
      worker(Queue.redis(redisOptions), { environment, ...more })(setting);
    }).map(({ rule }) => rule);

  it("is where its probe looks, or the probe is another too", () => {
    expect(rulesOf({})).toEqual(["SET-01"]);
    expect(rulesOf({ probes: { liveness: Probe.heartbeat("/tmp/alive") } })).toEqual([]);
  });
});

describe("a service that parks what is beyond its cap", () => {
  it("is told of the queue, and the policy leads there", () => {
    const stack = stackOf((setting) => {
      const parksOn = Queue.redis(redisOptions);
      new HttpService(setting.stack, "answers", { ...rightProps(setting), whenFull: "park", parksOn });
    });
    const config = resource(stack, "kubernetes_config_map_v1")["data"];

    expect(config).toMatchObject({ QUEUE_NAME: "reports" });
    expect(JSON.stringify(resource(stack, "kubernetes_deployment_v1"))).toContain('"name":"BROKER_URL"');
    expect(config).not.toHaveProperty("QUEUE_VISIBILITY_TIMEOUT_SECONDS");
    expect(JSON.stringify(resources(stack, "kubernetes_network_policy_v1"))).toContain('"queues"');
  });

  it("is told of none when it sheds", () => {
    const stack = stackOf((setting) => rightService(setting));

    expect(resource(stack, "kubernetes_config_map_v1")["data"]).not.toHaveProperty("QUEUE_NAME");
  });
});
