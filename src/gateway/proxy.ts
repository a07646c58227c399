// Which proxy leads to a gateway, if any, decided from values: this layer reads no environment.
//
// The rules are those of Go's `http.ProxyFromEnvironment`, because every other provider of the same configuration follows them:
// https goes by HTTPS_PROXY only, localhost and loopback addresses go direct, NO_PROXY knows hosts with their subdomains, `.host`
// for subdomains alone, ports, addresses, CIDR blocks and `*`.
// Source: golang.org/x/net `http/httpproxy/proxy.go`.
import { BlockList, isIP } from "node:net";
import { GatewayConfigurationError } from "./errors.js";
import { Secret } from "./secret.js";

/** Proxies, as addresses: `http://user:password@proxy.example:3128`; without a scheme it is `http`. */
export interface ProxySettings {
  /**
   * For gateways of plain HTTP.
   * @default - none
   */
  readonly http?: string;
  /**
   * For gateways of HTTPS.
   * @default - none
   */
  readonly https?: string;
  /**
   * Hosts that are reached without: `agyn.example, .internal, 10.0.0.0/8, host:8443`, or `*`.
   * @default - none; localhost and loopback addresses never go by a proxy
   */
  readonly noProxy?: string;
}

/** A proxy to go by. */
export interface Proxy {
  /** `http://proxy.example:3128`: without user and password, fit to be shown. */
  readonly origin: string;
  /** Value of `proxy-authorization`. */
  readonly authorization?: Secret;
  /** The password as it is and as it was written, to be searched for in texts. */
  readonly passwords: readonly Secret[];
}

/** Reads the settings out of an environment: HTTP_PROXY, HTTPS_PROXY, NO_PROXY, or their lower-case forms. */
export function proxyFromEnv(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  const first = (name: string): string | undefined => env[name] || env[name.toLowerCase()] || undefined;
  return { http: first("HTTP_PROXY"), https: first("HTTPS_PROXY"), noProxy: first("NO_PROXY") };
}

/**
 * The proxy that leads to an address; undefined when there is none.
 * @throws {GatewayConfigurationError} when the proxy's address can not be used
 */
export function proxyFor(url: URL, settings: ProxySettings): Proxy | undefined {
  const name = url.protocol === "https:" ? "https" : "http";
  const address = settings[name]?.trim() ?? "";
  if (address === "" || goesDirect(url, settings.noProxy ?? "")) return undefined;
  return parseProxy(`proxy.${name}`, address);
}

function parseProxy(option: string, address: string): Proxy {
  const shown = JSON.stringify(address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, "$1[redacted]@"));
  const allowed = 'give the address of an HTTP proxy, such as "http://proxy.example:3128"';
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`);
  } catch {
    throw new GatewayConfigurationError("proxy", `${option} ${shown} is not an address: ${allowed}.`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    const scheme = url.protocol.slice(0, -1);
    throw new GatewayConfigurationError("proxy", `${option} ${shown} has the scheme "${scheme}": ${allowed}.`);
  }
  const { origin, username, password } = url;
  if (username === "" && password === "") return { origin, passwords: [] };
  let user: string;
  let clear: string;
  try {
    [user, clear] = [decodeURIComponent(username), decodeURIComponent(password)];
  } catch {
    throw new GatewayConfigurationError(
      "proxy",
      `${option} ${shown} has a user or password with a percent sign that begins no escape: write %25 for it.`,
    );
  }
  const basic = Buffer.from(`${user}:${clear}`).toString("base64");
  return {
    origin,
    authorization: new Secret(`Basic ${basic}`),
    passwords: [clear, password, basic].filter((text) => text !== "").map((text) => new Secret(text)),
  };
}

function goesDirect(url: URL, noProxy: string): boolean {
  const host = url.hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
  if (host === "localhost" || isLoopback(host)) return true;
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return noProxy.split(/[,\s]+/).some((entry) => entry !== "" && matches(entry.toLowerCase(), host, port));
}

function isLoopback(host: string): boolean {
  return inBlock(host, "127.0.0.0/8") || host === "::1";
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return inBlock(host, entry);
  // [::1]:8443, 10.0.0.1:8443, host:8443; a bare IPv6 address has colons of its own
  const [, bracketed, plain, wanted] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const name = (bracketed ?? plain ?? entry).replace(/^\*\./, ".").replace(/\.$/, "");
  if (isIP(host) !== 0) return isIP(name) !== 0 && inBlock(host, `${name}/${isIP(name) === 6 ? 128 : 32}`);
  return name.startsWith(".") ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

/** Whether an address lies in a CIDR block; false for a name, and for what is no block. */
function inBlock(host: string, block: string): boolean {
  const [network = "", bits = ""] = block.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  if (isIP(network) === 0 || isIP(host) === 0 || !/^\d+$/.test(bits)) return false;
  if (Number(bits) > (family === "ipv6" ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}
