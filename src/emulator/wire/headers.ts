// What the Connect protocol says in request headers: content type, protocol version, time-out, compression.
//
// Source: connect-go `protocol_connect.go` and `protocol.go` (`canonicalizeContentType`, `negotiateCompression`), texts as measured
// on HTTP/1.1. A content type belongs to unary calls or to streams, never to both.
import type { IncomingHttpHeaders } from "node:http";
import { quote } from "../go-text.js";
import { RpcError } from "../rpc-error.js";

const PROTOCOL_VERSION = "1";
const MAX_TIMEOUT_DIGITS = 10;
const GZIP = "gzip";
const IDENTITY = "identity";

/** How messages are written. */
export type Codec = "json" | "proto";

/** The content types this gateway reads, and the codec of each. gRPC's are not among them. */
const CODECS: Readonly<Record<"unary" | "stream", ReadonlyMap<string, Codec>>> = {
  unary: new Map([
    ["application/json", "json"],
    ["application/json; charset=utf-8", "json"],
    ["application/proto", "proto"],
  ]),
  stream: new Map([
    ["application/connect+json", "json"],
    ["application/connect+json; charset=utf-8", "json"],
    ["application/connect+proto", "proto"],
  ]),
};

/** The headers of each kind of call that say how bodies (unary) or messages (stream) are packed. */
const COMPRESSION_HEADERS = {
  unary: { sent: "content-encoding", accepted: "accept-encoding" },
  stream: { sent: "connect-content-encoding", accepted: "connect-accept-encoding" },
} as const;

/** Whether a method answers once or with a stream. */
export type CallKind = keyof typeof CODECS;

/** Value of `Accept-Post` beside a 415. */
export function acceptPost(kind: CallKind): string {
  return [...CODECS[kind].keys()].join(", ");
}

/** The headers of every Connect answer: what may be sent packed. */
export function acceptEncoding(kind: CallKind): Readonly<Record<string, string>> {
  return { [COMPRESSION_HEADERS[kind].accepted]: GZIP };
}

/** The header of an answer that is packed. */
export function contentEncoding(kind: CallKind): Readonly<Record<string, string>> {
  return { [COMPRESSION_HEADERS[kind].sent]: GZIP };
}

/** How to read a body, and the content type to echo. */
export interface ContentType {
  readonly codec: Codec;
  readonly echo: string;
}

/** `undefined`: none of ours, to be answered with 415. */
export function parseContentType(kind: CallKind, header: string | undefined): ContentType | undefined {
  const [type = "", ...parameters] = (header ?? "").split(";").map((part) => part.trim().toLowerCase());
  const echo = [type, ...parameters.filter((part) => part !== "").map((part) => part.replaceAll('"', ""))].join("; ");
  const codec = CODECS[kind].get(echo);
  return codec === undefined ? undefined : { codec, echo };
}

/** @throws {RpcError} `invalid_argument` for another version; none at all is fine */
export function assertProtocolVersion(headers: IncomingHttpHeaders): void {
  const version = one(headers["connect-protocol-version"]);
  if (version !== "" && version !== PROTOCOL_VERSION) {
    throw new RpcError(
      "invalid_argument",
      `Connect-Protocol-Version must be ${quote(PROTOCOL_VERSION)}: got ${quote(version)}`,
    );
  }
}

/** Whether the request is packed, and whether the answer is to be. */
export interface Compression {
  readonly request: boolean;
  readonly answer: boolean;
}

/**
 * Both sides in one: who packs the request gets a packed answer, as does who names gzip among what they accept. There are no
 * preferences: `gzip;q=0` is not the word gzip, and so no match either.
 * @throws {RpcError} `unimplemented` for a compression other than gzip
 */
export function negotiateCompression(kind: CallKind, headers: IncomingHttpHeaders): Compression {
  const names = COMPRESSION_HEADERS[kind];
  const sent = one(headers[names.sent]);
  if (sent !== "" && sent !== IDENTITY && sent !== GZIP) {
    throw new RpcError("unimplemented", `unknown compression ${quote(sent)}: supported encodings are ${GZIP}`);
  }
  const accepted = one(headers[names.accepted]).split(/[, ]+/);
  return { request: sent === GZIP, answer: sent === GZIP || accepted.includes(GZIP) };
}

/**
 * Milliseconds the caller is ready to wait; `undefined` when it doesn't say.
 * @throws {RpcError} `invalid_argument`
 */
export function parseTimeoutMs(headers: IncomingHttpHeaders): number | undefined {
  const text = one(headers["connect-timeout-ms"]);
  if (text === "") {
    return undefined;
  }
  if (Buffer.byteLength(text) > MAX_TIMEOUT_DIGITS) {
    throw new RpcError("invalid_argument", `parse timeout: ${quote(text)} has >${MAX_TIMEOUT_DIGITS} digits`);
  }
  if (!/^[+-]?\d+$/.test(text)) {
    throw new RpcError("invalid_argument", `parse timeout: strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
  }
  return Number(text);
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
