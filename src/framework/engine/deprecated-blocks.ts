// Warnings of deprecated blocks that a configuration has.
import type { Path } from "../../values/index.js";
import { isList, isRecord, type Value } from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";
import type { Block, Blocks } from "../schema/block.js";

/** A configured object with its place: inside a set that of the set, whose elements have no address. */
interface Placed {
  readonly object: { readonly [name: string]: Value };
  readonly path: Path;
  readonly inSet: boolean;
}

/** Warns of every deprecated block at any depth that is written down. */
export function warnOfDeprecatedBlocks(blocks: Blocks, around: Placed, diagnostics: Diagnostics): void {
  for (const [name, block] of Object.entries(blocks)) {
    const path = around.inSet ? around.path : around.path.attribute(name);
    const inside = objectsOf(around.object[name] ?? null, block, path, around.inSet);
    // a group is an object of nulls where it is left out
    const written = block.nesting === "group" ? inside.filter(({ object }) => !isEmpty(object)) : inside;
    if (block.deprecated !== undefined && written.length > 0) {
      diagnostics.warning("Block is deprecated", block.deprecated, path);
    }
    for (const placed of inside) warnOfDeprecatedBlocks(block.blocks, placed, diagnostics);
  }
}

function objectsOf(value: Value, { nesting }: Block, path: Path, inSet: boolean): Placed[] {
  const placed = (object: Value, at: Path, within = inSet): Placed[] =>
    isRecord(object) ? [{ object, path: within ? path : at, inSet: within }] : [];
  if (isList(value)) return value.flatMap((item, i) => placed(item, path.index(i), inSet || nesting === "set"));
  if (nesting !== "map" || !isRecord(value)) return placed(value, path);
  return Object.entries(value).flatMap(([key, item]) => placed(item, path.key(key)));
}

function isEmpty(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  return value === null || (isRecord(value) && Object.values(value).every(isEmpty));
}
