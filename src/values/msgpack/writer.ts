// MessagePack, item by item, into one buffer that grows: numbers and lengths in their smallest form, as core writes them.
//
// - fractions leave as shortest decimal text, the only form that every version of core compares exactly
// - NaN, the infinities and lone surrogates are refused here, because they crash or corrupt core itself
//
// Source: the MessagePack specification; measured against terraform 1.11.
import { Fault } from "../error.js";
import { numberToText, type TfNumber } from "../number.js";
import { writable } from "../text.js";

const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;
/** Texts up to this length are written here when they are ASCII, which is quicker than a call into the runtime. */
const SHORT_TEXT_CHARS = 64;
/** Also room for a short text with its head, which is therefore asked for once. */
const FIRST_BUFFER_BYTES = 1024;

/** Writes one item after the other. */
export class Writer {
  private buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  private at = 0;

  /** What was written so far; the writer is not used afterwards. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    const start = this.reserve(bytes.length);
    this.buffer.set(bytes, start);
  }

  byte(byte: number): void {
    const start = this.reserve(1);
    this.buffer[start] = byte;
  }

  arrayHeader(length: number): void {
    this.header(length, 0x90, 0xdc);
  }

  mapHeader(length: number): void {
    this.header(length, 0x80, 0xde);
  }

  extension(code: number, payload: Uint8Array): void {
    this.sized(payload.length, 0xc7);
    this.byte(code);
    this.raw(payload);
  }

  /** A string in normal form C: core would call any other form a different value. */
  string(text: string): void {
    if (text.length <= SHORT_TEXT_CHARS && this.ascii(text)) return;
    const normal = writable(text);
    const length = Buffer.byteLength(normal);
    if (length < 32) this.byte(0xa0 | length);
    else this.sized(length, 0xd9);
    this.utf8(normal, length);
  }

  binary(text: string): void {
    const length = Buffer.byteLength(text);
    this.sized(length, 0xc4);
    this.utf8(text, length);
  }

  number(value: TfNumber): void {
    if (typeof value === "number") {
      if (Number.isSafeInteger(value)) return this.integer(value);
      if (!Number.isFinite(value)) throw new Fault(`${String(value)} is not a number Terraform can hold`);
      if (Number.isInteger(value)) return this.bigInteger(BigInt(value));
    }
    if (typeof value === "bigint") return this.bigInteger(value);
    this.string(numberToText(value));
  }

  private integer(value: number): void {
    if (value >= 0) {
      if (value < 0x80) return this.byte(value);
      if (value < 0x100) return this.uint(0xcc, 1, value);
      if (value < 0x10000) return this.uint(0xcd, 2, value);
      if (value < 0x1_0000_0000) return this.uint(0xce, 4, value);
    } else {
      if (value >= -0x20) return this.byte(value & 0xff);
      if (value >= -0x80) return this.uint(0xd0, 1, value & 0xff);
      if (value >= -0x8000) return this.uint(0xd1, 2, value & 0xffff);
      if (value >= -0x8000_0000) return this.uint(0xd2, 4, value >>> 0);
    }
    this.bigInteger(BigInt(value));
  }

  private bigInteger(value: bigint): void {
    const small = Number(value);
    if (small >= -0x8000_0000 && small < 0x1_0000_0000) return this.integer(small);
    if (value < INT64_MIN || value > UINT64_MAX) return this.string(value.toString());
    const start = this.reserve(9);
    this.buffer[start] = value < 0n ? 0xd3 : 0xcf;
    this.buffer.writeBigUInt64BE(BigInt.asUintN(64, value), start + 1);
  }

  private uint(head: number, width: 1 | 2 | 4, value: number): void {
    let start = this.reserve(1 + width);
    this.buffer[start++] = head;
    if (width === 1) this.buffer[start] = value;
    else if (width === 2) this.buffer.writeUInt16BE(value, start);
    else this.buffer.writeUInt32BE(value, start);
  }

  private header(length: number, fix: 0x80 | 0x90, wide: number): void {
    if (length < 16) this.byte(fix | length);
    else if (length < 0x10000) this.uint(wide, 2, length);
    else this.uint(wide + 1, 4, length);
  }

  private sized(length: number, narrowHead: number): void {
    if (length < 0x100) this.uint(narrowHead, 1, length);
    else if (length < 0x10000) this.uint(narrowHead + 1, 2, length);
    else this.uint(narrowHead + 2, 4, length);
  }

  /** Writes text of one byte per character; false, and nothing written, when there is any other in it. */
  private ascii(text: string): boolean {
    const { length } = text;
    const before = this.at;
    let at = this.reserve(length < 32 ? 1 + length : 2 + length);
    const { buffer } = this;
    if (length < 32) buffer[at++] = 0xa0 | length;
    else {
      buffer[at++] = 0xd9;
      buffer[at++] = length;
    }
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.at = before;
        return false;
      }
      buffer[at++] = code;
    }
    return true;
  }

  private utf8(text: string, length: number): void {
    const start = this.reserve(length);
    this.buffer.write(text, start, "utf8");
  }

  /** Makes room. May exchange the buffer, so nobody may hold on to it across this call. */
  private reserve(length: number): number {
    const start = this.at;
    if (start + length > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, start + length));
      this.buffer.copy(grown, 0, 0, start);
      this.buffer = grown;
    }
    this.at = start + length;
    return start;
  }
}
