// What stands where nothing was written: attributes are null, blocks that repeat are empty, a group is an object of nulls.
//
// Source: core's configschema, EmptyValue.
import { emptyRecord, isList, isRecord, type Value } from "../../values/index.js";
import type { Block, Level } from "./block.js";

/** The object of a level at which nothing was written. */
export function emptyObject({ attributes, blocks }: Level): Value {
  const object = emptyRecord();
  for (const name of Object.keys(attributes)) object[name] = null;
  for (const [name, inner] of Object.entries(blocks)) object[name] = emptyBlock(inner);
  return object;
}

function emptyBlock(block: Block): Value {
  return { single: null, list: [], set: [], map: emptyRecord(), group: emptyObject(block) }[block.nesting];
}

/** A value with empty blocks where it has none at all: it was saved before the schema had these blocks. */
export function withEmptyBlocks({ blocks }: Level, value: Value): Value {
  if (!isRecord(value)) return value;
  const result = Object.assign(emptyRecord(), value);
  for (const [name, inner] of Object.entries(blocks)) {
    const saved = value[name] ?? emptyBlock(inner);
    if (isList(saved)) result[name] = saved.map((item) => withEmptyBlocks(inner, item));
    else if (isRecord(saved) && inner.nesting === "map") {
      const byKey = emptyRecord();
      for (const [key, item] of Object.entries(saved)) byKey[key] = withEmptyBlocks(inner, item);
      result[name] = byKey;
    } else result[name] = withEmptyBlocks(inner, saved);
  }
  return result;
}
