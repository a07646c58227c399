// What is worked out once per object type, because core sends and takes the same attributes again and again: their names in
// core's order, and the bytes with which each name stands on the wire.
import type { ObjectType } from "../type.js";
import { Writer } from "./writer.js";

/** An attribute of an object type and its name on the wire. */
export interface Attribute {
  readonly name: string;
  readonly wireName: Uint8Array;
}

const layouts = new WeakMap<ObjectType, readonly Attribute[]>();

/** The attributes of an object type, sorted by name as core sorts them. */
export function layoutOf(type: ObjectType): readonly Attribute[] {
  let layout = layouts.get(type);
  if (layout === undefined) {
    layout = Object.keys(type.attributes)
      .sort()
      .map((name) => ({ name, wireName: wireName(name) }));
    layouts.set(type, layout);
  }
  return layout;
}

function wireName(name: string): Uint8Array {
  const writer = new Writer();
  writer.string(name);
  return writer.finish();
}
