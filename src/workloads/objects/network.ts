// The network policy of a workload: the way in, whoever else may come, names, and where it may go.
//
// Source: `kubernetes_network_policy_v1`: a direction named in `policy_types` without a rule is closed, an empty rule opens it.
import type {
  NetworkPolicyV1SpecEgress,
  NetworkPolicyV1SpecEgressTo,
  NetworkPolicyV1SpecIngress,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { clusterDns, INTERNAL_CIDRS, INTERNAL_CIDRS_6, SHARED_CIDR } from "../../kubernetes/index.js";
import type { AgentNamespace } from "../agent-namespace.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { Exposure } from "../exposure/exposure.js";
import { textOf } from "../later.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { ServedWorkloadProps } from "../options/served.js";
import type { Peer } from "../options/peer.js";
import { collectorsOf, readersOf } from "./sight.js";

const NAMESPACE_LABEL = "kubernetes.io/metadata.name";
const HTTPS_PORT = 443;

/** Who may come. */
export function ingressRules(
  { network: { port }, probes: { readiness } }: Pick<WorkloadDescription, "network" | "probes">,
  { network = {}, sight }: Pick<AgentWorkloadProps, "network" | "sight">,
  exposure?: Exposure,
): NetworkPolicyV1SpecIngress[] {
  const { fromNamespace, fromCidrs = [] } = exposure?.options ?? {};
  const asked = readiness !== undefined && "path" in readiness.action ? readiness.action.port : undefined;
  const served = port === undefined ? [] : [port];
  // what is no pod checks health from the same addresses
  const checked = asked === undefined || asked === port ? served : [...served, asked];
  const wayIn: readonly Peer[] = [
    ...(fromNamespace === undefined ? [] : [{ namespace: fromNamespace, ports: served }]),
    ...fromCidrs.map((cidr) => ({ cidr, ports: checked })),
  ];
  return [...wayIn, ...readersOf(sight), ...(network.ingress ?? [])].map(letIn);
}

/** A rule that lets one peer in. */
export function letIn(peer: Peer): NetworkPolicyV1SpecIngress {
  return { from: [peerOf(peer)], ports: portsOf(peer) };
}

/** Where it may go. */
export function egressRules(
  { network }: { readonly network: Pick<WorkloadDescription["network"], "allowsDns" | "allowsInternet"> },
  {
    network: options = {},
    gateway,
    parksOn,
    sight,
  }: Pick<AgentWorkloadProps, "network" | "gateway" | "sight"> & Pick<ServedWorkloadProps, "parksOn">,
  { cluster, dns }: AgentNamespace,
): NetworkPolicyV1SpecEgress[] {
  const internet = {
    to: [
      { ipBlock: { cidr: "0.0.0.0/0", except: [...INTERNAL_CIDRS, SHARED_CIDR] } },
      { ipBlock: { cidr: "::/0", except: INTERNAL_CIDRS_6 } },
    ],
    ports: portsOf({ ports: [HTTPS_PORT] }),
  };
  const peers = [
    ...[gateway, parksOn].flatMap((one) => (one === undefined ? [] : [one.peer])),
    ...(options.models ?? []),
    ...collectorsOf(sight),
    ...(options.egress ?? []),
  ];
  return [
    ...(network.allowsDns ? [dnsRule(cluster.facts.kind, dns)] : []),
    ...(network.allowsInternet ? [internet] : []),
    ...peers.map((peer) => ({ to: [peerOf(peer)], ports: portsOf(peer) })),
  ];
}

function dnsRule(kind: string | undefined, cidrs: readonly string[]): NetworkPolicyV1SpecEgress {
  const { places, ports } = clusterDns(kind, cidrs);
  return {
    to: places.map(peerOf),
    ports: (["UDP", "TCP"] as const).flatMap((protocol) => portsOf({ ports, protocol })),
  };
}

/** Labels without a namespace are those of pods beside it; an empty selector is all of them. */
function peerOf({ cidr, namespace, podLabels }: Omit<Peer, "ports">): NetworkPolicyV1SpecEgressTo {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  const pods = podLabels === undefined ? {} : { matchLabels: { ...podLabels } };
  if (namespace === undefined) return { podSelector: pods };
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
    ...(podLabels === undefined ? {} : { podSelector: pods }),
  };
}

/** None is all of them. */
function portsOf({ ports, protocol }: Pick<Peer, "ports" | "protocol">) {
  if (ports === undefined) return protocol === undefined ? [] : [{ protocol }];
  return ports.map((port) => ({ port: textOf(port), protocol: protocol ?? "TCP" }));
}
