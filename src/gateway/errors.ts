// What can go wrong between this client and the gateway: one error class with a stable code, and whether the call may have
// reached the platform.
//
// Source: the Connect error codes of connect-go `code.go`; which of them agynio/gateway answers before anything has happened.
// The codes below the line are ours, for failures that are no answer of the platform.

/** Code names a Connect server answers with. */
const CONNECT_CODES = [
  "canceled",
  "unknown",
  "invalid_argument",
  "deadline_exceeded",
  "not_found",
  "already_exists",
  "permission_denied",
  "resource_exhausted",
  "failed_precondition",
  "aborted",
  "out_of_range",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
  "unauthenticated",
] as const;

/** A code the platform answered with, or one derived from a bare HTTP status. */
export type ConnectCode = (typeof CONNECT_CODES)[number];

/**
 * Failures without an answer of the platform:
 * `connection_refused` nobody listens or there is no way there; `dns` the name does not resolve; `tls` the handshake failed;
 * `timeout` no whole answer in time; `aborted_locally` the caller's signal; `connection_lost` broken off under way;
 * `not_agyn` the answer is no Connect answer (HTML, another content type, damaged, too large); `redirect` sent elsewhere.
 */
export type LocalCode =
  | "connection_refused"
  | "dns"
  | "tls"
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
  readonly rpc: string;
  readonly detail: string;
  readonly sent: "no" | "maybe";
  readonly fromServer: boolean;
  readonly status?: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

/** A call that did not succeed. Holds no token, no body beyond 200 characters, and no foreign error object. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  /** Stable; decide on this, never on the text or the HTTP status. */
  readonly code: GatewayErrorCode;
  /** `RunnersGateway/GetRunner` */
  readonly rpc: string;
  /** The server's own message, or what was seen instead of an answer. */
  readonly detail: string;
  /** Whether the platform may have acted on the call: `no` only when that is certain. */
  readonly sent: "no" | "maybe";
  /** True when the code stood in a Connect error body; false when it was derived. */
  readonly fromServer: boolean;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Value of the answer's `x-request-id`. */
  readonly requestId?: string;
  /** What the answer's `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(init: GatewayErrorInit) {
    super(`${init.rpc}: ${init.code}: ${init.detail}`);
    this.code = init.code;
    this.rpc = init.rpc;
    this.detail = init.detail;
    this.sent = init.sent;
    this.fromServer = init.fromServer;
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
    readonly option: "url" | "token" | "requestTimeoutMs" | "userAgent",
    message: string,
  ) {
    super(message);
  }
}

/** True when the platform itself said that the thing does not exist: the only reason to forget one. */
export function isNotFound(error: unknown): boolean {
  return error instanceof GatewayError && error.fromServer && error.code === "not_found";
}

/** Codes with which the platform says that it refused before it changed anything. */
const REFUSALS: ReadonlySet<ConnectCode> = new Set([
  "unauthenticated",
  "invalid_argument",
  "permission_denied",
  "not_found",
  "already_exists",
  "failed_precondition",
  "out_of_range",
  "unimplemented",
]);

/** Whether a call answered with this code in a Connect body may have had an effect. */
export function effectOf(code: ConnectCode): "no" | "maybe" {
  return REFUSALS.has(code) ? "no" : "maybe";
}

/** Type guard for a code name found in a body. */
export function isConnectCode(value: unknown): value is ConnectCode {
  return typeof value === "string" && (CONNECT_CODES as readonly string[]).includes(value);
}
