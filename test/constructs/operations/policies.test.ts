// Network policies, the budget for drains and the Pod Security of the runners' namespace, as they are synthesized.
import {
  Cluster,
  Gateway,
  type NetworkPolicyOptions,
  Region,
  RunnerPool,
  type RunnerPoolOptions,
  RunnerTier,
} from "../../../src/constructs/index";
import { cluster, helmValues, messageOf, region, resources, type StackJson, synthStack } from "../support";

interface Rule {
  readonly to?: readonly unknown[];
  readonly ports?: readonly { readonly protocol: string; readonly port: number }[];
}
interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly policyTypes: readonly string[];
    readonly ingress?: unknown;
    readonly egress: readonly Rule[];
  };
}

function pool(options: Partial<RunnerPoolOptions>, where: Region = region): StackJson {
  return synthStack(
    (stack) => {
      new RunnerPool(stack, "ml", { region: where, tier: RunnerTier.standard({ quota: { pods: 7 } }), ...options });
    },
    { cluster: where.cluster },
  );
}
function objectsOf(stack: StackJson): readonly Policy[] {
  const release = resources(stack, "helm_release").find(({ name }) => name === "ml-policies");
  return release === undefined ? [] : (helmValues(release).objects as unknown as readonly Policy[]);
}
const egressOf = (networkPolicy: NetworkPolicyOptions, where?: Region, options: Partial<RunnerPoolOptions> = {}) =>
  objectsOf(pool({ networkPolicy, ...options }, where)).map(({ spec }) => spec.egress);
const block = (cidr: string) => ({ ipBlock: { cidr } });
const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
const PUBLIC = {
  to: [
    {
      ipBlock: {
        cidr: "0.0.0.0/0",
        except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"],
      },
    },
    { ipBlock: { cidr: "::/0", except: ["fc00::/7", "fe80::/10", "::1/128"] } },
  ],
};

