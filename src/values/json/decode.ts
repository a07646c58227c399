// Values in the JSON of state files, read by type: numbers exact, sets as arrays, a dynamic value as
// `{"value": ..., "type": ...}`, no unknowns. Strings, numbers and bools are converted into each other where core does so, which
// is how a state survives an attribute's change from number to string.
//
// Source: go-cty's JSON encoding, tried against go-cty 1.18; core hands state to UpgradeResourceState in it.
import { Fault } from "../error.js";
import { numberFromText } from "../number.js";
import { keyTwice } from "../text.js";
import { Trail } from "../trail.js";
import { type Type, typeFromJson } from "../type.js";
import { Dynamic, distinct, emptyRecord, type Value, type ValueRecord } from "../value.js";
import { type Json, NumberText, parseJson } from "./parse.js";

/**
 * Reads JSON of a known type. Attributes that an object lacks are null; attributes that the type lacks are dropped, as core
 * does before it hands over a state of the same schema version.
 *
 * @throws {ValueError} when it is no JSON, or does not fit the type; the message holds none of the text
 */
export function decodeJson(text: string, type: Type): Value {
  const trail = new Trail();
  return trail.walk(() => fromJson(parseJson(text), type, trail));
}

function fromJson(json: Json, type: Type, trail: Trail): Value {
  if (json === null) return null;
  if (type === "dynamic") return dynamic(json, trail);
  if (typeof type === "string") return primitive(json, type);
  trail.enter(type);
  const value = container(json, type, trail);
  trail.leave();
  return value;
}

function primitive(json: Json, type: "string" | "number" | "bool"): Value {
  const text = json instanceof NumberText ? json.text : typeof json === "boolean" ? String(json) : json;
  if (type === "string" && typeof text === "string") return text.normalize("NFC");
  if (type === "bool" && !(json instanceof NumberText)) {
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
  }
  if (type !== "number" || typeof text !== "string" || typeof json === "boolean")
    throw new Fault(`a ${type} is required`);
  const number = numberFromText(text);
  if (number === undefined) throw new Fault("a number is required, of at most 4,096 digits when it is written out");
  return number;
}

function container(json: Json, type: Exclude<Type, string>, trail: Trail): Value {
  switch (type.kind) {
    case "list":
    case "set": {
      const items = array(json, `a ${type.kind}`).map((item, i) => {
        trail.at(i);
        return fromJson(item, type.element, trail);
      });
      return type.kind === "set" ? distinct(type.element, items) : items;
    }
    case "tuple": {
      const items = array(json, "a tuple");
      if (items.length !== type.elements.length) {
        throw new Fault(`a tuple of ${type.elements.length} elements is required, got ${items.length}`);
      }
      return type.elements.map((element, i) => {
        trail.at(i);
        return fromJson(items[i] ?? null, element, trail);
      });
    }
    case "map":
      return map(members(json, "a map"), type.element, trail);
    case "object": {
      const found = members(json, "an object");
      const record = emptyRecord();
      for (const [name, member] of Object.entries(type.attributes)) {
        trail.at(name);
        record[name] = fromJson(found.get(name) ?? null, member, trail);
      }
      return record;
    }
  }
}

function map(found: ReadonlyMap<string, Json>, element: Type, trail: Trail): ValueRecord {
  const record = emptyRecord();
  for (const [spelling, item] of found) {
    const key = spelling.normalize("NFC");
    if (key in record) {
      trail.atContainer();
      throw keyTwice(key);
    }
    trail.at(key);
    record[key] = fromJson(item, element, trail);
  }
  return record;
}

function dynamic(json: Json, trail: Trail): Value {
  const parts = json instanceof Map ? (json as ReadonlyMap<string, Json>) : undefined;
  const [value, notation] = [parts?.get("value"), parts?.get("type")];
  if (parts?.size !== 2 || value === undefined || notation === undefined) {
    throw new Fault('a dynamic value is {"value": ..., "type": ...}');
  }
  const type = typeFromJson(plain(notation));
  trail.enter("dynamic");
  const inner = fromJson(value, type, trail);
  trail.leave();
  // what is dynamic inside of a dynamic value is that value itself
  return type === "dynamic" ? inner : new Dynamic(type, inner);
}

/** As `JSON.parse` would give it; a type holds no numbers. */
function plain(json: Json): unknown {
  if (json instanceof NumberText) return json.text;
  if (json instanceof Map) {
    return Object.fromEntries([...(json as ReadonlyMap<string, Json>)].map(([key, item]) => [key, plain(item)]));
  }
  return Array.isArray(json) ? (json as readonly Json[]).map(plain) : json;
}

function array(json: Json, wanted: string): readonly Json[] {
  if (Array.isArray(json)) return json as readonly Json[];
  throw new Fault(`${wanted} is required`);
}

function members(json: Json, wanted: string): ReadonlyMap<string, Json> {
  if (json instanceof Map) return json as ReadonlyMap<string, Json>;
  throw new Fault(`${wanted} is required`);
}
