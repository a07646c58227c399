// JSON read from a stream of bytes in bounded memory: a plan of 100 MB is a few long lists of small objects, so the walk goes into the
// lists it is told to and hands each item over, parsed by JSON.parse on its own bytes. All values, escapes and numbers are
// therefore what JSON.parse makes of them; by hand is only where a value begins and ends.
//
// Why by hand: JSON.parse of the whole needs the text, its bytes and the tree at once (npm run bench -- review measures both), and
// the streaming parsers make a token of every key and value, or are a dependency more. Only bytes below 128 mean anything to the walk, and
// in UTF-8 none of them is part of another character, so a chunk may end anywhere.
//
// Source: RFC 8259; deeper nesting than Go's encoding/json would write is refused, as whoever walks a parsed value does so by recursion.
import { type Json, text } from "../../synthesized/index.js";

/** Deepest nesting of objects and lists; Terraform's own values stay far below. */
const MAX_DEPTH = 200;
/** Largest value that is parsed in one piece; a Helm chart's manifest has 1 MB at most. */
const MAX_VALUE_BYTES = 64 * 1024 * 1024;

/** Keys and positions from the top to a value. */
export type JsonPlace = readonly (string | number)[];

/** What is told of a document. */
export interface JsonVisitor {
  /** Whether to go into an object or list, instead of having it as one value. */
  enter(place: JsonPlace, kind: "object" | "list"): boolean;
  /** A value that was not gone into. */
  value(place: JsonPlace, value: Json): void;
}

/** A document that is no JSON, or breaks off. The message names bytes and places, never what stands there. */
export class JsonWalkError extends Error {
  override readonly name = "JsonWalkError";

  /**
   * @param problem what is wrong, as a clause
   * @param broken the document ends too early
   * @param atByte how far it could be read
   */
  constructor(
    readonly problem: string,
    readonly broken: boolean,
    readonly atByte: number,
  ) {
    super(problem);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What the walk waits for. */
type State = "value" | "first-item" | "first-key" | "key" | "in-key" | "colon" | "after" | "in-value" | "end";

/** An object or list that was gone into. */
interface Container {
  readonly kind: "object" | "list";
  /** Keys so far; none twice, or readers would disagree about which counts. */
  readonly keys?: Set<string>;
  items: number;
}

/** Reads a document that comes in chunks. A chunk must not be changed afterwards. */
export class JsonWalk {
  private state: State = "value";
  private readonly containers: Container[] = [];
  private readonly place: (string | number)[] = [];
  /** Bytes of the value or key at hand that earlier chunks had. */
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  /** Within the value at hand. */
  private depth = 0;
  private inString = false;
  private isScalar = false;
  private escaped = false;
  private consumed = 0;

  constructor(private readonly visitor: JsonVisitor) {}

  /** @throws {JsonWalkError} where the document stops being JSON */
  push(chunk: Uint8Array): void {
    let at = this.consumed === 0 && BYTE_ORDER_MARK.every((byte, index) => chunk[index] === byte) ? 3 : 0;
    while (at < chunk.length) {
      if (this.state === "in-value") at = this.passValue(chunk, at);
      else if (this.state === "in-key") at = this.passKey(chunk, at);
      else {
        const byte = chunk[at] as number;
        if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) at += 1;
        else at = this.step(byte, chunk, at);
      }
    }
    this.consumed += chunk.length;
  }

  /** @throws {JsonWalkError} when the document is not at its end */
  end(): void {
    // a number at the top ends with the document
    if (this.state === "in-value" && this.containers.length === 0 && this.isScalar)
      this.finishValue(new Uint8Array(0), 0, 0);
    if (this.state === "end") return;
    throw new JsonWalkError(`breaks off ${this.where()}`, true, this.consumed);
  }

  /** Where the walk is, for people: without keys, which may hold anything. */
  private where(): string {
    const [member, item] = this.place;
    const isMember = typeof member === "string" && /^[a-z_]{1,40}$/.test(member);
    if (!isMember) return "at its beginning";
    return `in ${member}${typeof item === "number" ? ` at item ${item + 1}` : ""}`;
  }

  private step(byte: number, chunk: Uint8Array, at: number): number {
    switch (this.state) {
      case "first-item":
        if (byte === CLOSE_LIST) return this.leave(at);
        return this.startItem(byte, at);
      case "value":
        return this.containers.at(-1)?.kind === "list" ? this.startItem(byte, at) : this.startValue(byte, at);
      case "first-key":
      case "key":
        if (byte === CLOSE_OBJECT && this.state === "first-key") return this.leave(at);
        if (byte !== QUOTE) throw this.unexpected(at);
        this.state = "in-key";
        this.escaped = false;
        this.hold(chunk.subarray(at, at + 1));
        return at + 1;
      case "colon":
        if (byte !== COLON) throw this.unexpected(at);
        this.state = "value";
        return at + 1;
      case "after": {
        const kind = this.containers.at(-1)?.kind;
        if (byte === COMMA) {
          this.state = kind === "list" ? "value" : "key";
          return at + 1;
        }
        if (byte === (kind === "list" ? CLOSE_LIST : CLOSE_OBJECT)) return this.leave(at);
        throw this.unexpected(at);
      }
      default:
        throw new JsonWalkError("goes on after its end", false, this.consumed + at);
    }
  }

  private startItem(byte: number, at: number): number {
    const list = this.containers.at(-1) as Container;
    this.place.push(list.items);
    list.items += 1;
    return this.startValue(byte, at);
  }

  private startValue(byte: number, at: number): number {
    const kind = byte === OPEN_OBJECT ? "object" : byte === OPEN_LIST ? "list" : undefined;
    if (kind !== undefined && this.visitor.enter(this.place, kind)) {
      if (this.containers.length >= MAX_DEPTH) throw this.tooDeep(at);
      this.containers.push({ kind, items: 0, ...(kind === "object" ? { keys: new Set<string>() } : {}) });
      this.state = kind === "object" ? "first-key" : "first-item";
      return at + 1;
    }
    if (byte === COMMA || byte === COLON || byte === CLOSE_LIST || byte === CLOSE_OBJECT) throw this.unexpected(at);
    this.state = "in-value";
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.isScalar = kind === undefined && byte !== QUOTE;
    return at;
  }

  /** Goes over a value; answers where the next thing begins. */
  private passValue(chunk: Uint8Array, from: number): number {
    let { depth, inString } = this;
    let at = from;
    if (this.isScalar) {
      while (at < chunk.length && !endsScalar(chunk[at] as number)) at += 1;
      if (at < chunk.length) return this.finishValue(chunk, from, at);
      this.hold(chunk.subarray(from));
      return at;
    }
    const end = chunk.length;
    if (this.escaped) {
      this.escaped = false;
      at += 1;
    }
    while (at < end) {
      if (inString) {
        // the loop that most bytes go through
        let byte = 0;
        while (at < end && (byte = chunk[at] as number) !== QUOTE && byte !== BACKSLASH) at += 1;
        if (at >= end) break;
        if (byte === BACKSLASH) {
          at += 2;
          if (at > end) this.escaped = true;
          continue;
        }
        inString = false;
        at += 1;
        if (depth === 0) return this.finishValue(chunk, from, at);
        continue;
      }
      const byte = chunk[at] as number;
      at += 1;
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        depth += 1;
        if (depth + this.containers.length > MAX_DEPTH) throw this.tooDeep(at);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        depth -= 1;
        if (depth === 0) return this.finishValue(chunk, from, at);
      }
    }
    this.depth = depth;
    this.inString = inString;
    this.hold(chunk.subarray(from));
    return end;
  }

