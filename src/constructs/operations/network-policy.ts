// What runners and workloads of one pool may reach, as two network policies. Nothing reaches them: the overlay is dialled from inside,
// and the runner runs commands in pods by way of the API server.
//
// Source: workloadEgressNetworkPolicy of the k8s-runner chart and its README (overlay addresses 100.64.0.0/10, cluster DNS, the public
// internet without internal ranges, endpoints of the overlay beneath); ranges that it blocks: agynio/e2e. A policy sees the port of
// a pod, not that of its service, so the gateway's namespace is opened whole. It names addresses, no hosts.
import { isIPv4, isIPv6 } from "node:net";
import type { Cluster } from "../cluster.js";
import type { Gateway } from "../gateway.js";
import type { RunnerPodOptions } from "../runner-release/index.js";

/** Something that may be reached: addresses, or pods of a namespace. */
export interface NetworkPeer {
  /**
   * Addresses, like "10.20.0.0/16". Give this or `namespace`.
   *
   * @default - none
   */
  readonly cidr?: string;

  /**
   * Namespace whose pods may be reached.
   *
   * @default - none
   */
  readonly namespace?: string;

  /**
   * Labels of the pods in the namespace.
   *
   * @default - all of its pods
   */
  readonly podLabels?: Readonly<Record<string, string>>;

  /**
   * TCP ports; of a pod the port that it listens on, which may not be that of its service.
   *
   * @default - all ports
   */
  readonly ports?: readonly number[];
}

/** Settings of the network policies of a pool. */
export interface NetworkPolicyOptions {
  /**
   * Addresses of the API server.
   *
   * @default - any address, at ports 443 and 6443
   */
  readonly apiServer?: readonly string[];

  /**
   * Addresses of a gateway outside of the cluster. A gateway in the cluster is known by its namespace.
   *
   * @default - any address, at the gateway's port
   */
  readonly gateway?: readonly string[];

  /**
   * Controllers and routers of the overlay that runners and workloads connect to.
   *
   * @default - the namespace `ziti` where the gateway is in the cluster, and public addresses
   */
  readonly overlay?: readonly NetworkPeer[];

  /**
   * What else runners may reach, for example a proxy in a private network.
   *
   * @default - nothing
   */
  readonly runnerEgress?: readonly NetworkPeer[];

  /**
   * What else workloads may reach.
   *
   * @default - nothing
   */
  readonly workloadEgress?: readonly NetworkPeer[];

  /**
   * Whether workloads reach public addresses.
   *
   * @default true
   */
  readonly publicInternet?: boolean;

  /**
   * Addresses of your own that are public in form, like those of pods and services of some clusters: they are no public internet.
   *
   * @default - none beside private, link-local and loopback addresses
   */
  readonly internalCidrs?: readonly string[];
}

/** Addresses that the overlay hands out inside a workload. */
const OVERLAY_CIDR = "100.64.0.0/10";
const OVERLAY_NAMESPACE = "ziti";
const INTERNAL_CIDRS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"];
const INTERNAL_CIDRS_6 = ["fc00::/7", "fe80::/10", "::1/128"];
const API_SERVER_PORTS = [443, 6443];
/** Where NodeLocal DNSCache listens on each node. */
const NODE_LOCAL_DNS = "169.254.20.10/32";
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** What the policies of a pool are made of. */
export interface PolicySurroundings {
  readonly poolName: string;
  readonly runnerNamespace: string;
  readonly workloadNamespace: string;
  readonly cluster: Cluster;
  readonly gateway: Gateway;
  readonly runnerPod: RunnerPodOptions | undefined;
}

