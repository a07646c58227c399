// The elements of a list, set or map are of one type, also where the schema leaves that type open. Core trusts providers in
// this and crashes ("inconsistent list element types") on a list in whose dynamic parts one element holds text and another a
// number. An element that is null or unknown without a type goes with any; one level deeper even that does not.
//
// Source: go-cty's ListVal, SetVal and MapVal; tried against go-cty 1.18.
import { Fault } from "./error.js";
import { hasDynamic, MAX_DEPTH, type Type, typeToText } from "./type.js";
import { Dynamic, isList, isRecord, type Value } from "./value.js";

const ANY = '"dynamic"';

/**
 * Refuses a list, set or map (also of lists, objects, ...) whose elements differ in type.
 *
 * @throws {Fault}
 */
export function requireOneElementType(items: Iterable<Value>, element: Type): void {
  if (hasDynamic(element)) commonType(items, element, 0);
}

function commonType(items: Iterable<Value>, element: Type, depth: number): string {
  let common = ANY;
  for (const item of items) {
    const type = actualType(item, element, depth);
    if (type === ANY || type === common) continue;
    if (common !== ANY) throw new Fault(`elements of one collection differ in type: ${common} and ${type}`);
    common = type;
  }
  return common === ANY ? typeToText(element) : common;
}

/** The JSON notation of the type that core gives a value: the declared one, with the dynamic parts filled in. */
function actualType(value: Value, type: Type, depth: number): string {
  if (depth > MAX_DEPTH) throw new Fault(`the value is nested more than ${MAX_DEPTH} levels deep`);
  if (!hasDynamic(type)) return typeToText(type);
  if (type === "dynamic") return value instanceof Dynamic ? actualType(value.value, value.type, depth + 1) : ANY;
  if (typeof type === "string") return typeToText(type);
  switch (type.kind) {
    case "list":
    case "set":
      return isList(value) ? `["${type.kind}",${commonType(value, type.element, depth + 1)}]` : typeToText(type);
    case "map":
      return isRecord(value)
        ? `["map",${commonType(Object.values(value), type.element, depth + 1)}]`
        : typeToText(type);
    case "tuple":
      if (!isList(value)) return typeToText(type);
      return `["tuple",[${type.elements.map((element, i) => actualType(value[i] ?? null, element, depth + 1)).join(",")}]]`;
    case "object": {
      if (!isRecord(value)) return typeToText(type);
      const members = Object.keys(type.attributes)
        .sort()
        .map(
          (name) =>
            `${JSON.stringify(name)}:${actualType(value[name] ?? null, type.attributes[name] ?? "dynamic", depth + 1)}`,
        );
      return `["object",{${members.join(",")}}]`;
    }
  }
}
