// What runners and workloads of one pool may reach, as two network policies. Nothing reaches them: the overlay is dialled from inside,
// and the runner runs commands in pods by way of the API server.
//
// Source: workloadEgressNetworkPolicy of the k8s-runner chart and its README (overlay addresses 100.64.0.0/10, cluster DNS, the public
// internet without internal ranges, endpoints of the overlay beneath); ranges that it blocks: agynio/e2e. A policy sees the port of
// a pod, not that of its service, so the gateway's namespace is opened whole. It names addresses, no hosts.
import { isIPv4, isIPv6 } from "node:net";
import { clusterDns, INTERNAL_CIDRS, INTERNAL_CIDRS_6, SHARED_CIDR } from "../../kubernetes/index.js";
import type { Cluster } from "../cluster.js";
import type { Gateway } from "../gateway.js";
import type { RunnerPodOptions } from "../runner-release/index.js";
import type { NetworkPeer, NetworkPolicyOptions } from "./network-policy-options.js";

/** Addresses that the overlay hands out inside a workload. */
const OVERLAY_CIDR = SHARED_CIDR;
const OVERLAY_NAMESPACE = "ziti";
const API_SERVER_PORTS = [443, 6443];
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
  const dns = dnsRule(cluster, options);
  const overlay = overlayRules(gateway, options);
  return [
    policy("agyn-runner", runnerNamespace, [
      dns,
      gatewayRule(gateway, options),
      ...apiServerRules(options),
      ...overlay,
      ...proxyRules(around.runnerPod, options),
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

function dnsRule({ facts: { kind } }: Cluster, { dns }: NetworkPolicyOptions): object {
  const { places, ports } = clusterDns(kind, dns);
  return {
    to: places.map(placeOf),
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

/** A proxy of an address is opened there; one of a name at any address, unless what runners may reach has its port already. */
function proxyRules(pod: RunnerPodOptions | undefined, { runnerEgress = [] }: NetworkPolicyOptions): readonly object[] {
  const proxies = [pod?.proxy?.https, pod?.proxy?.http].flatMap((address) => {
    const [, host = "", port = ""] = /^https?:\/\/(.+):(\d+)\/?$/.exec(address ?? "") ?? [];
    return host === "" ? [] : [{ host, port: Number(port) }];
  });
  const at = new Map(proxies.filter(({ host }) => isIPv4(host)).map((proxy) => [`${proxy.host}:${proxy.port}`, proxy]));
  const named = proxies.filter(
    ({ host, port }) => !isIPv4(host) && !runnerEgress.some(({ ports }) => ports?.includes(port)),
  );
  const ports = [...new Set(named.map(({ port }) => port))];
  return [
    ...[...at.values()].map(({ host, port }) => ({ to: [block(`${host}/32`)], ports: tcp([port]) })),
    ...(ports.length === 0 ? [] : [{ ports: tcp(ports) }]),
  ];
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

function ruleOf({ ports, ...peer }: NetworkPeer): object {
  return { to: [placeOf(peer)], ...(ports === undefined ? {} : { ports: tcp(ports) }) };
}

function placeOf({ cidr, namespace = "", podLabels }: Omit<NetworkPeer, "ports">): object {
  return cidr === undefined ? inNamespace(namespace, podLabels) : block(cidr);
}

const block = (cidr: string): object => ({ ipBlock: { cidr } });
const tcp = (ports: readonly number[]): readonly object[] => ports.map((port) => ({ protocol: "TCP", port }));

function inNamespace(namespace: string, labels?: Readonly<Record<string, string>>): object {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
    ...(labels === undefined ? {} : { podSelector: { matchLabels: labels } }),
  };
}
