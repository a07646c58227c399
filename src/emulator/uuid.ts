// How the platform reads ids: leniently, and with the error texts of its UUID library.
//
// Source: google/uuid `Parse` (plain, urn, braces, 32 digits; texts) behind the `parseUUID` of agynio/runners, organizations and
// users: all refuse the empty text, only the runners service trims first. Answers always carry the canonical form. Lengths are
// bytes, as Go counts them.
import { trimSpace } from "./go-text.js";
import { RpcError } from "./rpc-error.js";

const URN_PREFIX = "urn:uuid:";
const PLAIN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DIGITS = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The canonical id, or the text that says why there is none. */
export type UuidResult = { readonly id: string } | { readonly problem: string };

/** Reads one id as the platform does; upper case, braces, the urn form and missing dashes are fine. */
export function parseUuid(text: string): UuidResult {
  if (text === "") {
    return { problem: "value is empty" };
  }
  const length = Buffer.byteLength(text);
  const lower = text.toLowerCase();
  switch (length) {
    case 36:
      return canonical(lower);
    case 36 + URN_PREFIX.length:
      return lower.startsWith(URN_PREFIX)
        ? canonical(lower.slice(URN_PREFIX.length))
        : { problem: `invalid urn prefix: ${JSON.stringify(text.slice(0, URN_PREFIX.length))}` };
    case 38:
      // The library drops the first and the last character unseen; so do we.
      return canonical(lower.slice(1, -1));
    case 32: {
      const groups = DIGITS.exec(lower);
      return groups ? { id: groups.slice(1).join("-") } : { problem: "invalid UUID format" };
    }
    default:
      return { problem: `invalid UUID length: ${length}` };
  }
}

/**
 * The canonical id of a request field.
 * @throws {RpcError} `invalid_argument`, prefixed with the field's proto name
 */
export function requireUuid(field: string, sent: string): string {
  const result = parseUuid(sent);
  if ("problem" in result) {
    throw new RpcError("invalid_argument", `${field}: ${result.problem}`);
  }
  return result.id;
}

/**
 * The same, as the runners service does it: outer blanks are fine too.
 * @throws {RpcError} `invalid_argument`, prefixed with the field's proto name
 */
export function requireTrimmedUuid(field: string, sent: string): string {
  return requireUuid(field, trimSpace(sent));
}

function canonical(text: string): UuidResult {
  return PLAIN.test(text) ? { id: text } : { problem: "invalid UUID format" };
}
