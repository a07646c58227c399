// What is wrong with the settings of a pool's network policies.
//
// Source: NetworkPolicy of Kubernetes (`ipBlock` takes addresses only; a peer is addresses or pods).
import { isIPv4, isIPv6 } from "node:net";
import { type Fault, wholeFaults } from "../fault.js";
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
  readonly apiServer?: readonly string[] | undefined;
  readonly gateway?: readonly string[] | undefined;
  readonly internalCidrs?: readonly string[] | undefined;
  readonly overlay?: readonly PeerSettings[] | undefined;
  readonly runnerEgress?: readonly PeerSettings[] | undefined;
  readonly workloadEgress?: readonly PeerSettings[] | undefined;
  readonly publicInternet?: boolean | undefined;
}

/** What is wrong with the settings, if anything. */
export function networkPolicyFaults(path: string, options: NetworkPolicySettings): readonly Fault[] {
  const cidrs = (["apiServer", "gateway", "internalCidrs"] as const).flatMap((name) =>
    (options[name] ?? []).flatMap((cidr, index) => cidrFaults(`${path}.${name}[${index}]`, cidr)),
  );
  const peers = (["overlay", "runnerEgress", "workloadEgress"] as const).flatMap((name) =>
    (options[name] ?? []).flatMap((peer, index) => peerFaults(`${path}.${name}[${index}]`, peer)),
  );
  return [...cidrs, ...peers, ...(options.publicInternet === false ? overlayFaults(`${path}.overlay`, options) : [])];
}

/** Public addresses that are closed and opened again for the overlay. */
function overlayFaults(path: string, { overlay }: NetworkPolicySettings): readonly Fault[] {
  if (overlay !== undefined) return [];
  const why =
    "the overlay is looked for at public addresses until it is stated, so publicInternet: false would close nothing";
  return [{ path, value: overlay, why, fix: "give its controllers and routers, [] when it needs no way out" }];
}

function peerFaults(path: string, peer: PeerSettings): readonly Fault[] {
  const { cidr, namespace, podLabels, ports = [] } = peer;
  const one = (cidr === undefined) !== (namespace === undefined);
  const why = "a peer is addresses or a namespace";
  const labels = podLabels !== undefined && namespace === undefined;
  return [
    ...(one ? [] : [{ path, value: peer, why, fix: "give cidr or namespace" }]),
    ...(labels
      ? [{ path: `${path}.podLabels`, value: podLabels, why: "addresses have no labels", fix: "leave it out" }]
      : []),
    ...(cidr === undefined ? [] : cidrFaults(`${path}.cidr`, cidr)),
    ...dnsLabelFaults(`${path}.namespace`, namespace),
    ...labelFaults(`${path}.podLabels`, podLabels ?? {}),
    ...ports.flatMap((port, index) => wholeFaults(`${path}.ports[${index}]`, port, 1, MAX_PORT)),
  ];
}

function cidrFaults(path: string, value: string): readonly Fault[] {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  const fine = (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
  const why = "a network policy knows addresses only, no names";
  return fine ? [] : [{ path, value, why, fix: 'write it like "10.20.0.0/16", one address like "192.0.2.10/32"' }];
}
