// What the network policy of a workload opens: by peers, for names, for who reads metrics, and for traces.
import { AgynStack, Cluster } from "../../src/constructs/index";
import {
  AgentNamespace,
  AgentPlatform,
  HttpService,
  type HttpServiceProps,
  type Peer,
} from "../../src/workloads/index";
import { type Block, cluster, type Json, resources, type StackJson, synth } from "../constructs/support";
import { budgets, found, rightProps, type Setting } from "./support";
import { inside, service } from "./synthesized";

describe("the network policy", () => {
  const rulesOf = (direction: "ingress" | "egress", more: Partial<HttpServiceProps>): readonly Block[] => {
    const policies = resources(service(more), "kubernetes_network_policy_v1");
    const own = policies.find(({ metadata }) => inside(metadata, "name") === "answers");
    return (inside(own, "spec", direction) ?? []) as readonly Block[];
  };
  const inNamespace = (name: string) => ({
    namespace_selector: { match_labels: { "kubernetes.io/metadata.name": name } },
  });

  it.each<readonly [string, Peer, Json]>([
    ["all ports where none are named", { namespace: "a" }, []],
    ["TCP", { namespace: "a", ports: [80] }, [{ port: "80", protocol: "TCP" }]],
    ["UDP", { namespace: "a", ports: [3478], protocol: "UDP" }, [{ port: "3478", protocol: "UDP" }]],
    ["all ports of UDP", { namespace: "a", protocol: "UDP" }, [{ protocol: "UDP" }]],
  ])("opens %s alike at both ends", (_what, peer, ports) => {
    const rule = (direction: "ingress" | "egress") =>
      rulesOf(direction, { network: { models: [{ namespace: "models" }], [direction]: [peer] } }).at(-1);

    expect(rule("ingress")).toEqual({ from: [inNamespace("a")], ports });
    expect(rule("egress")).toEqual({ to: [inNamespace("a")], ports });
  });

  const dnsOf = (kind: "gke" | "openshift" | undefined, dns?: readonly string[]): Block | undefined => {
    const { stacks } = synth((app) => {
      const stack = new AgynStack(app, "test", { cluster });
      const own = Cluster.fromKubeconfig({ context: "other", ...(kind && { kind }) });
      const namespace = new AgentNamespace(stack, "support", { cluster: own, ...(dns && { dns }) });
      new AgentPlatform(app, "agents", { budgets });
      const { models: _, ...props } = rightProps({ namespace } as Setting);
      new HttpService(stack, "answers", props);
    });
    const policies = resources(stacks["test"] as StackJson, "kubernetes_network_policy_v1");
    const own = policies.find(({ metadata }) => inside(metadata, "name") === "answers");
    return inside(own, "spec", "egress", 0) as Block;
  };
  const pods = (app: string) => ({
    ...inNamespace("kube-system"),
    pod_selector: { match_labels: { "k8s-app": app } },
  });
  const block = (cidr: string) => ({ ip_block: { cidr } });
  const NODE_LOCAL = block("169.254.20.10/32");

  it.each([
    ["a cluster", undefined, undefined, [pods("kube-dns"), NODE_LOCAL], ["53"]],
    [
      "a cluster with a resolver",
      undefined,
      ["10.96.0.10/32"],
      [pods("kube-dns"), NODE_LOCAL, block("10.96.0.10/32")],
      ["53"],
    ],
    [
      "GKE",
      "gke",
      undefined,
      [pods("kube-dns"), NODE_LOCAL, pods("node-local-dns"), block("169.254.169.254/32")],
      ["53"],
    ],
    ["OpenShift", "openshift", undefined, [inNamespace("openshift-dns"), NODE_LOCAL], ["53", "5353"]],
  ] as const)("lets names be asked for where %s answers", (_what, kind, dns, to, ports) => {
    expect(dnsOf(kind, dns)).toEqual({
      to,
      ports: ["UDP", "TCP"].flatMap((protocol) => ports.map((port) => ({ port, protocol }))),
    });
  });

  it.each<readonly [string, string, Json | undefined]>([
    [
      "a Service by its short name",
      "http://otel.monitoring:4318",
      { to: [inNamespace("monitoring")], ports: [{ port: "4318", protocol: "TCP" }] },
    ],
    [
      "a Service by its full name",
      "otel.monitoring.svc.cluster.local:4317",
      { to: [inNamespace("monitoring")], ports: [{ port: "4317", protocol: "TCP" }] },
    ],
    [
      "a Service whose pods may listen elsewhere",
      "http://otel.monitoring.svc",
      { to: [inNamespace("monitoring")], ports: [] },
    ],
    [
      "a Service beside it",
      "http://otel:4318/v1/traces",
      { to: [{ pod_selector: {} }], ports: [{ port: "4318", protocol: "TCP" }] },
    ],
    [
      "an address",
      "http://192.0.2.7:4318",
      { to: [block("192.0.2.7/32")], ports: [{ port: "4318", protocol: "TCP" }] },
    ],
    [
      "an address of IPv6",
      "http://[2001:db8::7]:4317",
      { to: [block("2001:db8::7/128")], ports: [{ port: "4317", protocol: "TCP" }] },
    ],
    ["the pod itself", "http://localhost:4318", undefined],
    ["a word", "langfuse", undefined],
  ])("lets traces go to %s", (_what, traces, rule) => {
    const more = { network: { models: [{ cidr: "192.0.2.0/24" }] }, sight: { metrics: "agent", traces } };
    const [, , ...others] = rulesOf("egress", more);

    expect(others).toEqual(rule === undefined ? [] : [rule]);
    expect(found((setting) => new HttpService(setting.stack, "answers", { ...rightProps(setting), ...more }))).toEqual(
      [],
    );
  });

  it.each<readonly [Partial<Peer>, readonly string[]]>([
    [{ ports: [9090] }, []],
    [{}, []],
    [{ ports: [8080] }, ["OBS-02"]],
    [{ ports: [9090], protocol: "UDP" }, ["OBS-02"]],
  ])("lets metrics be read by who may come to %j, and says where nobody may", (peer, rules) => {
    const findings = found((setting) => {
      const { network, ...props } = rightProps(setting);
      const sight = { ...props.sight, monitoring: undefined };
      const open = { ...network, ingress: [{ namespace: "monitoring", ...peer }] };
      new HttpService(setting.stack, "answers", { ...props, sight, network: open });
    });
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
  });

  it.each([
    ["https://otel.acme.example/v1/traces", {}, ["OBS-02"]],
    ["https://acme.example", {}, ["OBS-02"]],
    ["https://otel.acme.example/v1/traces", { internet: true }, []],
    ["https://otel.acme.example:4317", { internet: true }, ["OBS-02"]],
    ["http://otel.acme.example:4318", { egress: [{ cidr: "203.0.113.7/32" }] }, ["OBS-02"]],
  ])("says that traces to %s with %j are let go: %j", (traces, network, rules) => {
    const findings = found((setting) => {
      const models = { models: [{ cidr: "192.0.2.0/24" }] };
      const props = { ...rightProps(setting), network: { ...models, ...network }, sight: { metrics: "agent", traces } };
      new HttpService(setting.stack, "answers", props);
    });
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
  });
});
