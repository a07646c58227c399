// Whether a final value keeps what was promised while it was unknown, and how much of a prefix may be promised at all.
//
// Core compares prefixes byte by byte with the final value in normal form C. Text that follows can change the last character
// of a prefix ("e" followed by a combining accent is one other character), so the end of a prefix is given up unless
// nothing that follows can join it.
//
// Source: go-cty's rules for safe prefixes; its choice of characters that may end one.
import { compareNumbers, isTfNumber } from "./number.js";
import type { Type } from "./type.js";
import type { Refinement } from "./unknown.js";
import { Dynamic, distinct, isList, isRecord, type Value } from "./value.js";

/** Separators, which join with nothing that can follow them. Letters and digits do, in some script. */
const ENDS_A_PREFIX = /[-_:;/\\,.(){}[\]|?!~ \t@#$%^&*+"']$/;

/**
 * How a final value breaks a promise, in words that can follow "The value ": `is null, but was promised not to be`. The
 * words hold neither the value nor a promised prefix, because both may be secret.
 *
 * @returns undefined when the promise is kept; a value that is still unknown breaks none
 */
export function refinementFault(refinement: Refinement, value: Value, type: Type): string | undefined {
  if (value instanceof Dynamic) return refinementFault(refinement, value.value, value.type);
  if (value === null) return refinement.notNull ? "is null, but was promised not to be" : undefined;
  if (refinement.isNull) return "is not null, but was promised to be";
  if (typeof value === "string") return prefixFault(refinement, value);
  if (isTfNumber(value)) {
    const { min, max } = refinement;
    if (min && compareNumbers(value, min.value) < (min.inclusive ? 0 : 1)) {
      return `is not ${min.inclusive ? "at least" : "above"} ${String(min.value)}, as was promised`;
    }
    if (max && compareNumbers(value, max.value) > (max.inclusive ? 0 : -1)) {
      return `is not ${max.inclusive ? "at most" : "below"} ${String(max.value)}, as was promised`;
    }
    return undefined;
  }
  const length = lengthOf(value, type);
  if (length === undefined) return undefined;
  const { minLength = 0, maxLength = length } = refinement;
  if (length < minLength) return `has a length of ${length}, but at least ${minLength} was promised`;
  return length > maxLength ? `has a length of ${length}, but at most ${maxLength} was promised` : undefined;
}

function prefixFault({ prefix = "" }: Refinement, value: string): string | undefined {
  // as it stands, or as core sees it: the end of the prefix may become part of another character there
  if (value.startsWith(prefix) || value.normalize("NFC").startsWith(prefix)) return undefined;
  return `does not begin with the ${prefix.length} characters that were promised`;
}

function lengthOf(value: Value, type: Type): number | undefined {
  if (isRecord(value)) return typeof type === "object" && type.kind === "map" ? Object.keys(value).length : undefined;
  if (!isList(value) || typeof type === "string") return undefined;
  return type.kind === "set" ? distinct(type.element, value).length : value.length;
}

/**
 * The longest part of a prefix that no following text can change, within a number of bytes of UTF-8.
 *
 * @returns empty text when nothing of it is safe
 */
export function safePrefix(prefix: string, maxBytes: number): string {
  const normal = prefix.normalize("NFC");
  const whole = Buffer.byteLength(normal) <= maxBytes;
  const within = whole
    ? normal
    : Buffer.from(normal)
        .subarray(0, maxBytes)
        .toString("utf8")
        .replace(/\ufffd+$/, "");
  // a separator that was cut before a combining character is not the end of anything
  if (whole && ENDS_A_PREFIX.test(normal) && lastCluster(normal).length === 1) return normal;
  return within.slice(0, within.length - lastCluster(within).length);
}

/** What a reader sees as the last character. */
function lastCluster(text: string): string {
  return new Intl.Segmenter().segment(text).containing(text.length - 1)?.segment ?? "";
}
