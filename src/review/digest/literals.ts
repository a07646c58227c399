// Whether two literals of a configuration are the same, one as it is written in JSON and one as a plan's configuration has it.
//
// Source: measured with Terraform 1.11.4: arguments stand word for word, defaults of variables converted to their type.
import { blocks, isList, isObject, type Json, type JsonObject, text } from "../../synthesized/index.js";
import { isSame } from "./attributes.js";

/** Whether nothing is given: a block that is not there, and a list of none, are the same. */
export function isNothing(written: Json | undefined): boolean {
  return written === undefined || written === null || (isList(written) && written.length === 0);
}

/** Whether a literal of a plan's configuration is what was written. */
export function isLiteral(planned: Json, written: Json): boolean {
  if (isSame(planned, written)) return true;
  // blocks of old providers that are attributes: what is not given stands as null, and one block as a list
  const isOfBlocks = isList(planned) && planned.length > 0 && planned.every(isObject);
  return isOfBlocks && isSame(planned.map(withoutNulls), blocks(written).map(withoutNulls));
}

function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => key !== "//" && !isNothing(inner));
  return Object.fromEntries(kept.map(([key, inner = null]) => [key, withoutNulls(inner)]));
}

/** Whether a default is what was written; it stands in a plan as the variable's type makes it. */
export function isDefault(planned: Json | undefined, body: JsonObject): boolean {
  const { default: written } = body;
  const type = text(body["type"]);
  if (isSame(planned ?? null, written ?? null) || type.includes("optional(")) return true;
  return isSame(converted(planned ?? null, type), converted(written ?? null, type));
}

function converted(value: Json, type: string): Json {
  if (isList(value)) {
    const all = value.map((item) => converted(item, type));
    return type.includes("set(") ? all.map((item) => JSON.stringify(item)).sort() : all;
  }
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner = null]) => [key, converted(inner, type)]));
  return value === null ? null : String(value);
}

/** Whether a boolean is true, which may be written as a word. */
export function isTrue(value: Json | undefined): boolean {
  return value === true || value === "true";
}

/** Version constraints in one order. */
export function constraints(value: Json | undefined): string {
  return text(value).replaceAll(/\s/g, "").split(",").sort().join();
}
