// Every failure this client knows, as data: what was seen, the code it becomes, whether the platform may have acted, whether
// another try is worth it, what it means and what to do. docs/gateway.md shows this table; a test compares them.
//
// Source: libuv error names and Node's TLS error codes; undici `lib/core/errors.js` (UND_ERR_*, HPE_* of its parser); for bare
// statuses connect-es `protocol-connect/http-status.ts`; for Connect codes what agynio/runners and agynio/organizations answer
// before they change anything.
import type { ConnectCode, GatewayErrorCode } from "./errors.js";

/** One row: what a failure means. */
export interface ErrorRow {
  readonly code: GatewayErrorCode;
  /** Whether the platform may have acted: `if begun` is `maybe` once the request was being written, else `no`. */
  readonly sent: "no" | "maybe" | "if begun";
  /** Whether another try may succeed. Creations are tried again only when nothing can have been sent. */
  readonly again: boolean;
  /** What was seen. The platform's own message takes its place. */
  readonly means: string;
  readonly advice: string;
}

const CHECK_URL =
  "Check url: it is the gateway's base address, with /api at its end where all is served behind one host.";
const REACHABLE = "Is the gateway running, and can it be reached from this machine? Check url and proxy.";
const LATER = "The platform may be rolling out or overloaded: try again in a minute.";
const GIVE_CA = "Give the certificate of the authority that signed it, in PEM, as ca.";
const NOT_AGYN = "Something else than an Agyn gateway answers at this address. Check url and proxy.";
const REPORT = "The platform failed: its log says more, by the request id when there is one.";

const refused = (means: string, advice: string, again = true): ErrorRow => ({
  code: "connection_refused",
  sent: "if begun",
  again,
  means,
  advice,
});
const lost = (means: string): ErrorRow => ({
  code: "connection_lost",
  sent: "if begun",
  again: true,
  means,
  advice: LATER,
});
const late = (means: string, advice: string, again = false): ErrorRow => ({
  code: "timeout",
  sent: "if begun",
  again,
  means,
  advice,
});
const tls = (means: string, advice: string, again = false): ErrorRow => ({
  code: "tls",
  sent: "if begun",
  again,
  means,
  advice,
});
const notAgyn = (means: string, advice = NOT_AGYN): ErrorRow => ({
  code: "not_agyn",
  sent: "maybe",
  again: false,
  means,
  advice,
});

/** By the `code` of an error of Node or undici; a name that ends in `*` stands for all that begin so. */
export const CONNECTION_ERRORS = {
  ECONNREFUSED: refused("nothing listens there", REACHABLE),
  EHOSTUNREACH: refused("no route to the host", REACHABLE),
  ENETUNREACH: refused("the network can't be reached", REACHABLE),
  EADDRNOTAVAIL: refused("no local address is free to connect from", REACHABLE),
  EMFILE: refused("this process has too many files open", "Raise the limit of open files (ulimit -n)."),
  EACCES: refused("connecting is forbidden on this machine", "Allow it, or run elsewhere.", false),
  EPERM: refused("connecting is forbidden on this machine", "Allow it, or run elsewhere.", false),
  ENOTFOUND: {
    code: "dns",
    sent: "if begun",
    again: false,
    means: "the host name does not resolve",
    advice: CHECK_URL,
  },
  EAI_AGAIN: {
    code: "dns",
    sent: "if begun",
    again: true,
    means: "the name server can't be asked at the moment",
    advice: "Check the network of this machine.",
  },
  ETIMEDOUT: late("the connection was not answered in time", REACHABLE, true),
  UND_ERR_CONNECT_TIMEOUT: late("the connection was not answered in time", REACHABLE, true),
  ECONNRESET: lost("the connection was reset"),
  ECONNABORTED: lost("the connection was aborted"),
  EPIPE: lost("the connection was closed while sending"),
  UND_ERR_SOCKET: lost("the other side closed the connection"),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: lost("the answer is shorter than announced"),
  UND_ERR_CLOSED: {
    code: "aborted_locally",
    sent: "no",
    again: false,
    means: "this client was closed",
    advice: "Make a new client.",
  },
  UND_ERR_DESTROYED: {
    code: "aborted_locally",
    sent: "no",
    again: false,
    means: "this client was closed",
    advice: "Make a new client.",
  },
  UND_ERR_HEADERS_OVERFLOW: notAgyn("the answer's headers are too large"),
  "HPE_*": notAgyn("the answer is not HTTP"),
} as const satisfies Record<string, ErrorRow>;