/** The two policies; each holds for all pods of its namespace. */
export function networkPolicies(around: PolicySurroundings, options: NetworkPolicyOptions): readonly object[] {
  const { gateway, cluster, runnerNamespace, workloadNamespace } = around;
  const dns = dnsRule(cluster);
  const overlay = overlayRules(gateway, options);
  return [
    policy("agyn-runner", runnerNamespace, [
      dns,
      gatewayRule(gateway, options),
      ...apiServerRules(options),
      ...overlay,
      ...proxyRules(around.runnerPod),
      ...(options.runnerEgress ?? []).map(ruleOf),
    ]),
    policy("agyn-workloads", workloadNamespace, [
      dns,
      { to: [{ ipBlock: { cidr: OVERLAY_CIDR } }] },
      ...overlay,
      ...(options.publicInternet === false ? [] : [publicRule(options)]),
      ...(options.workloadEgress ?? []).map(ruleOf),
    ]),
  ];
}

function policy(name: string, namespace: string, egress: readonly object[]): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], egress },
  };
}

/** OpenShift's DNS pods listen on 5353; elsewhere they carry the label of kube-dns. */
function dnsRule({ facts }: Cluster): object {
  const [peer, ports] =
    facts.kind === "openshift"
      ? [inNamespace("openshift-dns"), [53, 5353]]
      : [inNamespace("kube-system", { "k8s-app": "kube-dns" }), [53]];
  return {
    to: [peer, { ipBlock: { cidr: NODE_LOCAL_DNS } }],
    ports: ports.flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port }))),
  };
}

function gatewayRule({ destination: { namespace, host, port } }: Gateway, { gateway }: NetworkPolicyOptions): object {
  if (namespace !== undefined) return { to: [inNamespace(namespace)] };
  const address = isIPv4(host) ? [`${host}/32`] : isIPv6(host) ? [`${host}/128`] : undefined;
  const cidrs = gateway ?? address;
  return { ...(cidrs === undefined ? {} : { to: cidrs.map(block) }), ports: tcp([port]) };
}

function apiServerRules({ apiServer }: NetworkPolicyOptions): readonly object[] {
  return [{ ...(apiServer === undefined ? {} : { to: apiServer.map(block) }), ports: tcp(API_SERVER_PORTS) }];
}

function overlayRules({ destination }: Gateway, options: NetworkPolicyOptions): readonly object[] {
  if (options.overlay !== undefined) return options.overlay.map(ruleOf);
  const inCluster = destination.namespace === undefined ? [] : [{ to: [inNamespace(OVERLAY_NAMESPACE)] }];
  return [...inCluster, publicRule(options)];
}

/** A proxy is a host, so its port is opened to any address. */
function proxyRules(pod: RunnerPodOptions | undefined): readonly object[] {
  const addresses = [pod?.proxy?.https, pod?.proxy?.http].flatMap((address) => address?.match(/:(\d+)\/?$/)?.[1] ?? []);
  const ports = [...new Set(addresses.map(Number))];
  return ports.length === 0 ? [] : [{ ports: tcp(ports) }];
}

function publicRule({ internalCidrs = [] }: NetworkPolicyOptions): object {
  const isSix = (cidr: string): boolean => cidr.includes(":");
  return {
    to: [
      { ipBlock: { cidr: "0.0.0.0/0", except: [...INTERNAL_CIDRS, ...internalCidrs.filter((cidr) => !isSix(cidr))] } },
      { ipBlock: { cidr: "::/0", except: [...INTERNAL_CIDRS_6, ...internalCidrs.filter(isSix)] } },
    ],
  };
}

function ruleOf({ cidr, namespace = "", podLabels, ports }: NetworkPeer): object {
  const peer = cidr === undefined ? inNamespace(namespace, podLabels) : block(cidr);
  return { to: [peer], ...(ports === undefined ? {} : { ports: tcp(ports) }) };
}

const block = (cidr: string): object => ({ ipBlock: { cidr } });
const tcp = (ports: readonly number[]): readonly object[] => ports.map((port) => ({ protocol: "TCP", port }));

function inNamespace(namespace: string, labels?: Readonly<Record<string, string>>): object {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
    ...(labels === undefined ? {} : { podSelector: { matchLabels: labels } }),
  };
}
