// Values as the JSON of state files, written by type. What core could not read back is refused, as on the wire.
//
// Source: go-cty's JSON encoding.
import { requireOneElementType } from "../element-type.js";
import { Fault } from "../error.js";
import { isTfNumber, numberToText } from "../number.js";
import { requireDistinct, writable } from "../text.js";
import { Trail } from "../trail.js";
import { type Type, typeToText } from "../type.js";
import { Unknown } from "../unknown.js";
import { Dynamic, describe, distinct, isList, isRecord, type Value, type ValueRecord } from "../value.js";

/**
 * Writes a value as JSON text, without white space. Attributes that an object value leaves out are written as null.
 *
 * @throws {ValueError} when the value does not fit the type, or is one that state can not hold, such as an unknown
 */
export function encodeJson(value: Value, type: Type): string {
  const trail = new Trail();
  return trail.walk(() => write(value, type, trail));
}

function write(value: Value, type: Type, trail: Trail): string {
  if (value === null) return "null";
  if (value instanceof Unknown) throw new Fault("an unknown value can not be written as JSON");
  if (type === "dynamic") return dynamic(value, trail);
  if (typeof type === "string") return primitive(value, type);
  trail.enter(type);
  const text = container(value, type, trail);
  trail.leave();
  return text;
}

function primitive(value: Value, type: "string" | "number" | "bool"): string {
  if (type === "string" && typeof value === "string") return JSON.stringify(writable(value));
  if (type === "bool" && typeof value === "boolean") return String(value);
  if (type === "number" && isTfNumber(value)) {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new Fault(`${String(value)} is not a number Terraform can hold`);
    }
    return numberToText(value);
  }
  throw mismatch(`a ${type}`, value);
}

function dynamic(value: Value, trail: Trail): string {
  if (!(value instanceof Dynamic)) throw mismatch("a dynamic value", value);
  trail.enter("dynamic");
  const inner = write(value.value, value.type, trail);
  trail.leave();
  // what is dynamic inside of a dynamic value is that value itself
  return value.type === "dynamic" ? inner : `{"value":${inner},"type":${typeToText(value.type)}}`;
}

function container(value: Value, type: Exclude<Type, string>, trail: Trail): string {
  switch (type.kind) {
    case "list":
    case "set": {
      if (!isList(value)) throw mismatch(`a ${type.kind}`, value);
      const items = type.kind === "set" ? distinct(type.element, value) : value;
      requireOneElementType(items, type.element);
      return `[${items
        .map((item, i) => {
          trail.at(i);
          return write(item, type.element, trail);
        })
        .join(",")}]`;
    }
    case "tuple":
      if (!isList(value) || value.length !== type.elements.length) {
        throw mismatch(`a tuple of ${type.elements.length} elements`, value);
      }
      return `[${type.elements
        .map((element, i) => {
          trail.at(i);
          return write(value[i] ?? null, element, trail);
        })
        .join(",")}]`;
    case "map":
      if (!isRecord(value)) throw mismatch("a map", value);
      requireDistinct(Object.keys(value));
      requireOneElementType(Object.values(value), type.element);
      return members(value, Object.keys(value), () => type.element, trail);
    case "object": {
      if (!isRecord(value)) throw mismatch("an object", value);
      const extra = Object.keys(value).find((name) => !Object.hasOwn(type.attributes, name));
      if (extra !== undefined) throw new Fault(`unsupported attribute ${JSON.stringify(extra)}`);
      return members(value, Object.keys(type.attributes), (name) => type.attributes[name] ?? "dynamic", trail);
    }
  }
}

function members(record: ValueRecord, names: readonly string[], typeOf: (name: string) => Type, trail: Trail): string {
  // sorted, as core writes them
  const fields = [...names].sort().map((name) => {
    trail.at(name);
    return `${JSON.stringify(writable(name))}:${write(record[name] ?? null, typeOf(name), trail)}`;
  });
  return `{${fields.join(",")}}`;
}

function mismatch(wanted: string, value: Value): Fault {
  return new Fault(`${wanted} is required, got ${describe(value)}`);
}
