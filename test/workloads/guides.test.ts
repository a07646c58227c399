import {
  Exposure,
  HttpService,
  type HttpServiceProps,
  Scaling,
  StreamService,
  workloadRules,
} from "../../src/workloads/index";
import { helmValues, resource, synth } from "../constructs/support";
import { missingTests } from "../conformance/named-tests";
import { GUIDE_IDS, guides } from "./guides";
import { type Given, givenIn, platformProps, wayIn } from "./rules/examples/example";
import { AgentPlatform } from "../../src/workloads/index";
import { NO_RIGHTS } from "./synthesized";

/** The stack of one service. */
function stackOf(build: (given: Given) => unknown) {
  const { stacks } = synth((app) => build(givenIn(app, new AgentPlatform(app, "agents", platformProps))));
  const stack = stacks["europe"];
  if (stack === undefined) throw new Error("there is no stack");
  return stack;
}

const service = (change: Partial<HttpServiceProps> = {}) =>
  stackOf(({ stack, props }) => new HttpService(stack, "answers", { ...props, ...change }));

/** What runs the pods. */
function deploymentOf(stack: ReturnType<typeof stackOf>) {
  const { spec } = resource(stack, "kubernetes_deployment_v1");
  return spec as unknown as {
    readonly replicas?: string;
    readonly template: {
      readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
      readonly spec: {
        readonly restart_policy?: string;
        readonly automount_service_account_token: boolean;
        readonly termination_grace_period_seconds: number;
        readonly container: readonly Readonly<Record<string, unknown>>[];
      };
    };
  };
}

const containerOf = (stack: ReturnType<typeof stackOf>) => deploymentOf(stack).template.spec.container[0] ?? {};
const dataOf = (stack: ReturnType<typeof stackOf>) => resource(stack, "kubernetes_config_map_v1")["data"];

describe("what is synthesized", () => {
  it("starts anew whatever leaves, because the pods are those of a Deployment", () => {
    expect(deploymentOf(service()).template.spec.restart_policy ?? "Always").toBe("Always");
  });

  it("has two pods that are alike, and lets nodes be drained one pod at a time", () => {
    const stack = service();

    expect(deploymentOf(stack).replicas).toBe("2");
    expect(resource(stack, "kubernetes_pod_disruption_budget_v1")["spec"]).toMatchObject({ max_unavailable: "1" });
  });

  it("leaves the number of pods to the scaler, which looks at what is in flight", () => {
    const scaling = Scaling.podMetric({ minimum: 2, maximum: 4, metric: "requests_in_flight" });
    const stack = service({ scaling });

    expect(deploymentOf(stack).replicas).toBeUndefined();
    expect(resource(stack, "kubernetes_horizontal_pod_autoscaler_v2")["spec"]).toMatchObject({
      metric: [{ type: "Pods", pods: { metric: { name: "requests_in_flight" }, target: { average_value: "2" } } }],
    });
  });

  it("streams answers as they come, for longer than the longest step", () => {
    const exposure = Exposure.ingress({ ...wayIn, className: "nginx", controller: "nginx", tlsSecret: "tls" });
    const stack = stackOf(({ stack: scope, props }) => new StreamService(scope, "answers", { ...props, exposure }));

    expect(resource(stack, "kubernetes_ingress_v1")["metadata"]).toMatchObject({
      annotations: {
        "nginx.ingress.kubernetes.io/proxy-buffering": "off",
        "nginx.ingress.kubernetes.io/proxy-read-timeout": "35",
      },
    });
  });

  it("lets a route wait for longer than the longest step", () => {
    const stack = service({ exposure: Exposure.route(wayIn) });
    const { objects } = helmValues(resource(stack, "helm_release")) as { objects: readonly { spec: unknown }[] };

    expect(objects[0]?.spec).toMatchObject({ rules: [{ timeouts: { request: "35s", backendRequest: "35s" } }] });
  });

  it("has no rights: no root, no token, nothing to gain, a root file system that is only read", () => {
    const stack = service();

    expect(deploymentOf(stack).template.spec.automount_service_account_token).toBe(false);
    expect(containerOf(stack)["security_context"]).toMatchObject(NO_RIGHTS);
  });

  it("asks liveness and readiness at different paths, and liveness outlasts the longest step and the drain", () => {
    const container = containerOf(service());

    expect(container["readiness_probe"]).toMatchObject({ http_get: { path: "/readyz" } });
    expect(container["liveness_probe"]).toMatchObject({
      http_get: { path: "/healthz" },
      period_seconds: 30,
      failure_threshold: 5,
    });
  });

  it("waits for preStop, the longest step and a margin before it kills", () => {
    const stack = service();

    expect(deploymentOf(stack).template.spec.termination_grace_period_seconds).toBe(10 + 20 + 15);
    expect(containerOf(stack)["lifecycle"]).toEqual({ pre_stop: [{ exec: { command: ["sleep", "10"] } }] });
  });

  it("hands each pod its cap, and its part of what the provider allows", () => {
    const models = [{ model: "scarce", requestsPerMinute: 3, tokensPerMinute: 9_000 }];
    const stack = service({ models, inFlightPerPod: 4 });

    expect(dataOf(stack)).toMatchObject({ AGENT_IN_FLIGHT_LIMIT: "4", AGENT_MODEL_LIMIT: "4" });
  });

  it("restarts the pods when their configuration changes", () => {
    const checksumOf = (environment: Record<string, string>) =>
      deploymentOf(service({ environment })).template.metadata.annotations["checksum/config"];

    expect(checksumOf({ LOG_LEVEL: "info" })).not.toBe(checksumOf({ LOG_LEVEL: "debug" }));
    expect(checksumOf({ LOG_LEVEL: "info" })).toBe(checksumOf({ LOG_LEVEL: "info" }));
  });

  it("goes to models through the gateway that is named, its traces to their address, and nowhere else", () => {
    const gateway = { url: "http://models.models:4000", peer: { namespace: "models", ports: [4000] } };
    const stack = service({ gateway, network: {} });
    const own = Object.values(stack.resource?.["kubernetes_network_policy_v1"] ?? {}).find(({ metadata }) =>
      JSON.stringify(metadata).includes("answers"),
    );
    const { egress } = own?.["spec"] as { egress: readonly { ports: unknown; to: unknown }[] };

    expect(dataOf(stack)).toMatchObject({ MODEL_GATEWAY_URL: "http://models.models:4000" });
    const [, ...others] = egress;
    expect(others).toEqual(
      [
        ["models", "4000"],
        ["monitoring", "4318"],
      ].map(([name, port]) => ({
        to: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": name } } }],
        ports: [{ port, protocol: "TCP" }],
      })),
    );
  });
});

describe("the table of the guides", () => {
  it("has every rule of the guides, each once and in order", () => {
    expect(guides.map(({ id }) => id)).toEqual(GUIDE_IDS);
  });

  it("names tests that exist", () => {
    expect(missingTests(guides.flatMap(({ tests }) => tests))).toEqual([]);
  });

  it("names rules that exist", () => {
    const ids = new Set(workloadRules.map(({ id }) => id));

    expect(guides.flatMap(({ rules }) => rules).filter((id) => !ids.has(id))).toEqual([]);
  });

  it("says of each what holds it, with a test, or what is missing", () => {
    const silent = guides.filter(({ tests, notYet }) => tests.length === 0 && notYet === undefined);

    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});
