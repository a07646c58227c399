// Walks plan, configuration and prior state side by side along a schema and makes a new plan: each attribute before the
// attributes inside it. Elements of lists correlate by position, of maps by key, of sets by the configured element that the
// planned one could have come from (a set has no positions, and core's merge has filled in computed values), each used once
// (set-elements.ts).
//
// A nested attribute that was left out and has a default is walked as if the default had been configured.
//
// It enters nested attributes and blocks, never plain collections or dynamic values, which have no attributes.
import { Dynamic, emptyRecord, isList, isRecord, Path, UNKNOWN, Unknown, type Value } from "../../values/index.js";
import type { Attribute } from "../schema/attribute.js";
import type { BlockNesting, Level } from "../schema/block.js";
import { cameFrom, type Correlate, couldBecome, detail, takeBest } from "./set-elements.js";

/** One attribute as the walk meets it. */
export interface Position {
  readonly path: Path;
  readonly config: Value;
  readonly prior: Value;
  readonly plan: Value;
  /** Inside a set, whose elements have no address: the path stays at the set. @default false */
  readonly inSet?: boolean;
  /** Something around is sensitive. @default false */
  readonly sensitive?: boolean;
}

/** An attribute's position, as a visitor is told of it. */
export interface AttributePosition extends Position {
  /** The object around the attribute did not exist before. */
  readonly added: boolean;
  /** The object around the attribute is in the configuration; otherwise the attribute is null there for want of it. */
  readonly configured: boolean;
  /** The attribute is sensitive or write-only, or something around it is: its value is shown to nobody. */
  readonly sensitive: boolean;
}

/** Answers the new planned value of an attribute. */
export type Visit = (attribute: Attribute, position: AttributePosition) => Value;

/**
 * Rebuilds the planned object at one level.
 *
 * @param correlate which prior element of a set a planned one is; by default the one that its configuration could have become
 */
export function transform(level: Level, position: Position, visit: Visit, correlate: Correlate = cameFrom): Value {
  const { path, config, prior, plan, inSet = false, sensitive = false } = position;
  if (!isRecord(plan)) return plan; // null or unknown as a whole
  const result = emptyRecord();
  for (const [name, attribute] of Object.entries(level.attributes)) {
    const at: AttributePosition = {
      path: inSet ? path : path.attribute(name),
      inSet,
      config: withoutType(member(config, name)),
      prior: withoutType(member(prior, name)),
      plan: plan[name] ?? null,
      added: !isRecord(prior),
      configured: isRecord(config),
      sensitive: sensitive || attribute.sensitive || attribute.writeOnly,
    };
    const visited = visit(attribute, at);
    const stands = at.configured ? (at.config ?? attribute.defaultValue ?? null) : at.config;
    result[name] = attribute.nested
      ? transformNested(
          attribute.nested.nesting,
          { attributes: attribute.nested.attributes, blocks: {} },
          { ...at, config: stands, plan: visited },
          visit,
          correlate,
        )
      : visited;
  }
  for (const [name, inner] of Object.entries(level.blocks)) {
    const at: Position = {
      path: inSet ? path : path.attribute(name),
      inSet,
      sensitive,
      config: member(config, name),
      prior: member(prior, name),
      plan: plan[name] ?? null,
    };
    result[name] = transformNested(inner.nesting, inner, at, visit, correlate);
  }
  return result;
}

/** The value with every write-only attribute null, at every depth: core saves nothing of a state that holds one. */
export function withoutWriteOnly(level: Level, value: Value): Value {
  const at = { path: Path.root, config: null, prior: null, plan: value };
  return transform(level, at, (attribute, { plan }) => (attribute.writeOnly ? null : plan));
}

/** Rebuilds what is inside a nested attribute or a block. */
export function transformNested(
  nesting: BlockNesting,
  level: Level,
  at: Position,
  visit: Visit,
  correlate: Correlate = cameFrom,
): Value {
  const { path, plan, inSet = false, sensitive = false } = at;
  if (nesting === "single" || nesting === "group") return transform(level, at, visit, correlate);
  if (nesting === "map") {
    if (!isRecord(plan)) return plan;
    const result = emptyRecord();
    for (const [key, item] of Object.entries(plan)) {
      const inner = { config: member(at.config, key), prior: member(at.prior, key), plan: item, inSet, sensitive };
      result[key] = transform(level, { path: inSet ? path : path.key(key), ...inner }, visit, correlate);
    }
    return result;
  }
  if (!isList(plan)) return plan;
  if (nesting === "list") {
    return plan.map((item, i) => {
      const inner = { config: element(at.config, i), prior: element(at.prior, i), plan: item, inSet, sensitive };
      return transform(level, { path: inSet ? path : path.index(i), ...inner }, visit, correlate);
    });
  }
  const configured = isList(at.config) ? [...at.config] : [];
  const existing = isList(at.prior) ? [...at.prior] : [];
  return plan.map((item) => {
    const config = takeBest(configured, (one) => (couldBecome(level, one, item) ? detail(one) : undefined));
    const prior = takeBest(existing, (one) => correlate(level, { config, plan: item }, one));
    return transform(level, { path, config, prior, plan: item, inSet: true, sensitive }, visit, correlate);
  });
}

/** A member of a record; unknown inside what is unknown, null inside what is absent. */
function member(container: Value, name: string): Value {
  if (container instanceof Unknown) return UNKNOWN;
  return isRecord(container) ? (container[name] ?? null) : null;
}

/** Null and unknown of a dynamic attribute may come with a type; they are null and unknown all the same. */
export function withoutType(value: Value): Value {
  if (!(value instanceof Dynamic)) return value;
  return value.value === null || value.value instanceof Unknown ? value.value : value;
}

function element(container: Value, index: number): Value {
  if (container instanceof Unknown) return UNKNOWN;
  return isList(container) ? (container[index] ?? null) : null;
}
