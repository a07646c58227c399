// What a client is made with, and how a wrong value is told. The values of secrets never stand in a text.
import { type Clock, SYSTEM_CLOCK } from "./clock.js";
import { GatewayConfigurationError } from "./errors.js";
import { resolveHeaders } from "./headers.js";
import type { Rpc } from "./methods.js";
import { type Proxy, proxyFor, type ProxySettings } from "./proxy.js";
import { redact } from "./redact.js";
import { Secret } from "./secret.js";
import { parseAuthorities, type Trust } from "./trust.js";

const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;
/** Longest delay a Node timer takes. */
const MAX_TIMEOUT_MS = 2_147_483_647;
/** Waits of 0.25, 0.5, 1, 2 and 4 s at most: the "some seconds" a gateway answers 503 for after a roll-out. */
const DEFAULT_MAX_RETRIES = 5;
/** The waits double up to half a minute: more tries than this outlast any deadline. */
const MAX_MAX_RETRIES = 100;

/** How to reach a gateway. */
export interface GatewayOptions {
  /** Base URL, `http:` or `https:`; a path (`https://agyn.example/api`) is kept, one trailing slash is dropped. */
  readonly url: string;
  /**
   * Bearer token: printable ASCII without blanks.
   * @default - calls go out without an identity
   */
  readonly token?: string;
  /**
   * Milliseconds a call may take, over all its tries and the waits between them.
   * @default 30000
   */
  readonly requestTimeoutMs?: number;
  /**
   * How often a failed call is tried again when that is safe: 0 to 100. Reads, changes and deletions are, creations only when
   * the failed one was certainly not carried out.
   * @default 5, which outlasts a roll-out of the gateway
   */
  readonly maxRetries?: number;
  /**
   * Value of the `User-Agent` header, by convention `product/version`.
   * @default "cdktf-agyn"
   */
  readonly userAgent?: string;
  /**
   * Headers of every call, such as those of an access proxy. Not those this client sets itself.
   * @default {}
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Certificates, in PEM, of authorities that are trusted beside those Node.js trusts.
   * @default []
   */
  readonly ca?: string | readonly string[];
  /**
   * Take any certificate. Whoever is on the way can then read the token: for experiments only.
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
  /**
   * Proxies; `proxyFromEnv(process.env)` takes them from the environment.
   * @default - none
   */
  readonly proxy?: ProxySettings;
  /**
   * Told of every call before it is sent, once however often it is tried.
   * @default - nobody is told
   */
  readonly onCall?: (rpc: Rpc) => void;
  /**
   * Time and chance, for tests.
   * @default - those of this machine
   */
  readonly clock?: Clock;
}

/** Checked options. Prints without its secrets. */
export interface ResolvedOptions {
  readonly origin: string;
  /** Path of the base URL without a trailing slash; may be empty. */
  readonly basePath: string;
  readonly token: Secret | undefined;
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly trust: Trust;
  readonly proxy: Proxy | undefined;
  readonly onCall: ((rpc: Rpc) => void) | undefined;
  readonly clock: Clock;
}

/** @throws {GatewayConfigurationError} naming the option, what was found and what is allowed */
export function resolveOptions(options: GatewayOptions): ResolvedOptions {
  const url = parseUrl(options.url, options.token);
  const token = options.token === undefined || options.token === "" ? undefined : options.token;
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new GatewayConfigurationError(
      "token",
      "token holds a blank, a line break or a character outside ASCII; a bearer token is one word of printable ASCII. Was it read from a file with its line end?",
    );
  }
  const requestTimeoutMs = options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  if (!(requestTimeoutMs > 0 && requestTimeoutMs <= MAX_TIMEOUT_MS)) {
    throw new GatewayConfigurationError(
      "requestTimeoutMs",
      `requestTimeoutMs is ${requestTimeoutMs}; allowed: more than 0, at most ${MAX_TIMEOUT_MS} milliseconds.`,
    );
  }
  const maxRetries = options.maxRetries ?? DEFAULT_MAX_RETRIES;
  if (!(Number.isInteger(maxRetries) && maxRetries >= 0 && maxRetries <= MAX_MAX_RETRIES)) {
    throw new GatewayConfigurationError(
      "maxRetries",
      `maxRetries is ${maxRetries}; allowed: whole numbers from 0 (every call is sent once) to ${MAX_MAX_RETRIES}.`,
    );
  }
  const userAgent = options.userAgent ?? "cdktf-agyn";
  if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(userAgent)) {
    throw new GatewayConfigurationError("userAgent", "userAgent has to be one line of printable ASCII.");
  }
  return {
    origin: url.origin,
    basePath: url.pathname.replace(/\/$/, ""),
    token: token === undefined ? undefined : new Secret(token),
    requestTimeoutMs,
    maxRetries,
    userAgent,
    headers: resolveHeaders(options.headers ?? {}),
    trust: { authorities: parseAuthorities(options.ca ?? []), verify: options.insecureSkipVerify !== true },
    proxy: proxyFor(url, options.proxy ?? {}),
    onCall: options.onCall,
    clock: options.clock ?? SYSTEM_CLOCK,
  };
}

/** A header's value as short as this may be any word of a message; a credential is longer. */
const MIN_HIDDEN_HEADER_CHARACTERS = 8;

/** Every secret in the options, as texts to be hidden. */
export function secretsOf({ token, headers, proxy }: ResolvedOptions): readonly string[] {
  const values = Object.values(headers).filter((value) => value.reveal().length >= MIN_HIDDEN_HEADER_CHARACTERS);
  return [token, ...values, ...(proxy?.passwords ?? [])].flatMap((secret) => secret?.reveal() ?? []);
}

function parseUrl(text: string, token: string | undefined): URL {
  const shown = JSON.stringify(withoutSecrets(redact(text, token)));
  const allowed =
    'give the base address of the gateway, such as "https://gateway.agyn.dev:2496" or "https://agyn.example/api"';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new GatewayConfigurationError("url", `url ${shown} is not a URL: ${allowed}.`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    // in me:password@host the "scheme" is a user
    const scheme = /^[^/]*@/.test(text) ? "no scheme" : `the scheme "${url.protocol.slice(0, -1)}"`;
    throw new GatewayConfigurationError("url", `url ${shown} has ${scheme}: ${allowed}.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new GatewayConfigurationError(
      "url",
      `url ${shown} holds a user name or password, which the gateway does not take: use token.`,
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new GatewayConfigurationError("url", `url ${shown} holds a query or fragment: ${allowed}.`);
  }
  return url;
}

/** An address, or what was meant to be one, without user, password and query; where these can't be told apart, without all of them. */
function withoutSecrets(address: string): string {
  const [, scheme = "", rest = ""] = /^([a-z][\w+.-]*:\/\/)?(.*)$/is.exec(address) ?? [];
  const host = rest.lastIndexOf("@") + 1;
  const query = rest.search(/[?#]/);
  if (query >= 0 && query < host) return `${scheme}[redacted]`;
  const shown = query < 0 ? rest.slice(host) : `${rest.slice(host, query)}?[redacted]`;
  return `${scheme}${host > 0 ? "[redacted]@" : ""}${shown}`;
}
