// LLM, of the network: who reaches the gateway, and whether it reaches its providers.
import { BlockList, isIPv4, isIPv6 } from "node:net";
import { INTERNAL_CIDRS, INTERNAL_CIDRS_6, SHARED_CIDR } from "../../kubernetes/index.js";
import { ERROR } from "../../rules/index.js";
import { isLater } from "../later.js";
import { liteLlms, type LiteLlm } from "./litellm-described.js";
import { each, when, type WorkloadRule } from "./rule.js";

/** Networks with fewer bits hold a good part of all addresses, so those of strangers. */
const LEAST_BITS = { ipv4: 8, ipv6: 16 };
/** Names of services within a cluster, and of pods of theirs, by name and namespace. */
const SERVICE = /^(?:(?:[^.]+\.){1,2}([^.]+)\.svc(?:\..+)?|[^.]+\.([^.]+))$/;
/** Names that no resolver of the internet knows. */
const INTERNAL_NAME = /\.(svc|local|internal|intranet|lan|corp|home\.arpa)$/i;
const HTTPS_PORT = 443;
/** Addresses to which the rule for the internet does not lead. */
const NOT_INTERNET = [...INTERNAL_CIDRS, SHARED_CIDR, ...INTERNAL_CIDRS_6];

function isWide(cidr: string): boolean {
  const [address = "", bits = ""] = cidr.split("/");
  if (isLater(cidr) || !/^\d{1,3}$/.test(bits)) return false;
  return Number(bits) < (isIPv6(address) ? LEAST_BITS.ipv6 : LEAST_BITS.ipv4);
}

export const exposed: WorkloadRule = {
  id: "LLM-02",
  source: "D16",
  must: "A gateway to models is reached from within the cluster, or from named addresses.",
  otherwise: "Whoever finds it may try keys, and one that leaks spends the whole budget.",
  severity: ERROR,
  check: (world) => [
    ...each(({ system, network: { exposure } }) =>
      system !== "model-gateway" || exposure === undefined
        ? []
        : [
            ...when(exposure.allowedCidrs.length === 0, () => ({
              option: "network.exposure",
              value: exposure.url,
              why: "everybody may come, and one key that leaks spends the budget of all agents",
              fix: "leave it out: agents call it from within; or name who may come as allowedCidrs of an Ingress",
            })),
            ...exposure.allowedCidrs.filter(isWide).map((value) => ({
              option: "network.exposure",
              value,
              why: "that is a good part of all addresses, and one key that leaks spends the budget of all agents",
              fix: "name the networks of those who may come in allowedCidrs",
            })),
          ],
    )(world),
    ...liteLlms(world).flatMap(({ path, liteLlm: { callers } }) =>
      callers
        .filter(({ cidr }) => isWide(cidr))
        .map(({ option, cidr: value }) => ({
          path: `${path}.${option}`,
          value,
          why: "that is a good part of all addresses, and with them every pod of the cluster",
          fix: "name the namespaces of those who may come, or their networks",
        })),
    ),
  ],
};

export const otherCluster: WorkloadRule = {
  id: "LLM-09",
  source: "D16",
  must: "A gateway is named by workloads of its own cluster.",
  otherwise: "Its address means nothing in another one.",
  severity: ERROR,
  unacknowledgeable: "have a gateway in each cluster",
  check: each((workload, { gateways }) => {
    const gateway = gateways.find(({ path }) => path === workload.gateway);
    return when(gateway !== undefined && gateway.cluster !== workload.cluster, () => ({
      option: "gateway",
      value: gateway?.path,
      why: `it is in cluster ${gateway?.cluster ?? ""}, and its address and its policies hold within that one only`,
      fix: "name a gateway of the same cluster",
    }));
  }),
};

export const closedProvider: WorkloadRule = {
  id: "LLM-15",
  source: "D16",
  must: "A provider that is not on the internet at port 443 is named under egress.",
  otherwise: "The policy closes the way, and each of its calls ends by its timeout.",
  severity: ERROR,
  check: (world) =>
    liteLlms(world).flatMap((gateway) =>
      gateway.liteLlm.providers.flatMap(({ option, address }) => {
        const at = isLater(address) || !URL.canParse(address) ? undefined : new URL(address);
        return when(at !== undefined && !isReached(at, gateway), () => ({
          path: `${gateway.path}.${option}`,
          value: at?.host,
          why: "the policy leads to the internet at port 443, to its stores, and to nothing else, so each call ends by its timeout",
          fix: 'name where it is under egress, as { namespace: "models", ports: [8000] } or { cidr: "10.20.0.0/16", ports: [8000] }',
        }));
      }),
    ),
};

/** Whether a peer may be what an address leads to. Its port is not compared: that of a Service is not that of its pods. */
function isReached({ protocol, hostname, port }: URL, { namespace, liteLlm: { egress } }: LiteLlm): boolean {
  // with a dot at its end a name is looked up as it is
  const host = hostname.replace(/^\[|\]$|\.$/g, "");
  const isAddress = isIPv4(host) || isIPv6(host);
  // no policy holds within the pod
  if (host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."))) return true;
  const isInside = isAddress ? isWithin(host, NOT_INTERNET) : !host.includes(".") || INTERNAL_NAME.test(host);
  const number = port === "" ? (protocol === "https:" ? HTTPS_PORT : 80) : Number(port);
  if (!isInside && number === HTTPS_PORT) return true;
  const cidrs = egress.flatMap(({ cidr }) => (cidr === undefined ? [] : [cidr]));
  if (isAddress) return cidrs.some(isLater) || isWithin(host, cidrs);
  if (cidrs.length > 0) return true;
  const [, ofService, short] = SERVICE.exec(host) ?? [];
  const of = host.includes(".") ? (ofService ?? short) : namespace;
  // <pod>.<service>.<namespace>, of which nothing but a peer says that it is none of the internet
  const last = host.slice(host.lastIndexOf(".") + 1);
  return egress.some(({ namespace: named = namespace }) =>
    of === undefined ? isInside || named === last : named === of,
  );
}

function isWithin(address: string, cidrs: readonly string[]): boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", bits = ""] = cidr.split("/");
    const most = isIPv4(network) ? 32 : isIPv6(network) ? 128 : -1;
    if (/^\d+$/.test(bits) && Number(bits) <= most)
      list.addSubnet(network, Number(bits), most === 32 ? "ipv4" : "ipv6");
  }
  return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}
