// Blocks that repeat (list, map) and hold an attribute of a type known only at run time travel in another shape: elements of
// one list must have one type, and such elements have not, so core makes a tuple or an object of them and sends it as a
// dynamic value. Handlers and engine never see that; they get the list or map the schema speaks of.
//
// Source: core's configschema, decoder specifications of nested blocks.
import {
  Dynamic,
  emptyRecord,
  isList,
  isRecord,
  type ObjectType,
  objectOf,
  tupleOf,
  type Type,
  Unknown,
  type Value,
} from "../../values/index.js";
import { typesOf } from "./attribute.js";
import { blockType, type Level, levelType } from "./block.js";

/** The object type of a level as it travels. */
export function wireTypeOf(level: Level): ObjectType {
  const types: Record<string, Type> = typesOf(level.attributes);
  for (const [name, inner] of Object.entries(level.blocks)) {
    const repeats = inner.nesting === "list" || inner.nesting === "map";
    types[name] = repeats && holdsDynamic(levelType(inner)) ? "dynamic" : blockType(inner, wireTypeOf(inner));
  }
  return objectOf(types);
}

/** Whether a type holds a part whose type is known only at run time. */
export function holdsDynamic(type: Type): boolean {
  if (typeof type === "string") return type === "dynamic";
  if (type.kind === "object") return Object.values(type.attributes).some(holdsDynamic);
  return type.kind === "tuple" ? type.elements.some(holdsDynamic) : holdsDynamic(type.element);
}

/**
 * A value that travelled, in the shape its schema speaks of.
 *
 * @param from the type it travelled with
 * @param to the type of the schema
 */
export function fromWire(value: Value, from: Type, to: Type): Value {
  if (value === null || value instanceof Unknown) return value;
  if (to === "dynamic") return value instanceof Dynamic ? value : new Dynamic(from, value);
  if (value instanceof Dynamic) return fromWire(value.value, value.type, to);
  if (typeof to === "string" || !holdsDynamic(to)) return value;
  if (isList(value)) return value.map((item, i) => fromWire(item, elementOf(from, i), elementOf(to, i)));
  if (!isRecord(value)) return value;
  const record = emptyRecord();
  for (const [name, item] of Object.entries(value)) {
    record[name] = fromWire(item, memberOf(from, name), memberOf(to, name));
  }
  return record;
}

/**
 * A value of the schema's type as it travels.
 *
 * @param type the type of the schema
 * @param wire the type it travels with
 */
export function toWire(value: Value, type: Type, wire: Type): Value {
  if (value === null || value instanceof Unknown || type === "dynamic") return value;
  if (wire === "dynamic") {
    const concrete = concreteType(value, type);
    return new Dynamic(concrete, bare(value, type));
  }
  if (typeof type === "string" || !holdsDynamic(type)) return value;
  if (isList(value)) return value.map((item, i) => toWire(item, elementOf(type, i), elementOf(wire, i)));
  if (!isRecord(value)) return value;
  const record = emptyRecord();
  for (const [name, item] of Object.entries(value)) {
    record[name] = toWire(item, memberOf(type, name), memberOf(wire, name));
  }
  return record;
}

/** The type that a value really has: every dynamic part replaced by the type that came with it. */
function concreteType(value: Value, type: Type): Type {
  if (type === "dynamic") return value instanceof Dynamic ? value.type : "dynamic";
  if (typeof type === "string" || !holdsDynamic(type) || value === null || value instanceof Unknown) return type;
  if (isList(value)) return tupleOf(value.map((item, i) => concreteType(item, elementOf(type, i))));
  if (!isRecord(value)) return type;
  const names = type.kind === "object" ? Object.keys(type.attributes) : Object.keys(value);
  return objectOf(
    Object.fromEntries(names.map((name) => [name, concreteType(value[name] ?? null, memberOf(type, name))])),
  );
}

/** The value without the types that its dynamic parts came with: they are in the concrete type. */
function bare(value: Value, type: Type): Value {
  if (value instanceof Dynamic) return value.value;
  if (typeof type === "string") return value;
  if (isList(value)) return value.map((item, i) => bare(item, elementOf(type, i)));
  if (!isRecord(value)) return value;
  const record = emptyRecord();
  const names = type.kind === "object" ? Object.keys(type.attributes) : Object.keys(value);
  for (const name of names) record[name] = bare(value[name] ?? null, memberOf(type, name));
  return record;
}

function elementOf(type: Type, index: number): Type {
  if (typeof type === "string" || type.kind === "object") return "dynamic";
  return type.kind === "tuple" ? (type.elements[index] ?? "dynamic") : type.element;
}

function memberOf(type: Type, name: string): Type {
  if (typeof type === "string" || type.kind === "tuple") return "dynamic";
  return type.kind === "object" ? (type.attributes[name] ?? "dynamic") : type.element;
}
