// MessagePack as Terraform's core reads it, written by type.
//
// What crashes or corrupts core is refused: numbers and texts in writer.ts, collections of unequal types in element-type.ts,
// contradictory promises where they are made. Repeated elements of a set are written once, as core would read them.
//
// Source: go-cty's MessagePack encoding, measured against terraform 1.11.
import { requireOneElementType } from "../element-type.js";
import { Fault } from "../error.js";
import { isTfNumber } from "../number.js";
import { requireDistinct } from "../text.js";
import { Trail } from "../trail.js";
import { type ObjectType, type Type, typeToText } from "../type.js";
import { Unknown } from "../unknown.js";
import { Dynamic, describe, distinct, isList, isRecord, type Value, type ValueRecord } from "../value.js";
import { layoutOf } from "./layout.js";
import { NIL } from "./reader.js";
import { writeUnknown } from "./refinement.js";
import { Writer } from "./writer.js";

/**
 * Writes a value of a known type. Attributes that an object value leaves out are written as null.
 *
 * @throws {ValueError} when the value does not fit the type, or is one that Terraform can not hold
 */
export function encodeMsgpack(value: Value, type: Type): Uint8Array {
  const trail = new Trail();
  const writer = new Writer();
  const encoder = new Encoder(writer, trail);
  trail.walk(() => encoder.value(value, type));
  return writer.finish();
}

class Encoder {
  constructor(
    private readonly writer: Writer,
    private readonly trail: Trail,
  ) {}

  value(value: Value, type: Type): void {
    const { writer } = this;
    if (type === "string" && typeof value === "string") return writer.string(value);
    if (value === null) return writer.byte(NIL);
    if (value instanceof Unknown) return writeUnknown(writer, value, type);
    if (typeof type === "string") return this.leaf(value, type);
    this.trail.enter(type);
    this.container(value, type);
    this.trail.leave();
  }

  private leaf(value: Exclude<Value, null>, type: Extract<Type, string>): void {
    const { writer } = this;
    if (type === "bool") {
      if (typeof value !== "boolean") throw mismatch("a bool", value);
      writer.byte(value ? 0xc3 : 0xc2);
    } else if (type === "number") {
      if (!isTfNumber(value)) throw mismatch("a number", value);
      writer.number(value);
    } else if (type === "dynamic") {
      if (!(value instanceof Dynamic)) throw mismatch("a dynamic value", value);
      this.dynamic(value);
    } else throw mismatch("a string", value);
  }

  private dynamic({ type, value }: Dynamic): void {
    this.trail.enter("dynamic");
    // what is dynamic inside of a dynamic value is that value itself
    if (type !== "dynamic") {
      this.writer.arrayHeader(2);
      this.writer.binary(typeToText(type));
    }
    this.value(value, type);
    this.trail.leave();
  }

  private container(value: Value, type: Exclude<Type, string>): void {
    switch (type.kind) {
      case "list":
        if (!isList(value)) throw mismatch("a list", value);
        return this.elements(value, type.element);
      case "set":
        if (!isList(value)) throw mismatch("a set", value);
        return this.elements(distinct(type.element, value), type.element);
      case "tuple":
        if (!isList(value) || value.length !== type.elements.length) {
          throw mismatch(`a tuple of ${type.elements.length} elements`, value);
        }
        this.writer.arrayHeader(value.length);
        return type.elements.forEach((element, i) => {
          this.trail.at(i);
          this.value(value[i] ?? null, element);
        });
      case "map":
        if (!isRecord(value)) throw mismatch("a map", value);
        return this.map(value, type.element);
      case "object":
        if (!isRecord(value)) throw mismatch("an object", value);
        return this.object(value, type);
    }
  }

  private elements(items: readonly Value[], element: Type): void {
    requireOneElementType(items, element);
    this.writer.arrayHeader(items.length);
    for (let i = 0; i < items.length; i++) {
      this.trail.at(i);
      this.value(items[i] ?? null, element);
    }
  }

  private map(record: ValueRecord, element: Type): void {
    const keys = Object.keys(record);
    requireDistinct(keys);
    requireOneElementType(Object.values(record), element);
    this.writer.mapHeader(keys.length);
    for (const key of keys) {
      this.writer.string(key);
      this.trail.at(key);
      this.value(record[key] ?? null, element);
    }
  }

  private object(record: ValueRecord, type: ObjectType): void {
    const layout = layoutOf(type);
    for (const name in record) {
      if (!Object.hasOwn(type.attributes, name)) throw new Fault(`unsupported attribute ${JSON.stringify(name)}`);
    }
    this.writer.mapHeader(layout.length);
    for (const { name, wireName } of layout) {
      this.writer.raw(wireName);
      this.trail.at(name);
      this.value(record[name] ?? null, type.attributes[name] ?? "dynamic");
    }
  }
}

function mismatch(wanted: string, value: Value): Fault {
  return new Fault(`${wanted} is required, got ${describe(value)}`);
}
