// Semantic equality: where the platform answers the same meaning in other words, the words that were there stay. Core would
// call a planned value that comes back differently an inconsistent result, and a read one a change from outside.
//
// Source: terraform-plugin-framework, semantic equality; there too it does not run while planning.
import { isRecord, Path, Unknown, type Value, valuesEqual } from "../../values/index.js";
import { type Attribute, isComputed } from "../schema/attribute.js";
import type { Level } from "../schema/block.js";
import { allInside } from "./set-elements.js";
import { transform } from "./transform.js";

/** The new value, with the words of the earlier one wherever both mean the same. */
export function keepSameMeaning(level: Level, before: Value, after: Value): Value {
  if (!asksForMeaning(level)) return after; // most schemas: nothing to walk for, in every read and apply
  const at = { path: Path.root, config: null, prior: before, plan: after };
  return transform(
    level,
    at,
    (attribute, { prior, plan }) => (meanSame(attribute, prior, plan) ? prior : plan),
    (inner, { plan }, prior) => (sameElement(inner, prior, plan) ? likeness(inner, prior, plan) : undefined),
  );
}

function asksForMeaning({ attributes, blocks }: Level): boolean {
  return (
    Object.values(attributes).some(
      ({ sameMeaning, nested }) =>
        sameMeaning !== undefined || (nested !== undefined && asksForMeaning({ ...nested, blocks: {} })),
    ) || Object.values(blocks).some(asksForMeaning)
  );
}

function meanSame({ sameMeaning }: Attribute, before: Value, after: Value): boolean {
  if (!sameMeaning || before === null || after === null) return false;
  if (before instanceof Unknown || after instanceof Unknown) return false;
  return sameMeaning(before as never, after as never);
}

/** Whether an element of a set is an earlier one: what can be configured says the same, in whatever words. */
function sameElement(level: Level, before: Value, after: Value): boolean {
  if (!isRecord(before) || !isRecord(after)) return false;
  const attributes = Object.entries(level.attributes).every(([name, attribute]) => {
    const was = before[name] ?? null;
    const is = after[name] ?? null;
    if (isComputed(attribute) || valuesEqual(attribute.type, was, is) || meanSame(attribute, was, is)) return true;
    const { nested } = attribute;
    return nested !== undefined && allInside(nested.nesting, { ...nested, blocks: {} }, was, is, sameElement);
  });
  return (
    attributes &&
    Object.entries(level.blocks).every(([name, inner]) =>
      allInside(inner.nesting, inner, before[name] ?? null, after[name] ?? null, sameElement),
    )
  );
}

/** How many attributes say the same; tells elements apart that differ only in what the provider may compute. */
function likeness(level: Level, before: Value, after: Value): number {
  if (!isRecord(before) || !isRecord(after)) return 0;
  return Object.entries(level.attributes).filter(([name, attribute]) => {
    const was = before[name] ?? null;
    const is = after[name] ?? null;
    return valuesEqual(attribute.type, was, is) || meanSame(attribute, was, is);
  }).length;
}