describe("a pool's network policies", () => {
  it("stand for all pods of its two namespaces, which nothing reaches", () => {
    const policies = objectsOf(pool({ networkPolicy: {} }));

    expect(policies.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
      ["NetworkPolicy", "agyn-ml"],
      ["NetworkPolicy", "agyn-ml-workloads"],
    ]);
    for (const { spec } of policies) {
      expect(spec).toMatchObject({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
      expect(spec).not.toHaveProperty("ingress");
    }
  });

  it("let runners reach DNS, the gateway, the API server and the overlay, and workloads the overlay and the internet", () => {
    const [runner = [], workloads = []] = egressOf({});
    const dns = {
      to: [
        { ...namespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } },
        block("169.254.20.10/32"),
      ],
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    };
    const overlay = [{ to: [namespace("ziti")] }, PUBLIC];

    expect(runner).toEqual([
      dns,
      { to: [namespace("platform")] },
      {
        ports: [
          { protocol: "TCP", port: 443 },
          { protocol: "TCP", port: 6443 },
        ],
      },
      ...overlay,
    ]);
    expect(workloads).toEqual([dns, { to: [block("100.64.0.0/10")] }, ...overlay, PUBLIC]);
  });

  it("open what is stated and no more", () => {
    const [runner = [], workloads = []] = egressOf({
      apiServer: ["10.0.0.1/32"],
      overlay: [{ cidr: "10.9.0.0/24", ports: [443, 2496] }],
      runnerEgress: [{ cidr: "10.7.0.1/32" }],
      workloadEgress: [{ namespace: "registry", podLabels: { app: "registry" }, ports: [5000] }],
      publicInternet: false,
    });
    const overlay = {
      to: [block("10.9.0.0/24")],
      ports: [
        { protocol: "TCP", port: 443 },
        { protocol: "TCP", port: 2496 },
      ],
    };

    expect(runner.slice(2)).toEqual([
      { to: [block("10.0.0.1/32")], ports: expect.any(Array) as unknown },
      overlay,
      { to: [block("10.7.0.1/32")] },
    ]);
    expect(workloads.slice(1)).toEqual([
      { to: [block("100.64.0.0/10")] },
      overlay,
      {
        to: [{ ...namespace("registry"), podSelector: { matchLabels: { app: "registry" } } }],
        ports: [{ protocol: "TCP", port: 5000 }],
      },
    ]);
  });

  it("keep addresses that are internal here out of the public internet", () => {
    const [, workloads = []] = egressOf({ internalCidrs: ["203.0.113.0/24", "2001:db8::/32"] });

    expect(workloads.at(-1)?.to).toMatchObject([
      { ipBlock: { except: expect.arrayContaining(["203.0.113.0/24"]) as unknown } },
      { ipBlock: { except: expect.arrayContaining(["2001:db8::/32"]) as unknown } },
    ]);
  });

  it.each([
    { gateway: Gateway.viaTlsProxy("gateway.acme.example", { port: 8443 }), options: {}, rule: { ports: [8443] } },
    {
      gateway: Gateway.viaTlsProxy("gateway.acme.example"),
      options: { gateway: ["198.51.100.7/32"] },
      rule: { to: [block("198.51.100.7/32")], ports: [443] },
    },
    {
      gateway: Gateway.privateAddress("10.1.2.3:8080"),
      options: { overlay: [] },
      rule: { to: [block("10.1.2.3/32")], ports: [8080] },
    },
    { gateway: Gateway.inCluster("gw.agyn.svc:9000"), options: {}, rule: { to: [namespace("agyn")] } },
    { gateway: Gateway.inCluster("gw.agyn:9000"), options: {}, rule: { to: [namespace("agyn")] } },
  ])("let runners reach a gateway at $gateway.url", ({ gateway, options, rule: { ports, ...to } }) => {
    const [runner = []] = egressOf(options, Region.of("edge", { cluster, gateway }));

    expect(runner[1]).toEqual({ ...to, ...(ports && { ports: ports.map((port) => ({ protocol: "TCP", port })) }) });
  });

  it("open the overlay's namespace beside a gateway that is named shortly", () => {
    const where = Region.of("edge", { cluster, gateway: Gateway.inCluster("gateway.platform:8080") });

    expect(egressOf({}, where)).toEqual([
      expect.arrayContaining([{ to: [namespace("ziti")] }]),
      expect.arrayContaining([{ to: [namespace("ziti")] }]),
    ]);
  });

  const UNNAMED = "a policy opens a gateway in the cluster by its namespace, and this address names none";
  const CUT = "one that is in a private network as the gateway is would be cut off";
  it.each([
    [Gateway.inCluster("gateway:8080"), {}, `region.gateway = "gateway:8080": ${UNNAMED}`],
    [Gateway.inCluster("10.96.0.7:8080"), {}, `region.gateway = "10.96.0.7:8080": ${UNNAMED}`],
    [
      Gateway.inCluster("gateway.platform:8080"),
      { gateway: ["10.96.0.7/32"] },
      'networkPolicy.gateway = ["10.96.0.7/32"]: the gateway is in the cluster',
    ],
    [Gateway.privateAddress("10.1.2.3:8080"), {}, CUT],
    [Gateway.privateAddress("gw.acme.example:8080"), { publicInternet: false }, CUT],
  ] as readonly (readonly [Gateway, NetworkPolicyOptions, string])[])(
    "refuse a gateway at $address with %j",
    (gateway, options, problem) => {
      expect(messageOf(() => egressOf(options, Region.of("edge", { cluster, gateway })))).toContain(problem);
    },
  );

  it("say nothing of an address of the gateway that no policy has to open", () => {
    const where = Region.of("edge", { cluster, gateway: Gateway.inCluster("gateway:8080") });

    expect(objectsOf(pool({}, where))).toEqual([]);
  });

  const at3128 = [{ protocol: "TCP", port: 3128 }];
  it.each([
    { what: "at any address of a name", host: "proxy.acme.example", runnerEgress: [], rules: [{ ports: at3128 }] },
    {
      what: "at its address",
      host: "192.0.2.20",
      runnerEgress: [],
      rules: [{ to: [block("192.0.2.20/32")], ports: at3128 }],
    },
    {
      what: "where it is said to be",
      host: "proxy.acme.example",
      runnerEgress: [{ cidr: "192.0.2.20/32", ports: [3128] }],
      rules: [{ to: [block("192.0.2.20/32")], ports: at3128 }],
    },
    {
      what: "at any address beside what is open at other ports",
      host: "proxy.acme.example",
      runnerEgress: [{ cidr: "192.0.2.20/32", ports: [3129] }],
      rules: [{ ports: at3128 }, { to: [block("192.0.2.20/32")], ports: [{ protocol: "TCP", port: 3129 }] }],
    },
  ])("let runners reach the proxy that they are told of $what", ({ host, runnerEgress, rules }) => {
    const proxy = { https: `http://${host}:3128`, http: `http://${host}:3128` };
    const [runner = []] = egressOf({ runnerEgress }, region, { runnerPod: { proxy } });
    const [without = []] = egressOf({}, region);

    expect(runner.slice(without.length)).toEqual(rules);
  });

  it("know OpenShift's DNS, whose pods listen at another port", () => {
    const openshift = Cluster.fromKubeconfig({ context: "test", kind: "openshift", version: "1.35" });
    const [runner = []] = egressOf({}, Region.of("os", { cluster: openshift, gateway: Gateway.inCluster() }));

    expect(runner[0]?.to?.[0]).toEqual(namespace("openshift-dns"));
    expect(runner[0]?.ports).toContainEqual({ protocol: "UDP", port: 5353 });
  });

  it.each([
    { kind: "eks" as const, networkPolicy: {}, more: [] },
    { kind: "eks" as const, networkPolicy: { dns: ["10.96.0.10/32"] }, more: [block("10.96.0.10/32")] },
    {
      kind: "gke" as const,
      networkPolicy: { dns: ["10.96.0.10/32"] },
      more: [
        { ...namespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "node-local-dns" } } },
        block("169.254.169.254/32"),
        block("10.96.0.10/32"),
      ],
    },
  ])("let both reach DNS on $kind with $networkPolicy", ({ kind, networkPolicy, more }) => {
    const where = Region.of("x", {
      cluster: Cluster.fromKubeconfig({ context: "test", kind, version: "1.36" }),
      gateway: Gateway.inCluster(),
    });
    const first = egressOf(networkPolicy, where).map(([dns]) => dns);

    expect(first[1]).toEqual(first[0]);
    expect(first[0]?.to?.slice(2)).toEqual(more);
    expect(first[0]?.ports).toEqual([
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ]);
  });

  it.each([
    [{ apiServer: [] }, "networkPolicy.apiServer = []: Kubernetes reads an empty list as every address"],
    [{ gateway: [] }, "networkPolicy.gateway = []: Kubernetes reads an empty list as every address"],
    [
      { workloadEgress: [{ cidr: "10.0.0.0/8", ports: [] }] },
      "networkPolicy.workloadEgress[0].ports = []: Kubernetes reads an empty list as every port",
    ],
    [{ dns: ["dns.acme.example"] }, 'networkPolicy.dns[0] = "dns.acme.example": a network policy knows addresses'],
    [
      { apiServer: ["api.acme.example"] },
      'networkPolicy.apiServer[0] = "api.acme.example": a network policy knows addresses only',
    ],
    [{ apiServer: ["10.0.0.0/33"] }, 'networkPolicy.apiServer[0] = "10.0.0.0/33": it is no network'],
    [{ apiServer: ["10.20.0.1/16"] }, 'networkPolicy.apiServer[0] = "10.20.0.1/16": it is no network'],
    [{ workloadEgress: [{ cidr: "fd00::1/64" }] }, 'workloadEgress[0].cidr = "fd00::1/64": it is no network'],
    [{ runnerEgress: [{ cidr: "fe80::1%eth0/64" }] }, 'runnerEgress[0].cidr = "fe80::1%eth0/64"'],
    [{ internalCidrs: ["0.0.0.0/0"] }, "a cluster refuses all addresses as an exception of all addresses"],
    [{ internalCidrs: ["::/0"] }, 'networkPolicy.internalCidrs[0] = "::/0"'],
    [{ publicInternet: false }, "networkPolicy.overlay = (nothing): the overlay is looked for at public addresses"],
    [{ overlay: [{}] }, "networkPolicy.overlay[0] = {}: a peer is addresses or a namespace"],
    [{ workloadEgress: [{ cidr: "10.0.0.0/8", podLabels: { a: "b" } }] }, "addresses have no labels"],
    [{ runnerEgress: [{ namespace: "a", ports: [0] }] }, "networkPolicy.runnerEgress[0].ports[0] = 0"],
  ] as readonly (readonly [NetworkPolicyOptions, string])[])("refuse %j", (options, problem) => {
    expect(messageOf(() => egressOf(options))).toContain(problem);
  });
});