/** By the `code` of an error of the TLS handshake; a name that ends in `*` stands for all that begin so. */
export const TLS_ERRORS = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls("the certificate is signed by an unknown authority", GIVE_CA),
  UNABLE_TO_GET_ISSUER_CERT: tls("the certificate is signed by an unknown authority", GIVE_CA),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls("the certificate is signed by an unknown authority", GIVE_CA),
  SELF_SIGNED_CERT_IN_CHAIN: tls("the certificate is signed by an unknown authority", GIVE_CA),
  DEPTH_ZERO_SELF_SIGNED_CERT: tls(
    "the certificate is signed by itself",
    "Give this certificate, in PEM, as ca, or one of an authority to the gateway.",
  ),
  CERT_HAS_EXPIRED: tls("the certificate has expired", "Renew it at the gateway, or set the clock of this machine."),
  CERT_NOT_YET_VALID: tls(
    "the certificate is not valid yet",
    "Set the clock of this machine, or of the one that signed it.",
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    "the certificate is for another host name",
    "Use a name in url that stands in the certificate, or give the gateway a certificate for this one.",
  ),
  ERR_SSL_WRONG_VERSION_NUMBER: tls(
    "the other side does not speak TLS",
    "If it serves plain HTTP, begin url with http://.",
  ),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: tls(
    "the other side does not speak TLS",
    "If it serves plain HTTP, begin url with http://.",
  ),
  "ERR_SSL_TLSV13_ALERT_CERTIFICATE_*": tls(
    "the other side wants a certificate of the client",
    "Client certificates are not supported: use an address without them.",
  ),
  "closed during the handshake": tls(
    "the connection was closed during the TLS handshake",
    "If this goes on: does the gateway speak TLS, and in a version Node.js accepts?",
    true,
  ),
  "ERR_TLS_*": tls("the TLS handshake failed", "Check url and the certificate of the gateway."),
  "ERR_SSL_*": tls("the TLS handshake failed", "Check url and the TLS settings of the gateway."),
  EPROTO: tls("the TLS handshake failed", "Check url and the TLS settings of the gateway."),
  "CERT_*": tls("the certificate is not accepted", "Check the certificate of the gateway."),
  "CRL_*": tls("the certificate is not accepted", "Check the certificate of the gateway."),
  "UNABLE_TO_*": tls("the certificate is not accepted", "Check the certificate of the gateway."),
  INVALID_CA: tls("a certificate in the chain is not one of an authority", "Check the certificates of the gateway."),
  INVALID_PURPOSE: tls("the certificate is not one for servers", "Give the gateway a certificate for servers."),
} as const satisfies Record<string, ErrorRow>;

/** What a proxy between us and the gateway answers to CONNECT, or to a call to a gateway of plain HTTP. */
export const PROXY_ERRORS = {
  "proxy 407": {
    code: "proxy",
    sent: "no",
    again: false,
    means: "the proxy asks for a user and a password, or does not take the ones it got",
    advice: "Put them into the proxy's address: http://user:password@host:port.",
  },
  "proxy unavailable": {
    code: "proxy",
    sent: "no",
    again: true,
    means: "the proxy can't reach the gateway",
    advice: "Can the proxy reach url? If the gateway needs none, add its host to noProxy.",
  },
  "proxy refused": {
    code: "proxy",
    sent: "no",
    again: false,
    means: "the proxy refused to connect to the gateway",
    advice: "Allow the gateway in the proxy, or add its host to noProxy.",
  },
  "proxy hung up": {
    code: "proxy",
    sent: "no",
    again: true,
    means: "the proxy closed the connection, or answered something that is not HTTP",
    advice: "Is it an HTTP proxy? If the gateway needs none, add its host to noProxy.",
  },
} as const satisfies Record<string, ErrorRow>;

