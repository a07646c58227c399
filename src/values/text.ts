// Text as core compares it: normal form C, made of whole characters. It is brought into that form when it is written, because
// core would call any other form a different value.
//
// Source: go-cty normalises every string and map key it reads.
import { Fault } from "./error.js";

/**
 * Text in the form in which it may be written.
 *
 * @throws {Fault} when it can not be written as UTF-8
 */
export function writable(text: string): string {
  if (!text.isWellFormed()) throw new Fault("the text holds half of a surrogate pair, which is no valid UTF-8");
  return text.normalize("NFC");
}

/**
 * Refuses two spellings of one key: core would keep the last and lose the other.
 *
 * @throws {Fault}
 */
export function requireDistinct(keys: readonly string[]): void {
  if (keys.every(isAscii)) return;
  const seen = new Set<string>();
  for (const key of keys.map(writable)) {
    if (seen.has(key)) throw keyTwice(key);
    seen.add(key);
  }
}

/** Two elements of a map have one key. */
export function keyTwice(key: string): Fault {
  return new Fault(`the key ${JSON.stringify(key)} stands twice once its characters are in normal form C; rename one`);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) >= 0x80) return false;
  }
  return true;
}
