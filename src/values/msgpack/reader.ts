// MessagePack, item by item: the bytes of numbers, texts and lengths, without a notion of Terraform's types.
//
// Every length is checked against the bytes that are there before anything is allocated. Text that is no UTF-8 is refused: a
// JavaScript string can not hold it, and a value that came back changed would look like a defect of the provider. (Core
// itself keeps such bytes; its own readers of configuration do not let them in.)
//
// Source: the MessagePack specification; go-cty for which of its forms stand for what.
import { Fault } from "../error.js";
import { numberFromText, numberToText, type TfNumber } from "../number.js";

export const NIL = 0xc0;
/** ASCII up to this length is put together here. Longer, the runtime would keep the pieces instead of the text. */
const SHORT_TEXT_BYTES = 1;
/** Up to this length it is quicker to look for ASCII here than to call a decoder. */
const MIDDLING_TEXT_BYTES = 64;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads one item after the other. */
export class Reader {
  private at = 0;
  private readonly bytes: Buffer;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** The first byte of the next item, which is left in place. */
  peek(): number {
    const head = this.bytes[this.at];
    if (head === undefined) throw new Fault("the value ends too early");
    return head;
  }

  /** The first byte of the next item. */
  head(): number {
    const head = this.peek();
    this.at++;
    return head;
  }

  /** Whether exactly these bytes come next; if so they are read. */
  skips(expected: Uint8Array): boolean {
    const start = this.at;
    for (let i = 0; i < expected.length; i++) {
      if (this.bytes[start + i] !== expected[i]) return false;
    }
    this.at = start + expected.length;
    return true;
  }

  /** A string (str or bin), in normal form C. */
  string(head: number): string {
    if (head >= 0xa0 && head <= 0xbf) return this.text(head & 0x1f);
    if (head === 0xd9 || head === 0xc4) return this.text(this.uint8());
    if (head === 0xda || head === 0xc5) return this.text(this.uint16());
    if (head === 0xdb || head === 0xc6) return this.text(this.uint32());
    throw new Fault("a string is required");
  }

  /** A number in any of its forms: integer, float or decimal text. */
  number(head: number): TfNumber {
    if (head <= 0x7f) return head;
    if (head >= 0xe0) return head - 0x100;
    switch (head) {
      case 0xca:
        return exact(this.view.getFloat32(this.take(4)));
      case 0xcb:
        return exact(this.view.getFloat64(this.take(8)));
      case 0xcc:
        return this.uint8();
      case 0xcd:
        return this.uint16();
      case 0xce:
        return this.uint32();
      case 0xcf:
        return narrow(this.view.getBigUint64(this.take(8)));
      case 0xd0:
        return this.view.getInt8(this.take(1));
      case 0xd1:
        return this.view.getInt16(this.take(2));
      case 0xd2:
        return this.view.getInt32(this.take(4));
      case 0xd3:
        return narrow(this.view.getBigInt64(this.take(8)));
    }
    if (!isString(head)) throw new Fault("a number is required");
    const number = numberFromText(this.string(head));
    if (number === undefined) throw new Fault("a number is required, of at most 4,096 digits when it is written out");
    return number;
  }

  /** How many elements follow in an array. */
  arrayLength(head: number, wanted: string): number {
    if (head >= 0x90 && head <= 0x9f) return head & 0x0f;
    if (head === 0xdc) return this.bounded(this.uint16());
    if (head === 0xdd) return this.bounded(this.uint32());
    throw new Fault(`${wanted} is required`);
  }

  /** How many pairs follow in a map. */
  mapLength(head: number, wanted: string): number {
    if (head >= 0x80 && head <= 0x8f) return head & 0x0f;
    if (head === 0xde) return this.bounded(this.uint16());
    if (head === 0xdf) return this.bounded(this.uint32());
    throw new Fault(`${wanted} is required`);
  }

  /** An extension: its code and what it carries. */
  extension(head: number): { readonly code: number; readonly payload: Uint8Array } {
    const length = this.extensionLength(head);
    const code = this.uint8();
    const start = this.take(length);
    return { code, payload: this.bytes.subarray(start, start + length) };
  }

  private extensionLength(head: number): number {
    if (head === 0xc7) return this.uint8();
    if (head === 0xc8) return this.uint16();
    if (head === 0xc9) return this.uint32();
    return 1 << (head - 0xd4);
  }

  private take(length: number): number {
    const start = this.at;
    if (start + length > this.bytes.length) throw new Fault("the value ends too early");
    this.at = start + length;
    return start;
  }

  private uint8(): number {
    return this.head();
  }

  private uint16(): number {
    return this.view.getUint16(this.take(2));
  }

  private uint32(): number {
    return this.view.getUint32(this.take(4));
  }

  private text(length: number): string {
    const start = this.take(length);
    const end = start + length;
    if (length <= MIDDLING_TEXT_BYTES && isAscii(this.bytes, start, end)) {
      return length <= SHORT_TEXT_BYTES ? asciiText(this.bytes, start, end) : this.bytes.toString("latin1", start, end);
    }
    try {
      return utf8.decode(this.bytes.subarray(start, end)).normalize("NFC");
    } catch {
      throw new Fault("the text is not valid UTF-8");
    }
  }

  /** Every element takes at least a byte: a length beyond the bytes left is a lie, not a reason to allocate. */
  private bounded(length: number): number {
    if (length > this.bytes.length - this.at) throw new Fault("the value ends too early");
    return length;
  }
}

/** Whether an item that begins so is an extension, which is how an unknown is written. */
export function isExtension(head: number): boolean {
  return (head >= 0xd4 && head <= 0xd8) || (head >= 0xc7 && head <= 0xc9);
}

/** Whether an item that begins so is text. */
export function isString(head: number): boolean {
  return (head >= 0xa0 && head <= 0xbf) || (head >= 0xd9 && head <= 0xdb) || (head >= 0xc4 && head <= 0xc6);
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if ((bytes[i] ?? 0x80) >= 0x80) return false;
  }
  return true;
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function exact(value: number): TfNumber {
  if (!Number.isFinite(value)) throw new Fault("a finite number is required");
  // beyond 2^53 a double has more digits than it shows
  return Number.isInteger(value) ? (numberFromText(numberToText(value)) ?? value) : value;
}
