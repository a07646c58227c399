import {
  Exposure,
  SecretKey,
  UnpodRunnerPool,
  type UnpodDialOutProps,
  UNPOD_WRAPPER,
} from "../../../src/workloads/index";
import { type Block, type Json, resources, type StackJson } from "../../constructs/support";
import { type Setting, synthWorkloads } from "../support";
import { diallingProps, servedProps } from "./pools";
import { inside } from "../synthesized";

const dialOut = ({ stack, namespace }: Setting, change: Partial<UnpodDialOutProps> = {}): UnpodRunnerPool =>
  UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), ...change });

const serve = ({ stack, namespace }: Setting): UnpodRunnerPool =>
  UnpodRunnerPool.serve(stack, "voice", servedProps(namespace));

function synthesized(build: (setting: Setting) => void): StackJson {
  const { stacks, warnings } = synthWorkloads(build);
  expect(warnings).toEqual([]);
  return stacks["test"] as StackJson;
}

const only = (stack: StackJson, type: string): Block => resources(stack, type)[0] as Block;

const podOf = (stack: StackJson, type: string): Json | undefined =>
  inside(only(stack, type), "spec", "template", "spec");
const containerOf = (stack: StackJson, type: string): Json | undefined => inside(podOf(stack, type), "container");
const dataOf = (stack: StackJson): Readonly<Record<string, string>> =>
  only(stack, "kubernetes_config_map_v1")["data"] as Readonly<Record<string, string>>;
function policyOf(stack: StackJson): Readonly<Record<string, Json>> {
  const policies = resources(stack, "kubernetes_network_policy_v1");
  const own = policies.find(({ metadata }) => inside(metadata, "name") === "voice");
  return own?.["spec"] as Readonly<Record<string, Json>>;
}
const typesOf = (stack: StackJson): readonly string[] => Object.keys(stack.resource ?? {});
const secretsOf = (stack: StackJson, type: string): readonly Json[] =>
  (inside(containerOf(stack, type), "env") as readonly Json[]).filter(
    (variable) => inside(variable, "value_from", "secret_key_ref") !== undefined,
  );

describe("a pool that dials out", () => {
  it("has replicas of one agent, a budget for drains, and nothing that leads to them", () => {
    const stack = synthesized((setting) => dialOut(setting));

    expect(typesOf(stack)).toEqual([
      "kubernetes_config_map_v1",
      "kubernetes_deployment_v1",
      "kubernetes_namespace_v1",
      "kubernetes_network_policy_v1",
      "kubernetes_pod_disruption_budget_v1",
      "kubernetes_service_account_v1",
    ]);
    expect(inside(only(stack, "kubernetes_deployment_v1"), "spec", "replicas")).toBe("2");
    expect(inside(containerOf(stack, "kubernetes_deployment_v1"), "port")).toBeUndefined();
  });

  it("is told what the SDK reads from the environment, and what its program has to give to the constructor", () => {
    const stack = synthesized((setting) =>
      dialOut(setting, { baseUrl: "unpod.example.com", worker: { region: "eu-1", deployment: "cloud" } }),
    );

    expect(dataOf(stack)).toEqual({
      AGENT_DRAIN_SECONDS: "900",
      AGENT_ID: "voice-support",
      AGENT_IN_FLIGHT_LIMIT: "4",
      AGENT_MODEL_LIMIT: "4",
      AGENT_MODEL_LIMIT_GPT: "4",
      AGENT_TRANSPORT: "dial_out",
      UNPOD_BASE_URL: "unpod.example.com",
      UNPOD_WORKER_DEPLOYMENT: "cloud",
      UNPOD_WORKER_REGION: "eu-1",
      UNPOD_WRAPPER_DRAIN_SECONDS: "900",
      UNPOD_WRAPPER_LINGER_SECONDS: "30",
      UNPOD_WRAPPER_PORT: "8081",
    });
  });

  it("has its API key by reference", () => {
    const stack = synthesized((setting) => dialOut(setting));

    expect(secretsOf(stack, "kubernetes_deployment_v1")).toEqual([
      { name: "UNPOD_API_KEY", value_from: { secret_key_ref: { name: "unpod", key: "api-key" } } },
    ]);
  });

  it("starts by the wrapper, which answers its probes, and ends by a grace that outlasts the longest call", () => {
    const stack = synthesized((setting) => dialOut(setting));
    const container = containerOf(stack, "kubernetes_deployment_v1");

    expect(inside(container, "command")).toEqual([
      "python3",
      "-u",
      "/etc/unpod-runner/wrapper.py",
      "agent.main:runner",
    ]);
    expect(inside(container, "liveness_probe", "http_get")).toEqual({ path: "/livez", port: "8081" });
    expect(inside(container, "readiness_probe", "http_get")).toEqual({ path: "/readyz", port: "8081" });
    expect(inside(container, "lifecycle")).toBeUndefined();
    expect(inside(podOf(stack, "kubernetes_deployment_v1"), "termination_grace_period_seconds")).toBe(915);
    const files = resources(stack, "kubernetes_config_map_v1").map(({ data }) =>
      Object.values(data as Readonly<Record<string, string>>),
    );
    expect(files.flat()).toContain(UNPOD_WRAPPER);
  });

  it("is let go to names and the internet, and nobody is let in but who reads its metrics", () => {
    const { ingress, egress } = policyOf(synthesized((setting) => dialOut(setting)));

    expect(ingress).toEqual([
      {
        from: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "monitoring" } } }],
        ports: [{ port: "8081", protocol: "TCP" }],
      },
    ]);
    expect(inside(egress, 1, "to", 0, "ip_block", "cidr")).toBe("0.0.0.0/0");
    expect(inside(egress, 1, "ports")).toEqual([{ port: "443", protocol: "TCP" }]);
  });

  it("opens the orchestrator's addresses alone, and metrics for who is named, where they are given", () => {
    const { ingress, egress } = policyOf(
      synthesized((setting) =>
        dialOut(setting, {
          orchestratorCidrs: ["203.0.113.0/24"],
          network: { models: [{ namespace: "models", ports: [4000] }] },
        }),
      ),
    );

    expect(egress).toContainEqual({
      ports: [{ port: "443", protocol: "TCP" }],
      to: [{ ip_block: { cidr: "203.0.113.0/24" } }],
    });
    expect(JSON.stringify(egress)).not.toContain("0.0.0.0/0");
    expect(inside(ingress, "ports")).toEqual([{ port: "8081", protocol: "TCP" }]);
  });

  it("counts calls as in flight, not as queued, at the wrapper's metrics", () => {
    let pool: UnpodRunnerPool | undefined;
    synthesized((setting) => (pool = dialOut(setting, { sight: { traces: "http://otel:4318" } })));

    expect(pool?.description.sight.metrics).toBe(":8081/metrics");
    expect(UNPOD_WRAPPER).not.toContain('"queued"');
  });

  it("takes a key of Langfuse for traces", () => {
    let pool: UnpodRunnerPool | undefined;
    synthesized(
      (setting) =>
        (pool = UnpodRunnerPool.dialOut(setting.stack, "voice", {
          ...diallingProps(setting.namespace),
          sight: {},
          secrets: { LANGFUSE_SECRET_KEY: SecretKey.of("langfuse", "key") },
        })),
    );

    expect(pool?.description.sight.traces).toBe("langfuse");
  });
});

