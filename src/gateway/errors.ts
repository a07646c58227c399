// What can go wrong between this client and the gateway: one error class with a stable code, what to do about it, and whether
// the call may have reached the platform. Which failure becomes which code is data: `error-table.ts`.
//
// Source: the Connect error codes of connect-go `code.go`. The codes after them are ours, for failures that are no answer of
// the platform.

/** A code the platform answered with, or one derived from a bare HTTP status. */
export type ConnectCode =
  | "canceled"
  | "unknown"
  | "invalid_argument"
  | "deadline_exceeded"
  | "not_found"
  | "already_exists"
  | "permission_denied"
  | "resource_exhausted"
  | "failed_precondition"
  | "aborted"
  | "out_of_range"
  | "unimplemented"
  | "internal"
  | "unavailable"
  | "data_loss"
  | "unauthenticated";

/**
 * Failures without an answer of the platform:
 * `connection_refused` nobody listens or there is no way there; `dns` the name does not resolve; `tls` the handshake failed;
 * `proxy` the proxy did not let the call through; `timeout` no whole answer in time; `aborted_locally` the caller's signal;
 * `connection_lost` broken off under way; `not_agyn` the answer is no Connect answer (HTML, another content type, damaged, too
 * large); `redirect` sent elsewhere.
 */
export type LocalCode =
  | "connection_refused"
  | "dns"
  | "tls"
  | "proxy"
  | "timeout"
  | "aborted_locally"
  | "connection_lost"
  | "not_agyn"
  | "redirect";

/** Any code of a {@link GatewayError}. */
export type GatewayErrorCode = ConnectCode | LocalCode;

/** What a {@link GatewayError} is made of. */
export interface GatewayErrorInit {
  readonly code: GatewayErrorCode;
  /** @default "" */
  readonly reason?: string;
  readonly rpc: string;
  readonly detail: string;
  /** @default "" */
  readonly advice?: string;
  readonly sent: "no" | "maybe";
  readonly fromServer: boolean;
  /** @default false */
  readonly transient?: boolean;
  /** @default 1 */
  readonly tries?: number;
  readonly status?: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

/** A call that did not succeed. Holds no secret, no body beyond 200 characters, and no foreign error object. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  /** Stable; decide on this, never on the text or the HTTP status. */
  readonly code: GatewayErrorCode;
  /** What was seen underneath, as in the table of docs/gateway.md: `CERT_HAS_EXPIRED`, `HTTP 503`, `Connect not_found`. */
  readonly reason: string;
  /** `RunnersGateway/GetRunner` */
  readonly rpc: string;
  /** The server's own message, or what was seen instead of an answer. */
  readonly detail: string;
  /** What to do about it, in terms of the options of this client. */
  readonly advice: string;
  /** Whether the platform may have acted on the call, in any of the tries: `no` only when that is certain. */
  readonly sent: "no" | "maybe";
  /** True when the code stood in a Connect error body; false when it was derived. */
  readonly fromServer: boolean;
  /** Whether the same call may succeed a little later. */
  readonly transient: boolean;
  /** How often the call was tried, the failed last time included. */
  readonly tries: number;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Value of the answer's `x-request-id`. */
  readonly requestId?: string;
  /** What the answer's `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(init: GatewayErrorInit) {
    const { code, reason = "", rpc, detail, advice = "", sent, fromServer, transient = false, tries = 1 } = init;
    const often = tries > 1 ? ` (tried ${tries} times)` : "";
    super(`${rpc}: ${code}: ${detail}${often}${advice === "" ? "" : `. ${advice}`}`);
    this.code = code;
    this.reason = reason;
    this.rpc = rpc;
    this.detail = detail;
    this.advice = advice;
    this.sent = sent;
    this.fromServer = fromServer;
    this.transient = transient;
    this.tries = tries;
    this.status = init.status;
    this.requestId = init.requestId;
    this.retryAfterMs = init.retryAfterMs;
  }
}

/** Options with which no gateway can be called. Thrown by the constructor of the client; nothing was sent. */
export class GatewayConfigurationError extends Error {
  override readonly name = "GatewayConfigurationError";

  constructor(
    /** Which option. */
    readonly option: "url" | "token" | "requestTimeoutMs" | "maxRetries" | "userAgent" | "headers" | "ca" | "proxy",
    message: string,
  ) {
    super(message);
  }
}

/** True when the platform itself said that the thing does not exist: the only reason to forget one. */
export function isNotFound(error: unknown): boolean {
  return error instanceof GatewayError && error.fromServer && error.code === "not_found";
}
