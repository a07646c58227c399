// Whether a value completes a planned one: known parts are as planned, unknown parts may be anything that was promised of
// them. Judges the state after apply, and the second plan, which is made while applying.
//
// Source: core's objchange.AssertObjectCompatible, Terraform 1.11.4. Of a map of blocks it compares only the number and the
// labels that both have, unless blocks have a type of their own; an untyped null that was planned may become anything.
import {
  Dynamic,
  isList,
  isRecord,
  type Path,
  refinementFault,
  type Type,
  typeToJson,
  Unknown,
  type Value,
  valuesEqual,
} from "../../values/index.js";
import type { Block, Level } from "../schema/block.js";
import { holdsDynamic } from "../schema/dynamic-blocks.js";
import { described, type Guide, guideOf } from "./describe.js";
import { Findings } from "./findings.js";
import { element, elementType, isNull, isUnknown, member, memberType, setSize } from "./value-at.js";

/** A planned value and the one that completes it. */
export interface Completed {
  readonly path: Path;
  readonly type: Type;
  readonly planned: Value;
  readonly actual: Value;
}

type CompletedFindings = Findings<"replan" | "apply">;

/** Compares what stands at one level: a whole resource, or a block. */
export function compareCompleted(level: Level, at: Completed, findings: CompletedFindings): void {
  if (at.planned === null || at.actual === null) {
    if (at.actual !== null) findings.add("present", at.path, "is an object, was planned as null");
    if (at.planned !== null) findings.add("absent", at.path, "is null, was planned as an object");
    return;
  }
  for (const [name, attribute] of Object.entries(level.attributes)) {
    compareValue(memberOf(at, name), guideOf(attribute), findings);
  }
  for (const [name, block] of Object.entries(level.blocks)) compareBlock(block, memberOf(at, name), findings);
}

function compareBlock(block: Block, at: Completed, findings: CompletedFindings): void {
  const { path, planned, actual, type } = at;
  const { nesting } = block;
  if (nesting === "single" || nesting === "group") {
    // an unknown block may turn out to be none
    if (!(isUnknown(planned) && actual === null)) compareCompleted(block, at, findings);
    return;
  }
  if (isNull(planned) || isNull(actual) || isUnknown(planned) || isUnknown(actual)) return;
  if (nesting === "set") {
    const pairs = (inner: Completed, inside: CompletedFindings): void => compareCompleted(block, inner, inside);
    return compareSets(at, findings, pairs);
  }
  const before = keysOf(planned);
  const after = keysOf(actual);
  if (nesting === "map" && holdsDynamic(type)) {
    for (const key of before.filter((name) => !after.includes(name)))
      findings.add("block-key", partOf(at, key).path, "is missing, was planned");
    for (const key of after.filter((name) => !before.includes(name)))
      findings.add("block-key", partOf(at, key).path, "is there, was not planned");
  } else if (before.length !== after.length) {
    return findings.add("block-count", path, `has ${after.length} blocks, ${before.length} were planned`);
  }
  for (const key of before.filter((name) => after.includes(name))) compareCompleted(block, partOf(at, key), findings);
}

function compareValue(at: Completed, guide: Guide, findings: CompletedFindings): void {
  const { path, planned, actual } = at;
  const change = (): string => `is ${described(actual, guide)}, was planned as ${described(planned, guide)}`;
  if (planned instanceof Dynamic || guide.type === "dynamic") return compareDynamic(at, guide, findings);
  if (isUnknown(planned)) return comparePromise(at, guide, findings);
  if (isNull(planned) || isNull(actual)) {
    if (isNull(planned) !== isNull(actual)) findings.add("changed", path, change());
  } else if (isUnknown(actual)) {
    findings.add("unknown", path, change());
  } else if (typeof guide.type === "string") {
    if (!valuesEqual(guide.type, planned, actual)) findings.add("changed", path, change());
  } else if (guide.type.kind === "set") {
    compareSets(at, findings, (inner, inside) => compareValue(inner, partGuide(guide, 0), inside));
  } else if (guide.type.kind === "object") {
    for (const name of Object.keys(guide.type.attributes)) {
      compareValue(memberOf(at, name), partGuide(guide, name), findings);
    }
  } else {
    compareElements(at, guide, findings);
  }
}

/** An untyped value, null or unknown, may become any; a typed one keeps its type. */
function compareDynamic(at: Completed, guide: Guide, findings: CompletedFindings): void {
  const { path, planned, actual } = at;
  if (!(planned instanceof Dynamic)) return;
  if (!(actual instanceof Dynamic) || !conforms(actual.type, planned.type)) {
    findings.add("dynamic-type", path, `is ${typed(actual)}, was planned as ${typed(planned)}`);
    return;
  }
  const inner = { path, type: planned.type, planned: planned.value, actual: actual.value };
  compareValue(inner, { ...guide, type: planned.type }, findings);
}

