// Values in the JSON of state files, read and written by type: numbers exact (never through a double), sets as arrays,
// a dynamic value as `{"value": ..., "type": ...}`, no unknowns.
//
// Source: go-cty's JSON encoding; core hands state to UpgradeResourceState in it.
import { isTfNumber, numberFromText, numberToText } from "./number.js";
import { Path } from "./path.js";
import { type Type, typeFromJson, typeToJson } from "./type.js";
import { Unknown } from "./unknown.js";
import { Dynamic, emptyRecord, isList, isRecord, type Value, ValueError } from "./value.js";

type Json = null | boolean | string | Json[] | { [key: string]: Json };

// without an alternative inside the repetition, which would overflow on strings of megabytes
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON of a known type. Attributes that an object lacks are null; attributes that the type lacks are dropped, as core
 * does before it hands over a state of the same schema version.
 *
 * @throws {ValueError} when it is no JSON, or does not fit the type
 */
export function decodeJson(text: string, type: Type): Value {
  let json: Json;
  try {
    // a number becomes text before it can become a double
    json = JSON.parse(
      text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)),
    ) as Json;
  } catch {
    throw new ValueError(Path.root, "not valid JSON");
  }
  return fromJson(json, type, Path.root);
}

function fromJson(json: Json, type: Type, path: Path): Value {
  if (json === null) return null;
  if (type === "string") {
    if (typeof json === "string") return json.normalize("NFC");
    throw new ValueError(path, "a string is required");
  }
  if (type === "bool") {
    if (typeof json === "boolean") return json;
    if (json === "true" || json === "false") return json === "true";
    throw new ValueError(path, "a bool is required");
  }
  if (type === "number") {
    const number = typeof json === "string" ? numberFromText(json) : undefined;
    if (number === undefined) throw new ValueError(path, "a number is required");
    return number;
  }
  if (type === "dynamic") {
    if (typeof json !== "object" || Array.isArray(json) || !("type" in json)) {
      throw new ValueError(path, 'a dynamic value is {"value": ..., "type": ...}');
    }
    let inner: Type;
    try {
      inner = typeFromJson(json["type"]);
    } catch (cause) {
      throw new ValueError(path, cause instanceof Error ? cause.message : "not a type");
    }
    return new Dynamic(inner, fromJson(json["value"] ?? null, inner, path));
  }
  switch (type.kind) {
    case "list":
    case "set":
      if (!Array.isArray(json)) throw new ValueError(path, `a ${type.kind} is required`);
      return json.map((item, i) => fromJson(item, type.element, type.kind === "set" ? path : path.index(i)));
    case "tuple":
      if (!Array.isArray(json) || json.length !== type.elements.length) {
        throw new ValueError(path, `a tuple of ${type.elements.length} elements is required`);
      }
      return type.elements.map((element, i) => fromJson(json[i] ?? null, element, path.index(i)));
    case "map": {
      const record = emptyRecord();
      for (const [key, item] of Object.entries(members(json, "a map", path))) {
        record[key] = fromJson(item, type.element, path.key(key));
      }
      return record;
    }
    case "object": {
      const record = emptyRecord();
      const found = members(json, "an object", path);
      for (const [name, member] of Object.entries(type.attributes)) {
        record[name] = Object.hasOwn(found, name) ? fromJson(found[name] ?? null, member, path.attribute(name)) : null;
      }
      return record;
    }
  }
}

function members(json: Json, wanted: string, path: Path): Record<string, Json> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  throw new ValueError(path, `${wanted} is required`);
}

/**
 * Writes a value as JSON text.
 *
 * @throws {ValueError} for an unknown, which JSON can not hold
 */
export function encodeJson(value: Value, type: Type): string {
  return write(value, type, Path.root);
}

function write(value: Value, type: Type, path: Path): string {
  if (value === null) return "null";
  if (value instanceof Unknown) throw new ValueError(path, "an unknown value can not be written as JSON");
  if (value instanceof Dynamic) {
    return `{"value":${write(value.value, value.type, path)},"type":${JSON.stringify(typeToJson(value.type))}}`;
  }
  if (isTfNumber(value)) return numberToText(value);
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  const member = (name: string | number): Type => {
    if (typeof type === "string") throw new ValueError(path, `a ${type} is required`);
    if (type.kind === "tuple") return type.elements[Number(name)] ?? "dynamic";
    return type.kind === "object" ? (type.attributes[name] ?? "dynamic") : type.element;
  };
  if (isList(value)) return `[${value.map((item, i) => write(item, member(i), path.index(i))).join(",")}]`;
  if (!isRecord(value)) throw new ValueError(path, "not a Terraform value");
  const fields = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}:${write(item, member(name), path.attribute(name))}`,
  );
  return `{${fields.join(",")}}`;
}