describe("a pool that is served", () => {
  it("has a host, a Service and a way in for each pod, at the port that its address names", () => {
    const stack = synthesized((setting) => serve(setting));

    expect(inside(only(stack, "kubernetes_stateful_set_v1"), "spec", "pod_management_policy")).toBe("Parallel");
    expect(inside(containerOf(stack, "kubernetes_stateful_set_v1"), "port", "container_port")).toBe(8765);
    const ways = resources(stack, "kubernetes_ingress_v1");
    expect(ways.map(({ spec }) => inside(spec, "rule", "host"))).toEqual([
      "voice-0.agents.example.com",
      "voice-1.agents.example.com",
    ]);
    expect(inside(ways[0], "metadata", "annotations", "nginx.ingress.kubernetes.io/proxy-read-timeout")).toBe("915");
  });

  it("is told the address of its own pod, and signs with a secret by reference", () => {
    const stack = synthesized((setting) => serve(setting));
    const env = inside(containerOf(stack, "kubernetes_stateful_set_v1"), "env");

    const pod = { name: "POD_NAME", value_from: { field_ref: { field_path: "metadata.name" } } };
    const url = { name: "UNPOD_RUNNER_URL", value: "wss://$(POD_NAME).agents.example.com" };
    // the kubelet replaces by what stands before
    expect(
      (env as readonly Json[]).filter((variable) => inside(variable, "value_from", "secret_key_ref") === undefined),
    ).toEqual([pod, url]);
    expect(secretsOf(stack, "kubernetes_stateful_set_v1").map((variable) => inside(variable, "name"))).toEqual([
      "UNPOD_API_KEY",
      "UNPOD_AGENT_SECRET",
    ]);
    expect(Object.keys(dataOf(stack))).not.toContain("UNPOD_RUNNER_URL");
  });

  it("listens at the port of its address", () => {
    const stack = synthWorkloads(({ stack: scope, namespace }) => {
      UnpodRunnerPool.serve(scope, "voice", {
        ...servedProps(namespace),
        hosts: "shared",
        servingUrl: "wss://agents.example.com:9443",
        exposure: Exposure.route({
          host: "agents.example.com",
          port: 9443,
          gateway: "edge",
          fromNamespace: "gateways",
        }),
      });
    }).stacks["test"] as StackJson;

    expect(dataOf(stack)["UNPOD_RUNNER_URL"]).toBe("wss://agents.example.com:9443");
    expect(inside(containerOf(stack, "kubernetes_deployment_v1"), "port", "container_port")).toBe(9443);
  });

  it("leaves time for the balancer before SIGTERM, within its grace, where one host is for all pods", () => {
    const stack = synthWorkloads(({ stack: scope, namespace }) => {
      UnpodRunnerPool.serve(scope, "voice", {
        ...servedProps(namespace),
        hosts: "shared",
        servingUrl: "wss://agents.example.com",
      });
    }).stacks["test"] as StackJson;

    expect(inside(containerOf(stack, "kubernetes_deployment_v1"), "lifecycle", "pre_stop", "exec", "command")).toEqual([
      "sleep",
      "10",
    ]);
    expect(inside(podOf(stack, "kubernetes_deployment_v1"), "termination_grace_period_seconds")).toBe(925);
  });
});
