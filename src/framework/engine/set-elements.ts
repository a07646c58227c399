// Which element of one set is which of another. Elements have no position and no key, so one is recognized by what it says;
// of several that fit, the one that says most is taken, and none is taken twice.
//
// Source: core correlates in the same way when it merges a configuration over a prior state (objchange, setElementCompareValue).
import { isList, isRecord, Unknown, type Value, valuesEqual } from "../../values/index.js";
import { isComputed } from "../schema/attribute.js";
import type { BlockNesting, Level } from "../schema/block.js";

/**
 * How well a prior element fits a planned one; undefined when it does not.
 *
 * @param element.config null when nobody configured the planned element
 */
export type Correlate = (
  level: Level,
  element: { readonly config: Value; readonly plan: Value },
  prior: Value,
) => number | undefined;

/** Takes the candidate that fits best, so that no two elements share one; null when none fits. */
export function takeBest(candidates: Value[], fit: (candidate: Value) => number | undefined): Value {
  let best: { readonly at: number; readonly rank: number } | undefined;
  candidates.forEach((candidate, at) => {
    const rank = fit(candidate);
    if (rank !== undefined && rank > (best?.rank ?? -1)) best = { at, rank };
  });
  return best === undefined ? null : (candidates.splice(best.at, 1)[0] ?? null);
}

/** The prior element that the configured one could have become; one that nobody configured is what it was. */
export const cameFrom: Correlate = (level, { config, plan }, prior) =>
  couldBecome(level, config ?? plan, prior) ? detail(prior) : undefined;

/** How much an element says: of two that fit, the one with more is the more likely. */
export function detail(value: Value): number {
  if (value === null) return 0;
  if (isList(value)) return value.reduce<number>((sum, item) => sum + detail(item), 1);
  return isRecord(value) ? Object.values(value).reduce<number>((sum, item) => sum + detail(item), 1) : 1;
}

/** Whether one element could be the other with what the provider computes filled in. */
export function couldBecome(level: Level, config: Value, other: Value): boolean {
  if (!isRecord(config) || !isRecord(other)) return false;
  const attributes = Object.entries(level.attributes).every(([name, attribute]) => {
    const wanted = config[name] ?? null;
    const found = other[name] ?? null;
    if (valuesEqual(attribute.type, wanted, found)) return true;
    if (wanted === null) return isComputed(attribute);
    const { nested } = attribute;
    return nested !== undefined && allInside(nested.nesting, { ...nested, blocks: {} }, wanted, found, couldBecome);
  });
  return (
    attributes &&
    Object.entries(level.blocks).every(([name, inner]) =>
      allInside(inner.nesting, inner, config[name] ?? null, other[name] ?? null, couldBecome),
    )
  );
}

/** Whether what is inside one nested attribute or block fits what is inside another, object by object. */
export function allInside(
  nesting: BlockNesting,
  level: Level,
  one: Value,
  other: Value,
  fits: (level: Level, one: Value, other: Value) => boolean,
): boolean {
  if (one === null || other === null) return one === other;
  if (nesting === "single" || nesting === "group") return fits(level, one, other);
  if (isRecord(one) && isRecord(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => fits(level, one[key] ?? null, other[key] ?? null))
    );
  }
  if (!isList(one) || !isList(other)) return one instanceof Unknown && other instanceof Unknown;
  return (
    one.length === other.length &&
    (nesting === "list"
      ? one.every((item, i) => fits(level, item, other[i] ?? null))
      : other.every((item) => one.some((candidate) => fits(level, candidate, item))))
  );
}