  private passKey(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      if (this.escaped) this.escaped = false;
      else if (chunk[at] === BACKSLASH) this.escaped = true;
      else if (chunk[at] === QUOTE) {
        const key = text(this.parse(this.take(chunk.subarray(from, at + 1)), at));
        const keys = this.containers.at(-1)?.keys;
        if (keys?.has(key) === true) {
          throw new JsonWalkError(`has the same key twice ${this.where()}`, false, this.consumed + at);
        }
        keys?.add(key);
        this.place.push(key);
        this.state = "colon";
        return at + 1;
      }
    }
    this.hold(chunk.subarray(from));
    return chunk.length;
  }

  private finishValue(chunk: Uint8Array, from: number, to: number): number {
    const value = this.parse(this.take(chunk.subarray(from, to)), to);
    this.visitor.value(this.place, value);
    this.finished();
    return to;
  }

  private leave(at: number): number {
    this.containers.pop();
    this.finished();
    return at + 1;
  }

  private finished(): void {
    this.place.pop();
    this.state = this.containers.length === 0 ? "end" : "after";
  }

  private hold(bytes: Uint8Array): void {
    this.heldBytes += bytes.length;
    if (this.heldBytes > MAX_VALUE_BYTES) {
      throw new JsonWalkError(`has one value of more than 64 MB ${this.where()}`, false, this.consumed);
    }
    this.held.push(bytes);
  }

  private take(last: Uint8Array): Uint8Array {
    if (this.held.length === 0) return last;
    const all = Buffer.concat([...this.held, last]);
    this.held = [];
    this.heldBytes = 0;
    return all;
  }

  private parse(bytes: Uint8Array, at: number): Json {
    const written = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
    try {
      return JSON.parse(written) as Json;
    } catch {
      // the parser's own message quotes what it read
      throw this.unexpected(at);
    }
  }

  private unexpected(at: number): JsonWalkError {
    return new JsonWalkError(`is no JSON ${this.where()}`, false, this.consumed + at);
  }

  private tooDeep(at: number): JsonWalkError {
    return new JsonWalkError(`is nested deeper than ${MAX_DEPTH} levels ${this.where()}`, false, this.consumed + at);
  }
}

function endsScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST || byte <= 0x20;
}
