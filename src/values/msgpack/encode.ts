// MessagePack as Terraform's core reads it, written by type.
//
// - fractions leave as shortest decimal text, the only form that every version of core compares exactly
// - NaN, the infinities, lone surrogates and collections of unequal dynamic types are refused here, because they crash or
//   corrupt core itself
//
// Source: go-cty's MessagePack encoding, measured against terraform 1.11.
import { isTfNumber, numberToText, type TfNumber } from "../number.js";
import { Path } from "../path.js";
import { type Type, typeToJson } from "../type.js";
import { Unknown } from "../unknown.js";
import { Dynamic, isList, isRecord, type Value, ValueError } from "../value.js";

const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/**
 * Writes a value of a known type. Attributes that an object value leaves out are written as null.
 *
 * @throws {ValueError} when the value does not fit the type, or is one that Terraform can not hold
 */
export function encodeMsgpack(value: Value, type: Type): Uint8Array {
  const writer = new Writer();
  writer.value(value, type, Path.root);
  return writer.finish();
}

class Writer {
  private buffer = Buffer.allocUnsafe(256);
  private at = 0;

  finish(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  value(value: Value, type: Type, path: Path): void {
    if (value === null) return this.byte(0xc0);
    if (value instanceof Unknown) return this.bytes([0xd4, 0x00, 0x00]);
    if (type === "string") {
      if (typeof value !== "string") throw mismatch(path, "a string", value);
      return this.string(value, path);
    }
    if (type === "bool") {
      if (typeof value !== "boolean") throw mismatch(path, "a bool", value);
      return this.byte(value ? 0xc3 : 0xc2);
    }
    if (type === "number") {
      if (!isTfNumber(value)) throw mismatch(path, "a number", value);
      return this.number(value, path);
    }
    if (type === "dynamic") {
      if (!(value instanceof Dynamic)) throw mismatch(path, "a dynamic value", value);
      this.byte(0x92);
      this.binary(JSON.stringify(typeToJson(value.type)));
      return this.value(value.value, value.type, path);
    }
    switch (type.kind) {
      case "list":
      case "set":
        if (!isList(value)) throw mismatch(path, `a ${type.kind}`, value);
        requireOneElementType(value, path);
        this.header(value.length, 0x90, 0xdc);
        value.forEach((item, i) => this.value(item, type.element, type.kind === "set" ? path : path.index(i)));
        return;
      case "tuple":
        if (!isList(value) || value.length !== type.elements.length) {
          throw mismatch(path, `a tuple of ${type.elements.length} elements`, value);
        }
        this.header(value.length, 0x90, 0xdc);
        type.elements.forEach((element, i) => this.value(value[i] ?? null, element, path.index(i)));
        return;
      case "map": {
        if (!isRecord(value)) throw mismatch(path, "a map", value);
        const keys = Object.keys(value);
        requireOneElementType(Object.values(value), path);
        this.header(keys.length, 0x80, 0xde);
        for (const key of keys) {
          this.string(key, path);
          this.value(value[key] ?? null, type.element, path.key(key));
        }
        return;
      }
      case "object": {
        if (!isRecord(value)) throw mismatch(path, "an object", value);
        const names = Object.keys(type.attributes);
        const extra = Object.keys(value).find((name) => !Object.hasOwn(type.attributes, name));
        if (extra !== undefined) throw new ValueError(path, `unsupported attribute ${JSON.stringify(extra)}`);
        this.header(names.length, 0x80, 0xde);
        for (const name of names) {
          this.string(name, path);
          this.value(value[name] ?? null, type.attributes[name] ?? "dynamic", path.attribute(name));
        }
        return;
      }
    }
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

  private byte(byte: number): void {
    const start = this.reserve(1);
    this.buffer[start] = byte;
  }

  private bytes(bytes: readonly number[]): void {
    const start = this.reserve(bytes.length);
    this.buffer.set(bytes, start);
  }

  private uint16(value: number): void {
    const start = this.reserve(2);
    this.buffer.writeUInt16BE(value, start);
  }

  private uint32(value: number): void {
    const start = this.reserve(4);
    this.buffer.writeUInt32BE(value, start);
  }

  private utf8(text: string, length: number): void {
    const start = this.reserve(length);
    this.buffer.write(text, start, "utf8");
  }

  private header(length: number, fix: 0x80 | 0x90, wide: number): void {
    if (length < 16) return this.byte(fix | length);
    if (length < 0x10000) {
      this.byte(wide);
      this.uint16(length);
    } else {
      this.byte(wide + 1);
      this.uint32(length);
    }
  }

  private string(text: string, path: Path): void {
    if (!text.isWellFormed()) {
      throw new ValueError(path, "the text holds half of a surrogate pair, which is no valid UTF-8");
    }
    // core compares text in normal form C and would call any other form a different value
    const normal = text.normalize("NFC");
    const length = Buffer.byteLength(normal);
    if (length < 32) this.byte(0xa0 | length);
    else this.length(length, 0xd9);
    this.utf8(normal, length);
  }

  private binary(text: string): void {
    const length = Buffer.byteLength(text);
    this.length(length, 0xc4);
    this.utf8(text, length);
  }

  private length(length: number, narrowHead: number): void {
    if (length < 0x100) this.bytes([narrowHead, length]);
    else if (length < 0x10000) {
      this.byte(narrowHead + 1);
      this.uint16(length);
    } else {
      this.byte(narrowHead + 2);
      this.uint32(length);
    }
  }

  private number(value: TfNumber, path: Path): void {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new ValueError(path, `${String(value)} is not a number Terraform can hold`);
    }
    const isInteger = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
    const integer = isInteger ? BigInt(value) : undefined;
    if (integer === undefined || integer < INT64_MIN || integer > UINT64_MAX) {
      return this.string(numberToText(value), path);
    }
    if (integer >= 0n) {
      if (integer < 0x80n) return this.byte(Number(integer));
      if (integer < 0x100n) return this.bytes([0xcc, Number(integer)]);
      if (integer < 0x10000n) {
        this.byte(0xcd);
        this.uint16(Number(integer));
      } else if (integer < 0x1_0000_0000n) {
        this.byte(0xce);
        this.uint32(Number(integer));
      } else {
        this.byte(0xcf);
        const start = this.reserve(8);
        this.buffer.writeBigUInt64BE(integer, start);
      }
    } else if (integer >= -32n) {
      this.byte(0x100 + Number(integer));
    } else {
      this.byte(0xd3);
      const start = this.reserve(8);
      this.buffer.writeBigInt64BE(integer, start);
    }
  }
}

/** Core panics on a list whose dynamic elements differ in type. */
function requireOneElementType(items: readonly Value[], path: Path): void {
  let first: string | undefined;
  for (const item of items) {
    if (!(item instanceof Dynamic)) continue;
    const type = JSON.stringify(typeToJson(item.type));
    first ??= type;
    if (type !== first) throw new ValueError(path, `elements of one collection differ in type: ${first} and ${type}`);
  }
}

function mismatch(path: Path, wanted: string, value: Value): ValueError {
  const found = isList(value) ? `a list of ${value.length}` : isRecord(value) ? "an object" : `a ${typeof value}`;
  return new ValueError(path, `${wanted} is required, got ${found}`);
}
