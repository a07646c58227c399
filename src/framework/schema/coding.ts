// Whole values of a schema, to and from the bytes that travel.
import { decodeMsgpack, encodeMsgpack, type Value } from "../../values/index.js";
import { fromWire, toWire } from "./dynamic-blocks.js";
import type { Schema } from "./schema.js";

/**
 * Reads a value in MessagePack.
 *
 * @throws {ValueError} when it does not fit the schema
 */
export function decodeValue(schema: Schema, bytes: Uint8Array): Value {
  const value = decodeMsgpack(bytes, schema.wireType);
  return schema.wireType === schema.type ? value : fromWire(value, schema.wireType, schema.type);
}

/**
 * Writes a value in MessagePack.
 *
 * @throws {ValueError} when it does not fit the schema, or is one that Terraform can not hold
 */
export function encodeValue(schema: Schema, value: Value): Uint8Array {
  const wire = schema.wireType === schema.type ? value : toWire(value, schema.type, schema.wireType);
  return encodeMsgpack(wire, schema.wireType);
}
