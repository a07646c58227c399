// Reading fields out of an answer's JSON: what is missing gets its default, what has another type makes the answer none of ours.
//
// Source: proto3 JSON mapping (defaults are left out, null is absent, enums by name or number, 64-bit numbers as texts, bytes in
// base64, time stamps as RFC 3339 with 0 to 9 fraction digits). What is not known is passed over.

/** An answer that does not have the shape of the contract; the client turns it into a `GatewayError` of code `not_agyn`. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws {ShapeError} when it is absent or no object */
export function object(from: JsonObject, name: string): JsonObject {
  const value = from[name];
  if (!isObject(value)) {
    throw wrong(name, "an object");
  }
  return value;
}

/** A text, empty when absent. */
export function text(from: JsonObject, name: string): string {
  return optionalText(from, name) ?? "";
}

/** A text that may be absent. */
export function optionalText(from: JsonObject, name: string): string | undefined {
  const value = from[name] ?? undefined;
  if (value !== undefined && typeof value !== "string") {
    throw wrong(name, "a text");
  }
  return value;
}

/** A text that has to be there, such as an id. */
export function requiredText(from: JsonObject, name: string): string {
  const value = text(from, name);
  if (value === "") {
    throw wrong(name, "a text that is not empty");
  }
  return value;
}

/** A list of texts, empty when absent. */
export function texts(from: JsonObject, name: string): string[] {
  return list(from, name).map((item) => {
    if (typeof item !== "string") {
      throw wrong(name, "a list of texts");
    }
    return item;
  });
}

/** A list of objects, empty when absent. */
export function objects(from: JsonObject, name: string): JsonObject[] {
  return list(from, name).map((item) => {
    if (!isObject(item)) {
      throw wrong(name, "a list of objects");
    }
    return item;
  });
}

/** A map of texts, empty when absent. */
export function textMap(from: JsonObject, name: string): Record<string, string> {
  const value = from[name] ?? {};
  if (!isObject(value)) {
    throw wrong(name, "a map of texts");
  }
  // fromEntries defines keys, so that a label called __proto__ is a label.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (typeof item !== "string") {
        throw wrong(name, "a map of texts");
      }
      return [key, item];
    }),
  );
}

/** A point in time, to the millisecond, that may be absent. */
export function date(from: JsonObject, name: string): Date | undefined {
  const value = optionalText(from, name);
  if (value === undefined) {
    return undefined;
  }
  const parsed = new Date(value);
  if (Number.isNaN(parsed.getTime())) {
    throw wrong(name, "an RFC 3339 time stamp");
  }
  return parsed;
}

/** One of the names of an enum, by proto name or number; the first name when absent or unknown. */
export function enumName<Name extends string>(
  from: JsonObject,
  name: string,
  prefix: string,
  names: readonly [Name, ...Name[]],
): Name {
  const value = from[name];
  const found =
    typeof value === "number"
      ? names[value]
      : names.find((candidate) => value === `${prefix}${candidate.toUpperCase()}`);
  return found ?? names[0];
}

/** As `enumName`, undefined when absent. */
export function optionalEnumName<Name extends string>(
  from: JsonObject,
  name: string,
  prefix: string,
  names: readonly [Name, ...Name[]],
): Name | undefined {
  return (from[name] ?? undefined) === undefined ? undefined : enumName(from, name, prefix, names);
}

/** A truth value, false when absent. */
export function flag(from: JsonObject, name: string): boolean {
  const value = from[name] ?? false;
  if (typeof value !== "boolean") {
    throw wrong(name, "true or false");
  }
  return value;
}

/** A whole number of up to 32 bits, as number or text, 0 when absent. */
export function int32(from: JsonObject, name: string): number {
  return optionalInt32(from, name) ?? 0;
}

/** A whole number of up to 32 bits, as number or text, that may be absent. */
export function optionalInt32(from: JsonObject, name: string): number | undefined {
  const value = integer(from, name);
  if (value === undefined) {
    return undefined;
  }
  if (BigInt.asIntN(32, value) !== value) {
    throw wrong(name, "a whole number of 32 bits");
  }
  return Number(value);
}

/** A whole number of up to 64 bits, as text or number, 0 when absent. Exact, as no `number` is. */
export function int64(from: JsonObject, name: string): bigint {
  const value = integer(from, name) ?? 0n;
  if (BigInt.asIntN(64, value) !== value) {
    throw wrong(name, "a whole number of 64 bits");
  }
  return value;
}

function integer(from: JsonObject, name: string): bigint | undefined {
  const value = from[name] ?? undefined;
  if (value === undefined) {
    return undefined;
  }
  if (Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d{1,20}$/.test(value))) {
    return BigInt(value as number | string);
  }
  throw wrong(name, "a whole number");
}

function list(from: JsonObject, name: string): unknown[] {
  const value: unknown = from[name] ?? [];
  if (!Array.isArray(value)) {
    throw wrong(name, "a list");
  }
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(name: string, expected: string): ShapeError {
  return new ShapeError(`the answer's "${name}" is not ${expected}`);
}
