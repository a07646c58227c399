// Warnings of deprecated blocks that a configuration has.
import type { Path } from "../../values/index.js";
import { isList, isRecord, type Value } from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";
import type { Block, Blocks } from "../schema/block.js";

/** A configured object with its place. */
type Placed = readonly [{ readonly [name: string]: Value }, Path];

/** Warns of every deprecated block at any depth that is written down. */
export function warnOfDeprecatedBlocks(blocks: Blocks, [config, around]: Placed, diagnostics: Diagnostics): void {
  for (const [name, block] of Object.entries(blocks)) {
    const path = around.attribute(name);
    const inside = objectsOf(config[name] ?? null, block, path);
    // a group is an object of nulls where it is left out
    const written = block.nesting === "group" ? inside.filter(([value]) => !isEmpty(value)) : inside;
    if (block.deprecated !== undefined && written.length > 0) {
      diagnostics.warning("Block is deprecated", block.deprecated, path);
    }
    for (const placed of inside) warnOfDeprecatedBlocks(block.blocks, placed, diagnostics);
  }
}

function objectsOf(value: Value, { nesting }: Block, path: Path): Placed[] {
  if (isList(value)) {
    return value.flatMap((item, i) => (isRecord(item) ? [[item, nesting === "set" ? path : path.index(i)]] : []));
  }
  if (!isRecord(value)) return [];
  if (nesting !== "map") return [[value, path]];
  return Object.entries(value).flatMap(([key, item]) => (isRecord(item) ? [[item, path.key(key)]] : []));
}

function isEmpty(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  return value === null || (isRecord(value) && Object.values(value).every(isEmpty));
}
