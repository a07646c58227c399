// Whether the address a runner dials leads to the gateway: directly in clear text, or over loopback through a proxy container in
// the same pod that speaks TLS outward.
//
// Source: k8s-runner (GATEWAY_ADDRESS is host:port of clear-text gRPC, never a URL); Envoy's bootstrap (`static_resources`
// listeners and clusters), which is what our constructs put beside the runner.
import { at, isList, isObject, objectsOf } from "../../synthesized/index.js";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

interface Socket {
  readonly address: string;
  readonly port: number;
}

/** The `host:port` at which a pod reaches the gateway, or why it does not. */
export type GatewayWay = { readonly address: string } | { readonly fault: string };

/**
 * Where the address leads.
 *
 * @param address what stands in GATEWAY_ADDRESS
 * @param containers `extraContainers` of the chart
 * @param gatewayAddresses every `host:port` at which the gateway answers; undefined: whatever is dialled is taken for it
 */
export function gatewayWay(
  address: string,
  containers: unknown,
  gatewayAddresses: readonly string[] | undefined,
): GatewayWay {
  const answers = (target: string): boolean => gatewayAddresses?.includes(target) ?? true;
  const it = `GATEWAY_ADDRESS is ${quote(address)}`;
  const known = (gatewayAddresses ?? []).join(", ");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    return fault(
      `${it}, a URL: the runner dials clear-text gRPC at host:port and speaks no TLS; put a TLS proxy beside it or give host:port`,
    );
  }
  const socket = parseSocket(address);
  if (socket === undefined) return fault(`${it}, which is no host:port`);
  if (!LOOPBACK.has(socket.address)) {
    if (answers(address)) return { address };
    return fault(`${it}, where no gateway answers; it answers at ${known}`);
  }
  const proxies = objectsOf(containers);
  if (proxies.length === 0) {
    return fault(`${it}, the pod itself, and no container in extraContainers listens there`);
  }
  const targets = proxies.flatMap((container) => targetsOf(container, socket.port));
  if (targets.length === 0) {
    return fault(`${it}, but no container in extraContainers is seen to listen on port ${socket.port}`);
  }
  const target = targets.find(answers);
  if (target !== undefined) return { address: target };
  return fault(
    `the proxy on port ${socket.port} leads to ${targets.join(", ")}, where no gateway answers; it answers at ${known}`,
  );
}

/** Where a container that listens on a port passes connections on to. */
function targetsOf(container: unknown, port: number): string[] {
  const args = [at(container, "command"), at(container, "args")].filter(isList).flat();
  return args.flatMap((arg) => {
    const config = typeof arg === "string" ? parseJson(arg) : undefined;
    const listens = sockets(at(config, "static_resources", "listeners")).some((socket) => socket.port === port);
    if (!listens) return [];
    return sockets(at(config, "static_resources", "clusters")).map((socket) => `${socket.address}:${socket.port}`);
  });
}

/** Every `socket_address` anywhere below a value. */
function sockets(value: unknown): Socket[] {
  if (Array.isArray(value)) return value.flatMap(sockets);
  if (!isObject(value)) return [];
  const address = at(value, "socket_address", "address");
  const port = at(value, "socket_address", "port_value");
  const here = typeof address === "string" && typeof port === "number" ? [{ address, port }] : [];
  return [...here, ...Object.values(value).flatMap(sockets)];
}

function parseSocket(text: string): Socket | undefined {
  const found = /^(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/i.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  return { address: found[1].replace(/^\[|\]$/g, ""), port: Number(found[2]) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const fault = (text: string): GatewayWay => ({ fault: text });
const quote = (text: string): string => JSON.stringify(text);
