// The network policy of a workload: the way in, whoever else may come, names, and where it may go.
//
// Source: `kubernetes_network_policy_v1`: a direction named in `policy_types` without a rule is closed, an empty rule opens it.
import type {
  NetworkPolicyV1SpecEgress,
  NetworkPolicyV1SpecEgressTo,
  NetworkPolicyV1SpecIngress,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import type { WorkloadDescription } from "../description.js";
import type { AgentWorkloadProps, NetworkOptions, Peer, ServedWorkloadProps } from "../options.js";

const NAMESPACE_LABEL = "kubernetes.io/metadata.name";
const DNS = { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" } };
const DNS_PORT = 53;
const HTTPS_PORT = 443;
/** Addresses of clusters and their nodes, which are not the internet; metadata services among them. */
const INTERNAL_CIDRS = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
];

/** Who may come. */
export function ingressRules(
  { network }: WorkloadDescription,
  options: NetworkOptions,
  fromNamespace: string | undefined,
): NetworkPolicyV1SpecIngress[] {
  const wayIn = fromNamespace === undefined ? [] : [{ namespace: fromNamespace }];
  return [...wayIn, ...(options.ingress ?? [])].map((peer) => ({
    from: [peerOf(peer)],
    ports: portsOf(
      "ports" in peer && peer.ports !== undefined ? peer.ports : network.port === undefined ? [] : [network.port],
    ),
  }));
}

/** Where it may go. */
export function egressRules(
  { network }: { readonly network: Pick<WorkloadDescription["network"], "allowsDns" | "allowsInternet"> },
  {
    network: options = {},
    gateway,
    parksOn,
  }: Pick<AgentWorkloadProps, "network" | "gateway"> & Pick<ServedWorkloadProps, "parksOn">,
): NetworkPolicyV1SpecEgress[] {
  const dns = {
    to: [peerOf(DNS)],
    ports: ["UDP", "TCP"].map((protocol) => ({ port: String(DNS_PORT), protocol })),
  };
  const internet = {
    to: [{ ipBlock: { cidr: "0.0.0.0/0", except: INTERNAL_CIDRS } }],
    ports: portsOf([HTTPS_PORT]),
  };
  const named = [gateway, parksOn].flatMap((one) => (one === undefined ? [] : [one.peer]));
  return [
    ...(network.allowsDns ? [dns] : []),
    ...(network.allowsInternet ? [internet] : []),
    ...[...named, ...(options.egress ?? [])].map((peer) => ({
      to: [peerOf(peer)],
      ports: portsOf(peer.ports ?? []),
    })),
  ];
}

/** Labels without a namespace are those of pods beside it; an empty selector is all of them. */
function peerOf({ cidr, namespace, podLabels }: Peer): NetworkPolicyV1SpecEgressTo {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  const pods = podLabels === undefined ? {} : { matchLabels: { ...podLabels } };
  if (namespace === undefined) return { podSelector: pods };
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
    ...(podLabels === undefined ? {} : { podSelector: pods }),
  };
}

const portsOf = (ports: readonly number[]) => ports.map((port) => ({ port: String(port), protocol: "TCP" }));
