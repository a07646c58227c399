// What a network policy has to let through so that a workload can be seen: who reads its metrics, and where its traces go.
//
// Source: OTLP's ports, 4317 (gRPC) and 4318 (HTTP), which collectors listen on. A policy sees the port of a pod, not that of its
// Service: of any other port the namespace is opened whole.
import { isIPv4 } from "node:net";
import type { SightDescription } from "../description/workload.js";
import type { NetworkOptions } from "../options/network.js";
import type { SightOptions } from "../options/sight.js";
import type { Peer } from "../options/peer.js";
import { isLater } from "../later.js";

const OTLP_PORTS = [4317, 4318];
const HTTPS_PORT = 443;

/** Port of the pods at which metrics are read, where `metrics` names one: `:9090/metrics`. */
function metricsPort({ metrics = "" }: SightOptions): number | undefined {
  const port = /^:(\d{1,5})(?:\/|$)/.exec(metrics)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** An address, as far as it is one: words like `langfuse` say only what collects traces. */
function addressIn(traces: string) {
  const [, scheme = "", host, port] =
    /^(?:([a-z]+):\/\/)?(\[[\da-f:]+\]|[\w.-]+?)(?::(\d+))?(?:\/.*)?$/i.exec(traces) ?? [];
  if (host === undefined || (scheme === "" && port === undefined)) return undefined;
  return { scheme: scheme.toLowerCase(), host, port: port === undefined ? undefined : Number(port) };
}

/** Where traces go, as far as their address says; undefined: it says nothing. */
function placeOf(traces: string | undefined): Peer | "here" | "internet" | "unknown" | undefined {
  if (traces === undefined || isLater(traces)) return undefined;
  const address = addressIn(traces);
  if (address === undefined) return undefined;
  const { host, port, scheme } = address;
  if (host === "localhost" || host === "[::1]" || host.startsWith("127.")) return "here";
  const ports = port !== undefined && OTLP_PORTS.includes(port) ? { ports: [port] } : {};
  const cidr = isIPv4(host) ? `${host}/32` : host.startsWith("[") ? `${host.slice(1, -1)}/128` : undefined;
  if (cidr !== undefined) return { cidr, ...(port === undefined ? {} : { ports: [port] }) };
  const [, namespace, service, ...domain] = host.split(".");
  if (namespace === undefined) return ports; // beside it
  // a collector of the cluster is asked in clear text by its short name; https of two labels is a domain
  const isInCluster = service === undefined ? scheme !== "https" : service === "svc";
  if (isInCluster && (domain.length === 0 || domain.join(".") === "cluster.local")) return { namespace, ...ports };
  return scheme === "https" && (port ?? HTTPS_PORT) === HTTPS_PORT ? "internet" : "unknown";
}

/** Who reads the metrics, at their port unless ports are named. */
export function readersOf(sight: SightOptions = {}): readonly Peer[] {
  const port = metricsPort(sight);
  return sight.monitoring === undefined
    ? []
    : [{ ...(port === undefined ? {} : { ports: [port] }), ...sight.monitoring }];
}

/** Where the traces go: what is stated, or what their address says. */
export function collectorsOf({ collector, traces }: SightOptions = {}): readonly Peer[] {
  if (collector !== undefined) return [collector];
  const place = placeOf(traces);
  return typeof place === "object" ? [place] : [];
}

/** What can be seen of a workload, and what of it its policy lets through. */
export function describeSight(
  sight: SightOptions,
  { ingress = [], internet = false }: NetworkOptions,
): SightDescription {
  const port = metricsPort(sight);
  const place = placeOf(sight.traces);
  const isOpen = ({ ports, protocol = "TCP" }: Peer): boolean =>
    protocol === "TCP" && (ports === undefined || ports.includes(port ?? 0));
  return {
    metrics: sight.metrics,
    traces: sight.traces,
    evaluations: sight.evaluations,
    tracesPort: sight.traces === undefined || isLater(sight.traces) ? undefined : addressIn(sight.traces)?.port,
    metricsPort: port,
    isRead: port === undefined || [...readersOf(sight), ...ingress].some(isOpen),
    isSent:
      place === undefined || place === "here" || collectorsOf(sight).length > 0 || (place === "internet" && internet),
  };
}
