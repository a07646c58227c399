// What the Connect protocol says in request headers: content type, protocol version, time-out, compression.
//
// Source: connect-go `protocol_connect.go` and `protocol.go` (`canonicalizeContentType`), texts as measured on HTTP/1.1.
import type { IncomingHttpHeaders } from "node:http";
import { RpcError } from "../rpc-error.js";

const PROTOCOL_VERSION = "1";
const MAX_TIMEOUT_DIGITS = 10;

/** The unary content types this gateway reads, and the codec of each. gRPC's are not among them. */
const CODECS = new Map<string, "json" | "proto">([
  ["application/json", "json"],
  ["application/json; charset=utf-8", "json"],
  ["application/proto", "proto"],
]);

/** Value of `Accept-Post` beside a 415. */
export const ACCEPT_POST = [...CODECS.keys()].join(", ");

/** How to read a body, and the content type to echo. */
export interface ContentType {
  readonly codec: "json" | "proto";
  readonly echo: string;
}

/** `undefined`: none of ours, to be answered with 415. */
export function parseContentType(header: string | undefined): ContentType | undefined {
  const [type = "", ...parameters] = (header ?? "").split(";").map((part) => part.trim().toLowerCase());
  const echo = [type, ...parameters.filter((part) => part !== "").map((part) => part.replaceAll('"', ""))].join("; ");
  const codec = CODECS.get(echo);
  return codec === undefined ? undefined : { codec, echo };
}

/** @throws {RpcError} `invalid_argument` for another version; none at all is fine */
export function assertProtocolVersion(headers: IncomingHttpHeaders): void {
  const version = one(headers["connect-protocol-version"]);
  if (version !== "" && version !== PROTOCOL_VERSION) {
    throw new RpcError(
      "invalid_argument",
      `Connect-Protocol-Version must be ${JSON.stringify(PROTOCOL_VERSION)}: got ${JSON.stringify(version)}`,
    );
  }
}

/** @throws {RpcError} `unimplemented` for a compression other than gzip */
export function isGzip(headers: IncomingHttpHeaders): boolean {
  const encoding = one(headers["content-encoding"]);
  if (encoding === "" || encoding === "identity") {
    return false;
  }
  if (encoding !== "gzip") {
    throw new RpcError(
      "unimplemented",
      `unknown compression ${JSON.stringify(encoding)}: supported encodings are gzip`,
    );
  }
  return true;
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
  const quoted = JSON.stringify(text);
  if (Buffer.byteLength(text) > MAX_TIMEOUT_DIGITS) {
    throw new RpcError("invalid_argument", `parse timeout: ${quoted} has >${MAX_TIMEOUT_DIGITS} digits`);
  }
  if (!/^[+-]?\d+$/.test(text)) {
    throw new RpcError("invalid_argument", `parse timeout: strconv.ParseInt: parsing ${quoted}: invalid syntax`);
  }
  return Number(text);
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
