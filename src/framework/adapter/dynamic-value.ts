// Values inside messages: MessagePack is what both sides write; JSON is read too, because the protocol allows it.
import { decodeJson, decodeMsgpack, encodeMsgpack, type Type, type Value } from "../../values/index.js";
import type { pb } from "../../tfplugin/index.js";
import { decodeValue, encodeValue } from "../schema/coding.js";
import { fromWire } from "../schema/dynamic-blocks.js";
import type { IdentitySchema } from "../schema/identity.js";
import type { Schema } from "../schema/schema.js";

const NONE = Buffer.alloc(0);

/** Reads a value of a schema. An empty message counts as null, as core treats it. */
export function decode(message: pb.DynamicValue | undefined, schema: Schema): Value {
  if (message === undefined) return null;
  if (message.msgpack.length > 0) return decodeValue(schema, message.msgpack);
  if (message.json.length === 0) return null;
  return fromWire(decodeJson(message.json.toString(), schema.wireType), schema.wireType, schema.type);
}

/** Writes a value of a schema. */
export function encode(value: Value, schema: Schema): pb.DynamicValue {
  return encoded(encodeValue(schema, value));
}

/** A value that is written already. */
export function encoded(msgpack: Uint8Array): pb.DynamicValue {
  return { msgpack: Buffer.from(msgpack.buffer, msgpack.byteOffset, msgpack.byteLength), json: NONE };
}

/** Reads a value of a plain type. An empty message counts as null: OpenTofu 1.12 sends null arguments of functions so. */
export function decodePlain(message: pb.DynamicValue, type: Type): Value {
  if (message.msgpack.length > 0) return decodeMsgpack(message.msgpack, type);
  return message.json.length > 0 ? decodeJson(message.json.toString(), type) : null;
}

/** Writes a value of a plain type. */
export function encodePlain(value: Value, type: Type): pb.DynamicValue {
  return encoded(encodeMsgpack(value, type));
}

/** Reads an identity; undefined when there is none. */
export function decodeIdentity(
  message: pb.ResourceIdentityData | undefined,
  schema: IdentitySchema | undefined,
): Value | undefined {
  const data = message?.identityData;
  return data && schema ? (decodePlain(data, schema.type) ?? undefined) : undefined;
}

/** Writes an identity; undefined when there is none. */
export function encodeIdentity(
  identity: Value | undefined,
  schema: IdentitySchema | undefined,
): pb.ResourceIdentityData | undefined {
  return identity === undefined || !schema ? undefined : { identityData: encodePlain(identity, schema.type) };
}
