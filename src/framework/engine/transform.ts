/**
 * Walks plan, configuration and prior state side by side along a schema and makes a new plan: each attribute before the
 * attributes inside it. Elements of lists correlate by position, of maps by key, of sets by the configured element that the
 * planned one could have come from (a set has no positions, and core's merge has filled in computed values).
 *
 * It enters nested attributes and blocks, never plain collections or dynamic values, which have no attributes.
 */
import {
  emptyRecord,
  isList,
  isRecord,
  type Path,
  UNKNOWN,
  Unknown,
  type Value,
  valuesEqual,
} from "../../values/index.js";
import type { Attribute, Attributes, Blocks, Nesting } from "../schema/attribute.js";
import { blockType } from "../schema/schema.js";

/** One attribute as the walk meets it. */
export interface Position {
  readonly path: Path;
  readonly config: Value;
  readonly prior: Value;
  readonly plan: Value;
}

/** Answers the new planned value of an attribute. */
export type Visit = (attribute: Attribute, position: Position) => Value;

/** What stands at one level: the attributes and blocks of a schema, a nested attribute or a block. */
export interface Level {
  readonly attributes: Attributes;
  readonly blocks: Blocks;
}

/** Rebuilds the planned object at one level. */
export function transform(level: Level, { path, config, prior, plan }: Position, visit: Visit): Value {
  if (!isRecord(plan)) return plan; // null or unknown as a whole
  const result = emptyRecord();
  for (const [name, attribute] of Object.entries(level.attributes)) {
    const at: Position = {
      path: path.attribute(name),
      config: member(config, name),
      prior: member(prior, name),
      plan: plan[name] ?? null,
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
        path: path.attribute(name),
        config: member(config, name),
        prior: member(prior, name),
        plan: plan[name] ?? null,
      },
      visit,
    );
  }
  return result;
}

function transformNested(nesting: Nesting, level: Level, at: Position, visit: Visit): Value {
  if (nesting === "single") return transform(level, at, visit);
  if (nesting === "map") {
    if (!isRecord(at.plan)) return at.plan;
    const result = emptyRecord();
    for (const [key, plan] of Object.entries(at.plan)) {
      const position = { path: at.path.key(key), config: member(at.config, key), prior: member(at.prior, key), plan };
      result[key] = transform(level, position, visit);
    }
    return result;
  }
  if (!isList(at.plan)) return at.plan;
  if (nesting === "list") {
    return at.plan.map((plan, i) =>
      transform(
        level,
        { path: at.path.index(i), config: element(at.config, i), prior: element(at.prior, i), plan },
        visit,
      ),
    );
  }
  const configured = isList(at.config) ? at.config : [];
  const existing = isList(at.prior) ? at.prior : [];
  return at.plan.map((plan) => {
    const config = configured.find((candidate) => couldBecome(level, candidate, plan)) ?? null;
    const prior = existing.find((candidate) => couldBecome(level, config, candidate)) ?? null;
    return transform(level, { path: at.path, config, prior, plan }, visit);
  });
}

/** Whether everything configured in one element stands in the other. */
function couldBecome(level: Level, config: Value, other: Value): boolean {
  if (!isRecord(config) || !isRecord(other)) return false;
  return Object.entries(blockType(level.attributes, level.blocks).attributes).every(([name, type]) => {
    const wanted = config[name] ?? null;
    return wanted === null || wanted instanceof Unknown || valuesEqual(type, wanted, other[name] ?? null);
  });
}

/** A member of a record; unknown inside what is unknown, null inside what is absent. */
function member(container: Value, name: string): Value {
  if (container instanceof Unknown) return UNKNOWN;
  return isRecord(container) ? (container[name] ?? null) : null;
}

function element(container: Value, index: number): Value {
  if (container instanceof Unknown) return UNKNOWN;
  return isList(container) ? (container[index] ?? null) : null;
}
