// Terraform values as plain JavaScript, read by type:
//
// | Terraform | JavaScript |
// |---|---|
// | null of any type | `null` |
// | unknown of any type | `Unknown`; `UNKNOWN` when nothing is promised about it |
// | string, bool | `string`, `boolean` |
// | number | `number`, `bigint` or `Decimal`, the narrowest that is exact |
// | list, set, tuple | array |
// | map, object, block | object without prototype (a key may be called `__proto__`) |
// | dynamic | `Dynamic`: the value with the type it arrived with |
import { Fault } from "./error.js";
import { isTfNumber, numberToText, type TfNumber } from "./number.js";
import { MAX_DEPTH, type Type, typeToText } from "./type.js";
import { Unknown } from "./unknown.js";

/** A value of an attribute whose type is only known with the value. */
export class Dynamic {
  constructor(
    readonly type: Type,
    readonly value: Value,
  ) {}
}

/** A map or object. */
export type ValueRecord = { [name: string]: Value };

/** Any Terraform value. */
export type Value = null | Unknown | string | boolean | TfNumber | readonly Value[] | ValueRecord | Dynamic;

/** Inherits nothing, like `Object.create(null)`, but is not kept as a hash table from the start, which costs three times as much. */
class Bare {
  [name: string]: Value;
}
Object.setPrototypeOf(Bare.prototype, null);
delete Bare.prototype["constructor"];
Object.freeze(Bare.prototype);

/** An empty record that is safe for any key. */
export function emptyRecord(): ValueRecord {
  return new Bare();
}

/** Whether a value is a map or object (neither list, number, dynamic, unknown nor null). */
export function isRecord(value: Value): value is ValueRecord {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Dynamic) &&
    !isTfNumber(value)
  );
}

/** Whether a value is a list, set or tuple. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** What kind of thing a value is, for a message; never what it says. */
export function describe(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Unknown) return "an unknown value";
  if (value instanceof Dynamic) return "a dynamic value";
  if (isTfNumber(value)) return "a number";
  if (isList(value)) return `a list of ${value.length}`;
  return isRecord(value) ? "an object" : `a ${typeof value}`;
}

/** Whether no part of a value is unknown. */
export function isWhollyKnown(value: Value): boolean {
  if (value instanceof Unknown) return false;
  if (value instanceof Dynamic) return isWhollyKnown(value.value);
  if (isList(value)) return value.every(isWhollyKnown);
  if (isRecord(value)) return Object.values(value).every(isWhollyKnown);
  return true;
}

/** The value with every unknown part replaced by null: what may be saved when an apply ends half-way. */
export function unknownAsNull(value: Value): Value {
  if (value instanceof Unknown) return null;
  if (value instanceof Dynamic) return new Dynamic(value.type, unknownAsNull(value.value));
  if (isList(value)) return value.map(unknownAsNull);
  if (isRecord(value)) {
    const copy = emptyRecord();
    for (const [key, member] of Object.entries(value)) copy[key] = unknownAsNull(member);
    return copy;
  }
  return value;
}

/**
 * Whether two values of one type are the same value. Sets are compared without order; unknown equals only unknown, whatever
 * is promised about either, because core takes promises off before it compares.
 *
 * @param type the type of both, which tells sets from lists
 */
export function valuesEqual(type: Type, a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  if (a instanceof Unknown || b instanceof Unknown) return a instanceof Unknown && b instanceof Unknown;
  if (type === "dynamic") return canonicalText(type, a) === canonicalText(type, b);
  if (type === "number") return isTfNumber(a) && isTfNumber(b) && numberToText(a) === numberToText(b);
  if (type === "string") return a === b || canonicalText(type, a) === canonicalText(type, b);
  if (type === "bool") return a === b;
  switch (type.kind) {
    case "list":
      return (
        isList(a) &&
        isList(b) &&
        a.length === b.length &&
        a.every((item, i) => valuesEqual(type.element, item, b[i] ?? null))
      );
    case "tuple":
      return (
        isList(a) &&
        isList(b) &&
        a.length === b.length &&
        type.elements.every((element, i) => valuesEqual(element, a[i] ?? null, b[i] ?? null))
      );
    case "set":
      return isList(a) && isList(b) && canonicalText(type, a) === canonicalText(type, b);
    case "map":
      return isRecord(a) && isRecord(b) && canonicalText(type, a) === canonicalText(type, b);
    case "object":
      return (
        isRecord(a) &&
        isRecord(b) &&
        Object.entries(type.attributes).every(([name, member]) => valuesEqual(member, a[name] ?? null, b[name] ?? null))
      );
  }
}

/**
 * The elements of a set without repetitions, the first of each kept. Elements with unknown parts never repeat: they may turn
 * out to differ.
 */
export function distinct(element: Type, items: readonly Value[], depth = 0): readonly Value[] {
  if (items.length < 2) return items;
  const seen = new Set<string>();
  const kept = items.filter((item) => {
    const text = canonicalText(element, item, depth);
    if (seen.has(text)) return !isWhollyKnown(item);
    seen.add(text);
    return true;
  });
  return kept.length === items.length ? items : kept;
}

/**
 * One text per distinct value of a type: members sorted, sets sorted, numbers in canonical decimal, promises left out.
 *
 * @throws {ValueError} when the value is nested too deep
 */
export function canonicalText(type: Type, value: Value, depth = 0): string {
  if (depth > MAX_DEPTH) throw new Fault(`the value is nested more than ${MAX_DEPTH} levels deep`);
  if (value === null) return "null";
  if (value instanceof Unknown) return "?";
  if (value instanceof Dynamic) {
    // what is dynamic inside of a dynamic value is that value itself
    const text = canonicalText(value.type, value.value, depth + 1);
    return value.type === "dynamic" ? text : `<${typeToText(value.type)}>${text}`;
  }
  if (isTfNumber(value)) return numberToText(value);
  if (typeof value === "string") return quoted(value);
  if (typeof value === "boolean") return String(value);
  const text = (name: string | number, item: Value): string => canonicalText(memberType(type, name), item, depth + 1);
  if (isList(value)) {
    const isSet = typeof type !== "string" && type.kind === "set";
    const items = (isSet ? distinct(type.element, value, depth + 1) : value).map((item, i) => text(i, item));
    return `[${(isSet ? items.sort() : items).join(",")}]`;
  }
  // an object has all attributes of its type, also those that a handler left out
  const names = typeof type !== "string" && type.kind === "object" ? Object.keys(type.attributes) : Object.keys(value);
  return `{${names
    .map((name) => `${quoted(name)}:${text(name, value[name] ?? null)}`)
    .sort()
    .join(",")}}`;
}

/** Core brings every text into normal form C before it compares. */
function quoted(text: string): string {
  return JSON.stringify(text.normalize("NFC"));
}

/** The type of a member; of one that a type does not have, the type that fits any value. */
function memberType(type: Type, name: string | number): Type {
  if (typeof type === "string") return "dynamic";
  if (type.kind === "tuple") return type.elements[Number(name)] ?? "dynamic";
  return type.kind === "object" ? (type.attributes[name] ?? "dynamic") : type.element;
}
