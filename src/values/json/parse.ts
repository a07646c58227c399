// JSON text to a tree that loses nothing: numbers stay text, so that none passes through a double, and objects are maps, so
// that a key may be called anything and a key that stands twice is seen.
//
// What is wrong is reported by line and column and in words about JSON, never with what stands there: state holds secrets.
// Half of a surrogate pair, which only an escape can write, becomes U+FFFD, as in core's own reader.
//
// Source: RFC 8259. `JSON.parse` quotes the text in its errors, reads numbers as doubles, and keeps the last of equal keys.
import { MAX_DEPTH } from "../type.js";
import { Fault } from "../error.js";

/** A number as it was written. */
export class NumberText {
  constructor(readonly text: string) {}
}

/** Any JSON value. */
export type Json = null | boolean | string | NumberText | readonly Json[] | ReadonlyMap<string, Json>;

/** A value has at most two levels of JSON to each of its own: in the notation of object types. */
const MAX_JSON_DEPTH = 2 * MAX_DEPTH + 2;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
/** As much of a string as stands for itself. One class, repeated: an alternative in it would overflow on megabytes. */
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;

/**
 * Reads one JSON value with nothing but white space around it.
 *
 * @throws {Fault} with line and column, and without any of the text
 */
export function parseJson(text: string): Json {
  return new Parser(text).document();
}

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): Json {
    const value = this.value(0);
    if (this.next() !== "") throw this.fault("nothing may follow the value");
    return value;
  }

  private value(depth: number): Json {
    if (depth > MAX_JSON_DEPTH) throw this.fault(`nested more than ${MAX_JSON_DEPTH} levels deep`);
    const next = this.next();
    if (next === '"') return this.string();
    if (next === "{") return this.object(depth);
    if (next === "[") return this.array(depth);
    if (next === "-" || isDigit(this.text.charCodeAt(this.at))) return this.number();
    for (const [word, value] of [
      ["null", null],
      ["true", true],
      ["false", false],
    ] as const) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    throw this.fault("a value is expected");
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    this.at++;
    if (this.passes("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.passes(","));
    if (!this.passes("]")) throw this.fault("a comma or the end of the array is expected");
    return items;
  }

  private object(depth: number): Map<string, Json> {
    const members = new Map<string, Json>();
    this.at++;
    if (this.passes("}")) return members;
    do {
      if (this.next() !== '"') throw this.fault("a key in double quotes is expected");
      const start = this.at;
      const key = this.string();
      if (members.has(key)) throw this.fault("a key stands twice in one object", start);
      if (!this.passes(":")) throw this.fault("a colon is expected");
      members.set(key, this.value(depth + 1));
    } while (this.passes(","));
    if (!this.passes("}")) throw this.fault("a comma or the end of the object is expected");
    return members;
  }

  private number(): NumberText {
    const start = this.at;
    if (this.text[this.at] === "-") this.at++;
    if (this.text[this.at] === "0") this.at++;
    else this.digits();
    if (this.text[this.at] === ".") {
      this.at++;
      this.digits();
    }
    if (this.text[this.at] === "e" || this.text[this.at] === "E") {
      this.at++;
      if (this.text[this.at] === "+" || this.text[this.at] === "-") this.at++;
      this.digits();
    }
    return new NumberText(this.text.slice(start, this.at));
  }

  private digits(): void {
    const start = this.at;
    while (isDigit(this.text.charCodeAt(this.at))) this.at++;
    if (this.at === start) throw this.fault("a digit is expected");
  }

  private string(): string {
    let whole = "";
    this.at++;
    for (;;) {
      const start = this.at;
      PLAIN_TEXT.lastIndex = start;
      PLAIN_TEXT.test(this.text);
      this.at = PLAIN_TEXT.lastIndex;
      whole += this.text.slice(start, this.at);
      const end = this.text[this.at];
      if (end === '"') break;
      if (end === undefined) throw this.fault("the text ends within a string");
      if (end !== "\\") throw this.fault("a control character in a string has to be escaped");
      whole += this.escape();
    }
    this.at++;
    return whole.toWellFormed();
  }

  private escape(): string {
    const kind = this.text[this.at + 1] ?? "";
    const plain = Object.hasOwn(ESCAPES, kind) ? ESCAPES[kind] : undefined;
    if (plain !== undefined) {
      this.at += 2;
      return plain;
    }
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (kind !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) throw this.fault("no such escape");
    this.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  /** The next character that is no white space; empty at the end. */
  private next(): string {
    while (isSpace(this.text.charCodeAt(this.at))) this.at++;
    return this.text.charAt(this.at);
  }

  private passes(character: string): boolean {
    if (this.next() !== character) return false;
    this.at++;
    return true;
  }

  private fault(what: string, at = this.at): Fault {
    const before = this.text.slice(0, at).split("\n");
    const column = (before.at(-1) ?? "").length + 1;
    return new Fault(`not valid JSON at line ${before.length}, column ${column}: ${what}`);
  }
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
