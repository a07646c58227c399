// What is wrong with the settings of a pool's network policies.
//
// Source: NetworkPolicy of Kubernetes (`ipBlock` takes addresses only; a peer is addresses or pods; an empty list is no list, so it means
// all; `except` is a strict subset).
import { isIP } from "node:net";
import { type Fault, wholeFaults } from "../fault.js";
import type { GatewayDestination } from "../gateway-address.js";
import { isNetwork } from "../networks.js";
import { dnsLabelFaults, labelFaults } from "../spelling.js";

const MAX_PORT = 65_535;

/** Something that may be reached. */
interface PeerSettings {
  readonly cidr?: string | undefined;
  readonly namespace?: string | undefined;
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
  readonly ports?: readonly number[] | undefined;
}

/** Settings of the network policies of a pool. */
export interface NetworkPolicySettings {
  readonly dns?: readonly string[] | undefined;
  readonly apiServer?: readonly string[] | undefined;
  readonly gateway?: readonly string[] | undefined;
  readonly internalCidrs?: readonly string[] | undefined;
  readonly overlay?: readonly PeerSettings[] | undefined;
  readonly runnerEgress?: readonly PeerSettings[] | undefined;
  readonly workloadEgress?: readonly PeerSettings[] | undefined;
  readonly publicInternet?: boolean | undefined;
}

/** The gateway of a pool's region, as far as it matters to policies. */
export interface GatewaySettings {
  readonly address: string;
  readonly isClearTextOutsideCluster: boolean;
  readonly destination: Pick<GatewayDestination, "inCluster" | "namespace">;
}

const OVERLAY_UNTIL = "the overlay is looked for at public addresses until it is stated, so";
const STATE_OVERLAY = "give its controllers and routers, [] when it needs no way out";

/** What is wrong with the settings, wherever the gateway is. */
export function networkPolicyFaults(path: string, options: NetworkPolicySettings): readonly Fault[] {
  const cidrs = (["dns", "apiServer", "gateway", "internalCidrs"] as const).flatMap((name) =>
    (options[name] ?? []).flatMap((cidr, index) => cidrFaults(`${path}.${name}[${index}]`, cidr)),
  );
  const peers = (["overlay", "runnerEgress", "workloadEgress"] as const).flatMap((name) =>
    (options[name] ?? []).flatMap((peer, index) => peerFaults(`${path}.${name}[${index}]`, peer)),
  );
  const empty = (["apiServer", "gateway"] as const).flatMap((name) =>
    emptyFaults(`${path}.${name}`, options[name], "address"),
  );
  return [
    ...empty,
    ...cidrs,
    ...(options.internalCidrs ?? []).flatMap((cidr, index) => exceptFaults(`${path}.internalCidrs[${index}]`, cidr)),
    ...peers,
    ...closedOverlayFaults(`${path}.overlay`, options),
  ];
}

/** What is wrong with them beside this gateway. A policy opens one in the cluster by its namespace: it sees pods, no address of a service. */
export function gatewayPolicyFaults(
  path: string,
  { gateway: value, overlay }: NetworkPolicySettings,
  gatewayPath: string,
  { address, isClearTextOutsideCluster, destination: { inCluster, namespace } }: GatewaySettings,
): readonly Fault[] {
  const unnamed = "a policy opens a gateway in the cluster by its namespace, and this address names none";
  const ignored = "the gateway is in the cluster and is opened by its namespace, so its addresses would be ignored";
  const cut = `${OVERLAY_UNTIL} one that is in a private network as the gateway is would be cut off`;
  const isCut = isClearTextOutsideCluster && !inCluster && overlay === undefined;
  return [
    ...(inCluster && namespace === undefined
      ? [{ path: gatewayPath, value: address, why: unnamed, fix: "write <service>.<namespace>:<port>" }]
      : []),
    ...(inCluster && value !== undefined
      ? [{ path: `${path}.gateway`, value, why: ignored, fix: "leave it out" }]
      : []),
    ...(isCut ? [{ path: `${path}.overlay`, value: overlay, why: cut, fix: STATE_OVERLAY }] : []),
  ];
}

/** Public addresses that are closed and opened again for the overlay. */
function closedOverlayFaults(path: string, { overlay, publicInternet }: NetworkPolicySettings): readonly Fault[] {
  if (publicInternet !== false || overlay !== undefined) return [];
  const why = `${OVERLAY_UNTIL} publicInternet: false would close nothing`;
  return [{ path, value: overlay, why, fix: STATE_OVERLAY }];
}

function emptyFaults(path: string, value: readonly unknown[] | undefined, what: string): readonly Fault[] {
  if (value?.length !== 0) return [];
  const why = `Kubernetes reads an empty list as every ${what}`;
  return [{ path, value, why, fix: "leave it out, or name some" }];
}

function exceptFaults(path: string, value: string): readonly Fault[] {
  if (!/\/0+$/.test(value)) return [];
  const why = "a cluster refuses all addresses as an exception of all addresses";
  return [
    { path, value, why, fix: "give a smaller network; for no public addresses at all write publicInternet: false" },
  ];
}

/**
 * What is wrong with a peer. `undefined` may come from those who write JavaScript.
 *
 * @param isNamespaceImplied whether pods of no namespace are those beside
 */
export function peerFaults(path: string, peer: PeerSettings | undefined, isNamespaceImplied = false): readonly Fault[] {
  const { cidr, namespace, podLabels, ports } = peer ?? {};
  const one = (cidr === undefined) !== (namespace === undefined) || (isNamespaceImplied && cidr === undefined);
  const why = "a peer is addresses or a namespace";
  const labels = podLabels !== undefined && (isNamespaceImplied ? cidr !== undefined : namespace === undefined);
  return [
    ...(one ? [] : [{ path, value: peer, why, fix: "give cidr or namespace" }]),
    ...(labels
      ? [{ path: `${path}.podLabels`, value: podLabels, why: "addresses have no labels", fix: "leave it out" }]
      : []),
    ...(cidr === undefined ? [] : cidrFaults(`${path}.cidr`, cidr)),
    ...dnsLabelFaults(`${path}.namespace`, namespace),
    ...labelFaults(`${path}.podLabels`, podLabels ?? {}),
    ...emptyFaults(`${path}.ports`, ports, "port"),
    ...(ports ?? []).flatMap((port, index) => wholeFaults(`${path}.ports[${index}]`, port, 1, MAX_PORT)),
  ];
}

function cidrFaults(path: string, value: string): readonly Fault[] {
  if (isNetwork(value)) return [];
  const [, address = ""] = /^([^/%]+)\/\d{1,3}$/.exec(value) ?? [];
  const why =
    isIP(address) === 0
      ? "a network policy knows addresses only, no names"
      : "it is no network: Kubernetes wants its first address, as many bits as the address has at most, and no IPv4 within IPv6";
  return [{ path, value, why, fix: 'write it like "10.20.0.0/16", one address like "192.0.2.10/32"' }];
}