/** What this client itself ends a call for. */
export const LOCAL_ERRORS = {
  "aborted before sending": {
    code: "aborted_locally",
    sent: "no",
    again: false,
    means: "aborted before it was sent",
    advice: "",
  },
  "aborted under way": {
    code: "aborted_locally",
    sent: "if begun",
    again: false,
    means: "aborted under way",
    advice: "",
  },
  "aborted while waiting": {
    code: "aborted_locally",
    sent: "if begun",
    again: false,
    means: "aborted while it waited to be tried again",
    advice: "",
  },
  "deadline while connecting": late("no connection in time", `${REACHABLE} Or raise requestTimeoutMs.`),
  "deadline while waiting": late("no answer in time", `${LATER} Or raise requestTimeoutMs.`),
  "deadline while reading": late("the answer did not end in time", `${LATER} Or raise requestTimeoutMs.`),
  "answer too large": notAgyn("the answer is larger than any of the platform"),
  "answer in an unknown encoding": notAgyn("the answer is encoded in a way that was not asked for"),
  "answer with damaged gzip": notAgyn("the answer's gzip is damaged"),
  "answer of another content type": notAgyn("the answer is not JSON"),
  "answer with damaged JSON": notAgyn("the answer is damaged JSON"),
  "answer of another shape": notAgyn("the answer does not have the shape of the contract"),
  "page token twice": notAgyn("the same page token was given twice; the listing would never end"),
  "other failure": {
    code: "connection_lost",
    sent: "if begun",
    again: false,
    means: "the request failed",
    advice: "If this goes on, report it with this text.",
  },
} as const satisfies Record<string, ErrorRow>;

/**
 * Answers without a readable Connect error, by status. What is missing is `HTTP other`.
 *
 * 401, 404 and 429 are answers to a request: they say that it was not let in, has nowhere to go or comes too soon, and where a
 * proxy puts its page in the place of the platform's answer, that answer was a refusal too. The others prove nothing: a filter of
 * answers gives 403 (a service token looks like a leak), a proxy that waited in vain a 5xx or a redirect to its own page.
 */
export const HTTP_ERRORS = {
  "HTTP 3xx": {
    code: "redirect",
    sent: "maybe",
    again: false,
    means: "the call was sent elsewhere; redirects are not followed, because they could carry the token away",
    advice: CHECK_URL,
  },
  "HTTP 400": { code: "internal", sent: "maybe", again: false, means: "a bare 400", advice: NOT_AGYN },
  "HTTP 401": {
    code: "unauthenticated",
    sent: "no",
    again: false,
    means: "a bare 401",
    advice: "Something in front of the platform wants credentials: does it need one of headers?",
  },
  "HTTP 403": {
    code: "permission_denied",
    sent: "maybe",
    again: false,
    means: "a bare 403",
    advice:
      "Something in front of the platform refused the call: a mesh rule, a firewall, or one of headers is missing.",
  },
  "HTTP 404": { code: "unimplemented", sent: "no", again: false, means: "a bare 404", advice: CHECK_URL },
  "HTTP 429": {
    code: "unavailable",
    sent: "no",
    again: true,
    means: "something in front of the platform asks to slow down",
    advice: "Try again in a minute, or with fewer calls at a time.",
  },
  "HTTP 502": { code: "unavailable", sent: "maybe", again: true, means: "a bare 502", advice: LATER },
  "HTTP 503": { code: "unavailable", sent: "maybe", again: true, means: "a bare 503", advice: LATER },
  "HTTP 504": { code: "unavailable", sent: "maybe", again: true, means: "a bare 504", advice: LATER },
  "HTTP page": notAgyn("a page in place of an answer"),
  "HTTP other": { code: "unknown", sent: "maybe", again: false, means: "another bare status", advice: NOT_AGYN },
} as const satisfies Record<string, ErrorRow>;