describe("a drain of a node", () => {
  it("waits for workloads by a budget of all that may run, which counts pods without a controller", () => {
    expect(objectsOf(pool({ nodeDrain: "wait" }))).toMatchObject([
      {
        kind: "PodDisruptionBudget",
        metadata: { namespace: "agyn-ml-workloads" },
        spec: { minAvailable: 7, selector: {}, unhealthyPodEvictionPolicy: "AlwaysAllow" },
      },
    ]);
  });

  it("evicts them when nothing is said, and no release is made for that", () => {
    expect(resources(pool({ nodeDrain: "evict" }), "helm_release").map(({ name }) => name)).toEqual(["ml-us-east-1-0"]);
  });
});

describe("the runners' namespace", () => {
  it("is under a level of Pod Security when that is asked for", () => {
    const [runners] = resources(pool({ podSecurity: "restricted" }), "kubernetes_namespace_v1");

    expect(runners?.metadata).toEqual({
      name: "agyn-ml",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
    });
  });
});

describe("a runner", () => {
  it("starts after the policies that bound it", () => {
    const stack = pool({ networkPolicy: {} });
    const runner = resources(stack, "helm_release").find(({ name }) => name === "ml-us-east-1-0");

    expect(runner?.depends_on).toContainEqual(expect.stringMatching(/^helm_release\.ml_Operations_Policies_/));
  });
});

describe("a private authority given as text", () => {
  const given = (certificates: string): StackJson => pool({ runnerPod: { certificateAuthority: { certificates } } });
  const pem = (content: string): string => `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`;
  const mounted = (stack: StackJson): unknown => {
    const runner = resources(stack, "helm_release").find(({ name }) => name === "ml-us-east-1-0");
    return runner === undefined ? undefined : helmValues(runner).extraVolumes;
  };

  it("becomes a ConfigMap beside the runners, which they mount", () => {
    const stack = given(pem("AAAA"));
    const [configMap] = objectsOf(stack);
    const name = configMap?.metadata.name ?? "";

    expect(configMap).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: expect.stringMatching(/^agyn-private-ca-[0-9a-f]{10}$/) as string, namespace: "agyn-ml" },
      data: { "ca.crt": pem("AAAA") },
    });
    expect(mounted(stack)).toEqual([
      { name: "private-ca", configMap: { name, items: [{ key: "ca.crt", path: "ca.crt" }] } },
    ]);
  });

  it("restarts the runners when it is another", () => {
    expect(mounted(given(pem("AAAA")))).not.toEqual(mounted(given(pem("BBBB"))));
  });
});
