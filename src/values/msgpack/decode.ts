// MessagePack as Terraform's core writes it, read by type.
//
// - unknown is an extension; every extension code means unknown (core itself writes code 0; code 12 carries refinements)
// - numbers arrive as integer, float64 or decimal text; strings may arrive as bin
// - objects carry exactly their attributes; a dynamic value is `[JSON type as bin, value]`
//
// Source: go-cty's MessagePack encoding, measured against terraform 1.11.
import { numberFromText, numberToText } from "../number.js";
import { Path } from "../path.js";
import { type Type, typeFromJson } from "../type.js";
import { UNKNOWN } from "../unknown.js";
import { Dynamic, emptyRecord, type Value, ValueError } from "../value.js";

/**
 * Reads a value of a known type.
 *
 * @throws {ValueError} when the bytes are broken or hold something else
 */
export function decodeMsgpack(bytes: Uint8Array, type: Type): Value {
  const reader = new Reader(bytes);
  const value = reader.value(type, Path.root);
  if (!reader.atEnd) throw new ValueError(Path.root, "bytes are left over after the value");
  return value;
}

class Reader {
  private at = 0;
  private readonly view: Buffer;

  constructor(bytes: Uint8Array) {
    this.view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.at === this.view.length;
  }

  value(type: Type, path: Path): Value {
    const head = this.byte(path);
    if (head === 0xc0) return null;
    if (this.skipExtension(head, path)) return UNKNOWN;
    if (type === "string") return this.string(head, path);
    if (type === "bool") {
      if (head === 0xc2 || head === 0xc3) return head === 0xc3;
      throw new ValueError(path, "a bool is required");
    }
    if (type === "number") return this.number(head, path);
    if (type === "dynamic") return this.dynamic(head, path);
    switch (type.kind) {
      case "list":
      case "set":
        return Array.from({ length: this.arrayLength(head, path) }, (_, i) =>
          this.value(type.element, type.kind === "set" ? path : path.index(i)),
        );
      case "tuple": {
        const length = this.arrayLength(head, path);
        if (length !== type.elements.length) {
          throw new ValueError(path, `a tuple of ${type.elements.length} elements is required, got ${length}`);
        }
        return type.elements.map((element, i) => this.value(element, path.index(i)));
      }
      case "map": {
        const record = emptyRecord();
        for (let n = this.mapLength(head, path); n > 0; n--) {
          const key = this.string(this.byte(path), path);
          record[key] = this.value(type.element, path.key(key));
        }
        return record;
      }
      case "object": {
        const record = emptyRecord();
        for (let n = this.mapLength(head, path); n > 0; n--) {
          const name = this.string(this.byte(path), path);
          const member = Object.hasOwn(type.attributes, name) ? type.attributes[name] : undefined;
          if (member === undefined) throw new ValueError(path, `unsupported attribute ${JSON.stringify(name)}`);
          record[name] = this.value(member, path.attribute(name));
        }
        const missing = Object.keys(type.attributes).filter((name) => !(name in record));
        if (missing.length > 0) throw new ValueError(path, `missing attributes: ${missing.join(", ")}`);
        return record;
      }
    }
  }

  private take(length: number, path: Path): number {
    const start = this.at;
    if (start + length > this.view.length) throw new ValueError(path, "the value ends too early");
    this.at = start + length;
    return start;
  }

  private byte(path: Path): number {
    return this.view.readUInt8(this.take(1, path));
  }

  private uint(width: 1 | 2 | 4, path: Path): number {
    return this.view.readUIntBE(this.take(width, path), width);
  }

  private text(length: number, path: Path): string {
    const start = this.take(length, path);
    return this.view.toString("utf8", start, start + length);
  }

  private string(head: number, path: Path): string {
    if (head >= 0xa0 && head <= 0xbf) return this.text(head & 0x1f, path);
    if (head === 0xd9 || head === 0xc4) return this.text(this.uint(1, path), path);
    if (head === 0xda || head === 0xc5) return this.text(this.uint(2, path), path);
    if (head === 0xdb || head === 0xc6) return this.text(this.uint(4, path), path);
    throw new ValueError(path, "a string is required");
  }

  private number(head: number, path: Path): Value {
    if (head <= 0x7f) return head;
    if (head >= 0xe0) return head - 0x100;
    switch (head) {
      case 0xca:
        return this.double(this.view.readFloatBE(this.take(4, path)), path);
      case 0xcb:
        return this.double(this.view.readDoubleBE(this.take(8, path)), path);
      case 0xcc:
        return this.uint(1, path);
      case 0xcd:
        return this.uint(2, path);
      case 0xce:
        return this.uint(4, path);
      case 0xcf:
        return narrow(this.view.readBigUInt64BE(this.take(8, path)));
      case 0xd0:
        return this.view.readInt8(this.take(1, path));
      case 0xd1:
        return this.view.readInt16BE(this.take(2, path));
      case 0xd2:
        return this.view.readInt32BE(this.take(4, path));
      case 0xd3:
        return narrow(this.view.readBigInt64BE(this.take(8, path)));
    }
    const text = this.string(head, path);
    const number = numberFromText(text);
    if (number === undefined) throw new ValueError(path, "a number is required");
    return number;
  }

  private double(value: number, path: Path): Value {
    if (!Number.isFinite(value)) throw new ValueError(path, "a finite number is required");
    return numberFromText(numberToText(value)) ?? value;
  }

  private dynamic(head: number, path: Path): Value {
    if (this.arrayLength(head, path) !== 2) throw new ValueError(path, "a dynamic value is a pair of type and value");
    const json = this.string(this.byte(path), path);
    let type: Type;
    try {
      type = typeFromJson(JSON.parse(json));
    } catch (cause) {
      throw new ValueError(path, cause instanceof Error ? cause.message : "not a type");
    }
    return new Dynamic(type, this.value(type, path));
  }

  private arrayLength(head: number, path: Path): number {
    if (head >= 0x90 && head <= 0x9f) return head & 0x0f;
    if (head === 0xdc) return this.bounded(this.uint(2, path), path);
    if (head === 0xdd) return this.bounded(this.uint(4, path), path);
    throw new ValueError(path, "a list is required");
  }

  private mapLength(head: number, path: Path): number {
    if (head >= 0x80 && head <= 0x8f) return head & 0x0f;
    if (head === 0xde) return this.bounded(this.uint(2, path), path);
    if (head === 0xdf) return this.bounded(this.uint(4, path), path);
    throw new ValueError(path, "a map or object is required");
  }

  /** Every element takes at least a byte: a length beyond the bytes left is a lie, not a reason to allocate. */
  private bounded(length: number, path: Path): number {
    if (length > this.view.length - this.at) throw new ValueError(path, "the value ends too early");
    return length;
  }

  private skipExtension(head: number, path: Path): boolean {
    const fixed = { 0xd4: 1, 0xd5: 2, 0xd6: 4, 0xd7: 8, 0xd8: 16 }[head];
    if (fixed !== undefined) this.take(1 + fixed, path);
    else if (head === 0xc7) this.take(1 + this.uint(1, path), path);
    else if (head === 0xc8) this.take(1 + this.uint(2, path), path);
    else if (head === 0xc9) this.take(1 + this.uint(4, path), path);
    else return false;
    return true;
  }
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
