// Ways into Terraform values whose shape comes from a schema read at run time: the compiler can not know it, the schema vouches.
import { isList, isRecord, isTfNumber, numberToText, type Value, type ValueRecord } from "../../values/index.js";

/** A value the schema says is an object. */
export function record(value: unknown): ValueRecord {
  const found = value as Value;
  if (isRecord(found)) return found;
  throw new TypeError("a stand-in expected an object where its schema has one");
}

/** The objects of a block or nested list; none for null. */
export function records(value: Value | undefined): ValueRecord[] {
  return value !== undefined && isList(value) ? value.map(record) : [];
}

/** The text at an attribute, or the empty text. */
export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The texts of a list. */
export function texts(value: Value | undefined): string[] {
  return value !== undefined && isList(value) ? value.map(text) : [];
}

/** The texts of a map; undefined for null. */
export function textMap(value: Value | undefined): Record<string, string> | undefined {
  if (value === undefined || !isRecord(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, text(member)]));
}

/** A whole number; 0 for null. */
export function whole(value: Value | undefined): number {
  return value !== undefined && isTfNumber(value) ? Number(numberToText(value)) : 0;
}
