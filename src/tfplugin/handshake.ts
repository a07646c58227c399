// The start of the go-plugin contract: what the host puts into the environment, and the one line a plugin answers with.
//
// The line is `core|app|network|address|grpc|certificate`, `|`-separated, the first ever written to stdout; the certificate
// is the raw DER in standard base64 without padding, empty without TLS. Before it, anything on stdout is fatal.
//
// Source: go-plugin's client; measured with terraform 1.11. The cookie is no secret: it only tells "started by a host" from
// "started by hand".

const MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
const CORE_PROTOCOL = 1;
/** The protocol this plugin speaks. */
export const PROTOCOL_VERSION = 6;
const MAX_PORT = 65_535;

/** What the host asked for. */
export interface HostRequest {
  /** False when a person started the executable. */
  readonly startedByHost: boolean;
  /** PEM of the host's one-time certificate; its presence demands TLS on both sides. */
  readonly clientCertificate: string | undefined;
  /** Where the host wants the socket. */
  readonly socketDirectory: string | undefined;
  /** Where the host wants a TCP listener. Undefined: on any port. */
  readonly ports: PortRange | undefined;
  /** The host shares one connection among brokered ones and expects to be told whether the plugin does. */
  readonly asksForMultiplexing: boolean;
}

/** TCP ports, both ends included. */
export interface PortRange {
  readonly min: number;
  readonly max: number;
}

/** Reads the host's request from the environment. */
export function readHostRequest(env: NodeJS.ProcessEnv): HostRequest {
  return {
    startedByHost: env["TF_PLUGIN_MAGIC_COOKIE"] === MAGIC_COOKIE,
    clientCertificate: env["PLUGIN_CLIENT_CERT"] || undefined,
    socketDirectory: env["PLUGIN_UNIX_SOCKET_DIR"] || undefined,
    ports: readPorts(env["PLUGIN_MIN_PORT"], env["PLUGIN_MAX_PORT"]),
    asksForMultiplexing: Boolean(env["PLUGIN_MULTIPLEX_GRPC"]),
  };
}

/** A range that is none asks for nothing: the host takes any port of the loopback address. */
function readPorts(min: string | undefined, max: string | undefined): PortRange | undefined {
  const range = { min: toPort(min), max: toPort(max) };
  return range.min >= 1 && range.min <= range.max && range.max <= MAX_PORT ? range : undefined;
}

const toPort = (text: string | undefined): number => (/^\d{1,5}$/.test(text ?? "") ? Number(text) : Number.NaN);

/** The handshake line, newline included. */
export function handshakeLine(
  address: { readonly network: "unix" | "tcp"; readonly address: string },
  certificate: Uint8Array | undefined,
  host: Pick<HostRequest, "asksForMultiplexing">,
): string {
  const encoded = certificate ? Buffer.from(certificate).toString("base64").replace(/=+$/, "") : "";
  const fields = [CORE_PROTOCOL, PROTOCOL_VERSION, address.network, address.address, "grpc", encoded];
  // older hosts split the line at six fields, so a seventh is only sent to those who asked
  if (host.asksForMultiplexing) fields.push("false");
  return `${fields.join("|")}\n`;
}
