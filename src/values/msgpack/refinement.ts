// What is promised about an unknown, as extension 12 carries it: a map from small integers.
//
// | key | type | value |
// |---|---|---|
// | 1 | any but dynamic | bool: will be null |
// | 2 | string | prefix |
// | 3, 4 | number | `[least, inclusive]`, `[greatest, inclusive]` |
// | 5, 6 | list, set, map | least and greatest length |
//
// A promise is a help, so reading never fails for it: what is malformed or of a later version is left out. Writing keeps to
// what core takes: 1,024 bytes in all, never an empty map, nothing that does not fit the type.
//
// Source: go-cty's MessagePack encoding of unknown values; measured with terraform 1.11.
import { Fault } from "../error.js";
import { isTfNumber, numberFromText, type TfNumber } from "../number.js";
import { safePrefix } from "../refinement.js";
import type { Type } from "../type.js";
import { type NumberBound, type Refinement, UNKNOWN, type Unknown, unknownWith } from "../unknown.js";
import { isExtension, isString, NIL, Reader } from "./reader.js";
import { Writer } from "./writer.js";

const PLAIN = Uint8Array.of(0xd4, 0x00, 0x00);
const REFINED = 12;
/** Of one prefix or bound; with two bounds and the rest the whole stays under core's 1,024. */
const MAX_PART_BYTES = 256;
const MAX_PAYLOAD_BYTES = 1024;

type Item = null | boolean | TfNumber | string | undefined | Item[];

/** Reads an extension, every one of which means unknown. */
export function readUnknown(reader: Reader, head: number, type: Type): Unknown {
  const { code, payload } = reader.extension(head);
  if (code !== REFINED || type === "dynamic" || payload.length > MAX_PAYLOAD_BYTES) return UNKNOWN;
  try {
    return unknownWith(fitting(readEntries(new Reader(payload)), type));
  } catch (error) {
    if (error instanceof Fault || error instanceof RangeError) return UNKNOWN;
    throw error;
  }
}

function readEntries(reader: Reader): Map<Item, Item> {
  const entries = new Map<Item, Item>();
  for (let n = reader.mapLength(reader.head(), "a map"); n > 0; n--) entries.set(readItem(reader), readItem(reader));
  return entries;
}

/** Any item at all: one of a later version has to be passed over. */
function readItem(reader: Reader, depth = 0): Item {
  const head = reader.head();
  if (head === NIL) return null;
  if (head === 0xc2 || head === 0xc3) return head === 0xc3;
  if (isString(head)) return reader.string(head);
  if (isExtension(head)) return void reader.extension(head);
  if (depth > 8) throw new Fault("a promise is nested too deep");
  const isMap = (head >= 0x80 && head <= 0x8f) || head === 0xde || head === 0xdf;
  const isArray = (head >= 0x90 && head <= 0x9f) || head === 0xdc || head === 0xdd;
  if (!isMap && !isArray) return reader.number(head);
  const length = isMap ? 2 * reader.mapLength(head, "a map") : reader.arrayLength(head, "a list");
  return Array.from({ length }, () => readItem(reader, depth + 1));
}

function fitting(entries: ReadonlyMap<Item, Item>, type: Type): Refinement {
  const [nullness, prefix, min, max] = [entries.get(1), entries.get(2), bound(entries.get(3)), bound(entries.get(4))];
  const [minLength, maxLength] = [entries.get(5), entries.get(6)];
  return {
    ...(nullness === false && { notNull: true }),
    ...(nullness === true && { isNull: true }),
    ...(type === "string" && typeof prefix === "string" && { prefix }),
    ...(type === "number" && min && { min }),
    ...(type === "number" && max && { max }),
    ...(hasLength(type) && isLength(minLength) && { minLength }),
    ...(hasLength(type) && isLength(maxLength) && { maxLength }),
  };
}

function bound(item: Item): NumberBound | undefined {
  if (!Array.isArray(item) || item.length !== 2) return undefined;
  const [end, inclusive] = item;
  const value = typeof end === "string" ? numberFromText(end) : isNumber(end) ? end : undefined;
  return value !== undefined && typeof inclusive === "boolean" ? { value, inclusive } : undefined;
}

const isNumber = (item: Item): item is TfNumber => isTfNumber(item);
const isLength = (item: Item): item is number => typeof item === "number" && Number.isSafeInteger(item) && item >= 0;
const hasLength = (type: Type): boolean =>
  typeof type === "object" && (type.kind === "list" || type.kind === "set" || type.kind === "map");

/**
 * Writes an unknown with what is promised about it.
 *
 * @throws {Fault} when the promise is none that values of the type can keep
 */
export function writeUnknown(writer: Writer, unknown: Unknown, type: Type): void {
  if (unknown.refinement === undefined) return writer.raw(PLAIN);
  requireFit(unknown.refinement, type);
  const parts = encoded(unknown.refinement);
  if (parts.length === 0) return writer.raw(PLAIN);
  writer.extension(REFINED, Buffer.concat([Uint8Array.of(0x80 | parts.length), ...parts]));
}

function requireFit({ prefix, min, max, minLength, maxLength }: Refinement, type: Type): void {
  const name = typeof type === "string" ? type : type.kind;
  const misfit = (what: string): Fault =>
    new Fault(`${what} was promised of an unknown ${name}, which can not have one`);
  if (type === "dynamic") throw new Fault("something was promised of an unknown value whose type is not known either");
  if (prefix !== undefined && type !== "string") throw misfit("a prefix");
  if ((min ?? max) && type !== "number") throw misfit("a bound");
  if ((minLength ?? maxLength) !== undefined && !hasLength(type)) throw misfit("a length");
}

/** The entries in the order of their keys. One that would be too long is left out: promising less is always right. */
function encoded({ notNull, isNull, prefix = "", min, max, minLength, maxLength }: Refinement): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const part = (key: number, write: (writer: Writer) => void): void => {
    const writer = new Writer();
    writer.byte(key);
    write(writer);
    const bytes = writer.finish();
    if (bytes.length <= MAX_PART_BYTES + 8) parts.push(bytes);
  };
  if (notNull || isNull) part(1, (writer) => writer.byte(isNull ? 0xc3 : 0xc2));
  const safe = safePrefix(prefix, MAX_PART_BYTES);
  if (safe !== "") part(2, (writer) => writer.string(safe));
  for (const [key, end] of [
    [3, min],
    [4, max],
  ] as const) {
    if (!end) continue;
    part(key, (writer) => {
      writer.arrayHeader(2);
      writer.number(end.value);
      writer.byte(end.inclusive ? 0xc3 : 0xc2);
    });
  }
  if (minLength !== undefined) part(5, (writer) => writer.number(minLength));
  if (maxLength !== undefined) part(6, (writer) => writer.number(maxLength));
  return parts;
}
