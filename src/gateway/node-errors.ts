// From an error thrown by undici, Node or this client itself to a row of the error table.
//
// By shape, not by class: errors of Node itself come from another realm where the code runs in a sandbox, as under jest.
import { type ErrorRow, findRow } from "./error-table.js";
import { redact } from "./redact.js";

/** What a foreign error means. */
export interface ForeignFailure {
  readonly reason: string;
  readonly row: ErrorRow;
  /** What was seen, in words. */
  readonly detail: string;
}

/**
 * Translates an error.
 * @param handshaking no byte of the request was written, and the connection is one of TLS
 * @param secrets never part of the detail
 */
export function explain(error: unknown, handshaking: boolean, secrets: readonly string[]): ForeignFailure {
  const code = codeOf(error);
  const found = findRow(code);
  if (found.row.code === "connection_lost" && handshaking && code !== "") {
    // A server without TLS, or one that wants other terms, hangs up in the middle of the handshake.
    const { reason, row } = findRow("closed during the handshake");
    return { reason, row, detail: `${row.means} (${code})` };
  }
  const { reason, row } = found;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return { reason, row, detail: redact(`${row.means}${namesIn(error)} (${code})`, ...secrets) };
  }
  // our own reasons are words already
  const named = /^[A-Z]/.test(code) ? ` (${code})` : code === "" ? " (unknown error)" : "";
  return { reason, row, detail: `${row.means}${named}` };
}

/** For whom the certificate was made out, as far as it is fit for a message. */
function namesIn(error: unknown): string {
  const names =
    typeof error === "object" &&
    error !== null &&
    "cert" in error &&
    typeof error.cert === "object" &&
    error.cert !== null &&
    "subjectaltname" in error.cert &&
    typeof error.cert.subjectaltname === "string"
      ? error.cert.subjectaltname
      : "";
  return /^[\x20-\x7e]{1,150}$/.test(names) ? `, ${names}` : "";
}

/** The code of an error, or of the first of several tries (one per address of the host). */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // undici's parser errors may have no code of their own; they carry the bytes they failed on, which must not be shown
  if ("name" in error && error.name === "HTTPParserError") return "HPE_INVALID";
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : "";
}
