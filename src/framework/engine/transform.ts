// Walks plan, configuration and prior state side by side along a schema and makes a new plan: each attribute before the
// attributes inside it. Elements of lists correlate by position, of maps by key, of sets by the configured element that the
// planned one could have come from (a set has no positions, and core's merge has filled in computed values), each used once.
//
// It enters nested attributes and blocks, never plain collections or dynamic values, which have no attributes.
import {
  Dynamic,
  emptyRecord,
  isList,
  isRecord,
  Path,
  UNKNOWN,
  Unknown,
  type Value,
  valuesEqual,
} from "../../values/index.js";
import { type Attribute, isComputed } from "../schema/attribute.js";
import type { BlockNesting, Level } from "../schema/block.js";

/** One attribute as the walk meets it. */
export interface Position {
  readonly path: Path;
  readonly config: Value;
  readonly prior: Value;
  readonly plan: Value;
  /** Inside a set, whose elements have no address: the path stays at the set. @default false */
  readonly inSet?: boolean;
}

/** An attribute's position, as a visitor is told of it. */
export interface AttributePosition extends Position {
  /** The object around the attribute did not exist before. */
  readonly added: boolean;
}

/** Answers the new planned value of an attribute. */
export type Visit = (attribute: Attribute, position: AttributePosition) => Value;

/** Rebuilds the planned object at one level. */
export function transform(level: Level, position: Position, visit: Visit): Value {
  const { path, config, prior, plan, inSet = false } = position;
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
    };
    const visited = visit(attribute, at);
    result[name] = attribute.nested
      ? transformNested(
          attribute.nested.nesting,
          { attributes: attribute.nested.attributes, blocks: {} },
          { ...at, plan: visited },
          visit,
        )
      : visited;
  }
  for (const [name, inner] of Object.entries(level.blocks)) {
    result[name] = transformNested(
      inner.nesting,
      inner,
      {
        path: inSet ? path : path.attribute(name),
        inSet,
        config: member(config, name),
        prior: member(prior, name),
        plan: plan[name] ?? null,
      },
      visit,
    );
  }
  return result;
}

/** The value with every write-only attribute null, at every depth: core saves nothing of a state that holds one. */
export function withoutWriteOnly(level: Level, value: Value): Value {
  const at = { path: Path.root, config: null, prior: null, plan: value };
  return transform(level, at, (attribute, { plan }) => (attribute.writeOnly ? null : plan));
}

function transformNested(nesting: BlockNesting, level: Level, at: Position, visit: Visit): Value {
  if (nesting === "single" || nesting === "group") return transform(level, at, visit);
  if (nesting === "map") {
    if (!isRecord(at.plan)) return at.plan;
    const result = emptyRecord();
    for (const [key, plan] of Object.entries(at.plan)) {
      const position = {
        path: at.inSet ? at.path : at.path.key(key),
        config: member(at.config, key),
        prior: member(at.prior, key),
        plan,
        inSet: at.inSet ?? false,
      };
      result[key] = transform(level, position, visit);
    }
    return result;
  }
  if (!isList(at.plan)) return at.plan;
  if (nesting === "list") {
    return at.plan.map((plan, i) =>
      transform(
        level,
        {
          path: at.inSet ? at.path : at.path.index(i),
          config: element(at.config, i),
          prior: element(at.prior, i),
          plan,
          inSet: at.inSet ?? false,
        },
        visit,
      ),
    );
  }
  const configured = isList(at.config) ? [...at.config] : [];
  const existing = isList(at.prior) ? [...at.prior] : [];
  return at.plan.map((plan) => {
    const config = take(configured, (candidate) => couldBecome(level, candidate, plan), saysMost);
    // an element that nobody configured is the one it was
    const prior = take(existing, (candidate) => couldBecome(level, config ?? plan, candidate), saysMost);
    return transform(level, { path: at.path, config, prior, plan, inSet: true }, visit);
  });
}

/** Takes the best of the candidates that fit, so that no two elements share one; null when none fits. */
function take(candidates: Value[], fits: (candidate: Value) => boolean, rank: (candidate: Value) => number): Value {
  const best = candidates.filter(fits).reduce<Value>((a, b) => (rank(b) > rank(a) ? b : a), null);
  if (best !== null) candidates.splice(candidates.indexOf(best), 1);
  return best;
}

/** How much an element says: of two that fit, the one with more is the more likely. */
function saysMost(element: Value): number {
  return isRecord(element) ? Object.values(element).filter((value) => value !== null).length : -1;
}

/** Whether one element could be the other with what the provider computes filled in. */
function couldBecome(level: Level, config: Value, other: Value): boolean {
  if (!isRecord(config) || !isRecord(other)) return false;
  const attributes = Object.entries(level.attributes).every(([name, attribute]) => {
    const wanted = config[name] ?? null;
    const found = other[name] ?? null;
    if (valuesEqual(attribute.type, wanted, found)) return true;
    if (wanted === null) return isComputed(attribute);
    const { nested } = attribute;
    return nested !== undefined && allCouldBecome(nested.nesting, { ...nested, blocks: {} }, wanted, found);
  });
  return (
    attributes &&
    Object.entries(level.blocks).every(([name, inner]) =>
      allCouldBecome(inner.nesting, inner, config[name] ?? null, other[name] ?? null),
    )
  );
}

function allCouldBecome(nesting: BlockNesting, level: Level, config: Value, other: Value): boolean {
  if (config === null || other === null) return config === other;
  if (nesting === "single" || nesting === "group") return couldBecome(level, config, other);
  if (isRecord(config) && isRecord(other)) {
    const keys = Object.keys(config);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => couldBecome(level, config[key] ?? null, other[key] ?? null))
    );
  }
  if (!isList(config) || !isList(other)) return config instanceof Unknown && other instanceof Unknown;
  return (
    config.length === other.length &&
    (nesting === "list"
      ? config.every((item, i) => couldBecome(level, item, other[i] ?? null))
      : other.every((item) => config.some((candidate) => couldBecome(level, candidate, item))))
  );
}

/** A member of a record; unknown inside what is unknown, null inside what is absent. */
function member(container: Value, name: string): Value {
  if (container instanceof Unknown) return UNKNOWN;
  return isRecord(container) ? (container[name] ?? null) : null;
}

/** Null and unknown of a dynamic attribute may come with a type; they are null and unknown all the same. */
function withoutType(value: Value): Value {
  if (!(value instanceof Dynamic)) return value;
  return value.value === null || value.value instanceof Unknown ? value.value : value;
}

function element(container: Value, index: number): Value {
  if (container instanceof Unknown) return UNKNOWN;
  return isList(container) ? (container[index] ?? null) : null;
}
