// From the errors of undici and Node to our codes: one table, with the reason, and whether the request can have left.
//
// Source: undici `lib/core/errors.js` (UND_ERR_*, HTTPParserError), libuv error names, Node TLS error codes. An error of the
// connector is told apart by the transport: then not one byte of the request was written.
import type { LocalCode } from "./errors.js";

/** A transport failure in our words. */
export interface TransportFailure {
  readonly code: LocalCode;
  readonly sent: "no" | "maybe";
  readonly detail: string;
}

const TABLE: Readonly<Record<string, { code: LocalCode; detail: string; sent?: "no" }>> = {
  // Nobody listens, or no route leads there: the SYN was not answered with a connection.
  ECONNREFUSED: { code: "connection_refused", detail: "nothing listens there" },
  EHOSTUNREACH: { code: "connection_refused", detail: "no route to the host" },
  ENETUNREACH: { code: "connection_refused", detail: "the network can't be reached" },
  EADDRNOTAVAIL: { code: "connection_refused", detail: "no local address to connect from" },
  EACCES: { code: "connection_refused", detail: "connecting is forbidden on this machine" },
  EPERM: { code: "connection_refused", detail: "connecting is forbidden on this machine" },
  // The resolver said no, or could not be asked.
  ENOTFOUND: { code: "dns", detail: "the host name does not resolve" },
  EAI_AGAIN: { code: "dns", detail: "the name server can't be asked at the moment" },
  // A connect that was never answered; later, a peer that fell silent.
  ETIMEDOUT: { code: "timeout", detail: "the connection was not answered in time" },
  UND_ERR_CONNECT_TIMEOUT: { code: "timeout", detail: "the connection was not answered in time" },
  UND_ERR_HEADERS_TIMEOUT: { code: "timeout", detail: "no answer in time" },
  UND_ERR_BODY_TIMEOUT: { code: "timeout", detail: "the answer stopped half-way" },
  // Broken off after the request may have been read: the platform may have acted.
  ECONNRESET: { code: "connection_lost", detail: "the connection was reset" },
  ECONNABORTED: { code: "connection_lost", detail: "the connection was aborted" },
  EPIPE: { code: "connection_lost", detail: "the connection was closed while sending" },
  UND_ERR_SOCKET: { code: "connection_lost", detail: "the other side closed the connection" },
  // Our own doing: called after `close()`, which waits for calls under way.
  UND_ERR_CLOSED: { code: "aborted_locally", detail: "this client was closed", sent: "no" },
  UND_ERR_DESTROYED: { code: "aborted_locally", detail: "this client was closed", sent: "no" },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { code: "connection_lost", detail: "the answer is shorter than announced" },
  // Something answers, but not HTTP, or far more of it than any message of the contract.
  UND_ERR_HEADERS_OVERFLOW: { code: "not_agyn", detail: "the answer's headers are too large" },
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { code: "not_agyn", detail: "the answer is larger than 16 MiB" },
};

/** Certificates and handshakes: Node names them by several families of codes. */
const TLS_CODE =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED)/;

/**
 * Translates an error thrown by undici.
 * @param whileConnecting the error came from the connector, before any byte of the request
 * @param secure the scheme is https
 */
export function toTransportFailure(error: unknown, whileConnecting: boolean, secure: boolean): TransportFailure {
  const code = codeOf(error);
  const sent = whileConnecting ? "no" : "maybe";
  if (TLS_CODE.test(code)) {
    return { code: "tls", sent, detail: `the TLS handshake failed (${code})` };
  }
  const known = Object.hasOwn(TABLE, code) ? TABLE[code] : undefined;
  if (known?.code === "connection_lost" && whileConnecting && secure) {
    // A server without TLS, or one that wants other terms, hangs up in the middle of the handshake.
    return { code: "tls", sent, detail: `the connection was closed during the TLS handshake (${code})` };
  }
  if (known !== undefined) {
    return { code: known.code, sent: known.sent ?? sent, detail: `${known.detail} (${code})` };
  }
  if (isParserError(error)) {
    return { code: "not_agyn", sent, detail: "the answer is not HTTP" };
  }
  // Unknown: say the least certain thing.
  return { code: "connection_lost", sent, detail: `the request failed (${code || "unknown error"})` };
}

/** undici's parser errors have no code of their own; they carry the bytes they failed on, which must not be shown. */
function isParserError(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "HTTPParserError";
}

/**
 * The code of an error, or of the first of several tries (one per address of the host). By shape, not by class: errors of
 * Node itself come from another realm where the code runs in a sandbox, as under jest.
 */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) {
    return "";
  }
  if ("code" in error && typeof error.code === "string") {
    return error.code;
  }
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return codeOf(error.errors[0]);
  }
  return "cause" in error ? codeOf(error.cause) : "";
}
