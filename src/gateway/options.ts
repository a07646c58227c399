// What a client is made with, and how a wrong value is told. The values of token and user info never stand in a text.
import { GatewayConfigurationError } from "./errors.js";
import { redact } from "./redact.js";

const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;
/** Longest delay a Node timer takes. */
const MAX_TIMEOUT_MS = 2_147_483_647;

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
   * Milliseconds one try may take, from the first byte sent to the last byte read.
   * @default 30000
   */
  readonly requestTimeoutMs?: number;
  /**
   * Value of the `User-Agent` header.
   * @default "cdktf-agyn"
   */
  readonly userAgent?: string;
}

/** Checked options. */
export interface ResolvedOptions {
  readonly origin: string;
  /** Path of the base URL without a trailing slash; may be empty. */
  readonly basePath: string;
  readonly token: string | undefined;
  readonly requestTimeoutMs: number;
  readonly userAgent: string;
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
  const userAgent = options.userAgent ?? "cdktf-agyn";
  if (!/^[\x20-\x7e]+$/.test(userAgent)) {
    throw new GatewayConfigurationError("userAgent", "userAgent has to be one line of printable ASCII.");
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/$/, ""), token, requestTimeoutMs, userAgent };
}

function parseUrl(text: string, token: string | undefined): URL {
  const shown = JSON.stringify(redact(text, token).replace(/\/\/[^/?#]*@/, "//[redacted]@"));
  const allowed =
    'give the base address of the gateway, such as "https://gateway.agyn.dev:2496" or "https://agyn.example/api"';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new GatewayConfigurationError("url", `url ${shown} is not a URL: ${allowed}.`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new GatewayConfigurationError(
      "url",
      `url ${shown} has the scheme "${url.protocol.slice(0, -1)}": ${allowed}.`,
    );
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