function comparePromise({ path, type, planned, actual }: Completed, guide: Guide, findings: CompletedFindings): void {
  if (!(planned instanceof Unknown) || planned.refinement === undefined || isUnknown(actual)) return;
  const fault = refinementFault(planned.refinement, actual, type);
  if (fault !== undefined) findings.add("refinement", path, guide.hidden ? "is not what was promised" : fault);
}

function compareElements(at: Completed, guide: Guide, findings: CompletedFindings): void {
  const before = keysOf(at.planned);
  const after = keysOf(at.actual);
  for (const key of after.filter((name) => !before.includes(name))) {
    findings.add("element-new", partOf(at, key).path, "is there, was not planned");
  }
  for (const key of before) {
    const inner = partOf(at, key);
    if (after.includes(key)) compareValue(inner, partGuide(guide, key), findings);
    else findings.add("element-gone", inner.path, "is missing, was planned");
  }
}

/** Which element is which can not be told, so each has to fit at least one on the other side. */
function compareSets(
  at: Completed,
  findings: CompletedFindings,
  compare: (inner: Completed, inside: CompletedFindings) => void,
): void {
  const planned = isList(at.planned) ? at.planned : [];
  const actual = isList(at.actual) ? at.actual : [];
  const item = elementType(at.type);
  const fits = (before: Value, after: Value): boolean => {
    const inside = new Findings<"replan" | "apply">("apply");
    compare({ path: at.path, type: item, planned: before, actual: after }, inside);
    return inside.faults.length === 0;
  };
  const lost = planned.filter((before) => !actual.some((after) => fits(before, after))).length;
  const extra = actual.filter((after) => !planned.some((before) => fits(before, after))).length;
  if (lost > 0)
    findings.add("set-element", at.path, `${lost} of ${planned.length} planned elements fit none that is there`);
  else if (extra > 0)
    findings.add("set-element", at.path, `${extra} of ${actual.length} elements fit none that was planned`);
  const before = setSize(planned, item).most;
  const after = setSize(actual, item).most;
  if (before < after) findings.add("set-grew", at.path, `has ${after} elements, ${before} were planned`);
}

/** The positions of a list, the keys of a map. */
function keysOf(value: Value): readonly (string | number)[] {
  if (isList(value)) return value.map((_, i) => i);
  return isRecord(value) ? Object.keys(value) : [];
}

function memberOf({ path, type, planned, actual }: Completed, name: string): Completed {
  return {
    path: path.attribute(name),
    type: memberType(type, name),
    planned: member(planned, name),
    actual: member(actual, name),
  };
}

function partOf({ path, type, planned, actual }: Completed, key: string | number): Completed {
  return typeof key === "number"
    ? {
        path: path.index(key),
        type: elementType(type, key),
        planned: element(planned, key),
        actual: element(actual, key),
      }
    : { path: path.key(key), type: memberType(type, key), planned: member(planned, key), actual: member(actual, key) };
}

/** What may be said of an element or member. Elements of a nested attribute have its attributes, members are attributes. */
function partGuide(guide: Guide, key: string | number): Guide {
  const { type, attributes, hidden } = guide;
  const isObject = typeof type !== "string" && type.kind === "object";
  const attribute = isObject && attributes !== undefined ? attributes[String(key)] : undefined;
  if (attribute) return guideOf(attribute, hidden);
  const inside = typeof key === "number" ? elementType(type, key) : memberType(type, key);
  return { type: inside, hidden, attributes: isObject ? undefined : attributes };
}

/** Whether a type is another one, parts of which may be open. */
function conforms(given: Type, wanted: Type): boolean {
  if (wanted === "dynamic") return true;
  if (typeof given === "string" || typeof wanted === "string") return given === wanted;
  if (given.kind === "object") {
    if (wanted.kind !== "object") return false;
    const names = Object.keys(wanted.attributes);
    return (
      names.length === Object.keys(given.attributes).length &&
      names.every(
        (name) => Object.hasOwn(given.attributes, name) && conforms(memberType(given, name), memberType(wanted, name)),
      )
    );
  }
  if (given.kind === "tuple") {
    if (wanted.kind !== "tuple" || wanted.elements.length !== given.elements.length) return false;
    return given.elements.every((item, i) => conforms(item, elementType(wanted, i)));
  }
  return given.kind === wanted.kind && conforms(given.element, elementType(wanted));
}

function typed(value: Value): string {
  return value instanceof Dynamic ? `a value of type ${JSON.stringify(typeToJson(value.type))}` : "untyped";
}