const answer = (code: ConnectCode, sent: "no" | "maybe", again: boolean, means: string, advice: string): ErrorRow => ({
  code,
  sent,
  again,
  means,
  advice,
});

/** Codes in a Connect error body. */
export const CONNECT_ERRORS: Readonly<Record<ConnectCode, ErrorRow>> = {
  canceled: answer("canceled", "maybe", false, "the platform thinks that the caller hung up", LATER),
  unknown: answer("unknown", "maybe", false, "the platform failed", REPORT),
  invalid_argument: answer("invalid_argument", "no", false, "a value is refused", "Correct the value."),
  deadline_exceeded: answer("deadline_exceeded", "maybe", true, "a part of the platform is slow", LATER),
  not_found: answer("not_found", "no", false, "the object does not exist", "Check the id."),
  already_exists: answer(
    "already_exists",
    "no",
    false,
    "the value is taken",
    "Choose another one, or use what exists.",
  ),
  permission_denied: answer(
    "permission_denied",
    "no",
    false,
    "the identity lacks the right, or the organization does not exist: the platform answers both alike",
    "Check the organization's id, and use a token of one of its owners; cluster-scoped runners take the cluster admin's.",
  ),
  resource_exhausted: answer("resource_exhausted", "maybe", true, "the platform asks to slow down", LATER),
  failed_precondition: answer(
    "failed_precondition",
    "no",
    false,
    "something else has to be done first",
    "See the message.",
  ),
  aborted: answer("aborted", "maybe", true, "another change came in between", "Try again."),
  out_of_range: answer("out_of_range", "no", false, "a value is out of range", "Correct the value."),
  unimplemented: answer(
    "unimplemented",
    "no",
    false,
    "this platform does not offer the call",
    "It may be too old for it.",
  ),
  internal: answer("internal", "maybe", false, "a part of the platform failed", REPORT),
  unavailable: answer("unavailable", "maybe", true, "a part of the platform is not there", LATER),
  data_loss: answer("data_loss", "maybe", false, "the platform lost data", REPORT),
  unauthenticated: answer(
    "unauthenticated",
    "no",
    false,
    "the token is missing, unknown, expired or revoked",
    "Make a new token and give it as token.",
  ),
};

/** Names of rows that are looked up by this client itself, not by a foreign code. */
export type LocalReason = keyof typeof LOCAL_ERRORS | keyof typeof PROXY_ERRORS | "closed during the handshake";

/** The row of a foreign error code or of a reason of ours, and its name in the table. */
export function findRow(code: string): { readonly reason: string; readonly row: ErrorRow } {
  const rows: Readonly<Record<string, ErrorRow>> = ROWS;
  const exact = Object.hasOwn(rows, code) ? rows[code] : undefined;
  if (exact !== undefined) return { reason: code, row: exact };
  for (const [name, row] of Object.entries(rows)) {
    if (name.endsWith("*") && code.startsWith(name.slice(0, -1))) return { reason: code, row };
  }
  return { reason: code === "" ? "other failure" : code, row: LOCAL_ERRORS["other failure"] };
}

const ROWS = { ...CONNECTION_ERRORS, ...TLS_ERRORS, ...PROXY_ERRORS, ...LOCAL_ERRORS };

/** Type guard for a code name found in a body. */
export function isConnectCode(value: unknown): value is ConnectCode {
  return typeof value === "string" && Object.hasOwn(CONNECT_ERRORS, value);
}
