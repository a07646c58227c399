// What core sees of a value: a null or unknown value of a dynamic type is null or unknown, whatever type came with it;
// members of something unknown are unknown, members of nothing are null.
import {
  canonicalText,
  Dynamic,
  isList,
  isRecord,
  isWhollyKnown,
  type Path,
  type Type,
  UNKNOWN,
  Unknown,
  type Value,
} from "../../values/index.js";

/** Whether a value is null, with or without a type of its own. */
export function isNull(value: Value): boolean {
  return value === null || (value instanceof Dynamic && isNull(value.value));
}

/** Whether a value is unknown as a whole, with or without a type of its own. */
export function isUnknown(value: Value): boolean {
  return value instanceof Unknown || (value instanceof Dynamic && isUnknown(value.value));
}

/** A member of an object or map. */
export function member(container: Value, name: string): Value {
  if (isUnknown(container)) return UNKNOWN;
  return isRecord(container) && Object.hasOwn(container, name) ? (container[name] ?? null) : null;
}

/** An element of a list or tuple. */
export function element(container: Value, index: number): Value {
  if (isUnknown(container)) return UNKNOWN;
  return isList(container) ? (container[index] ?? null) : null;
}

/** The type of an element of a list, set, map or tuple. */
export function elementType(type: Type, index = 0): Type {
  if (typeof type === "string" || type.kind === "object") return "dynamic";
  return type.kind === "tuple" ? (type.elements[index] ?? "dynamic") : type.element;
}

/** The type of a member of an object or map. */
export function memberType(type: Type, name: string): Type {
  if (typeof type === "string" || type.kind === "tuple") return "dynamic";
  return type.kind === "object" ? (type.attributes[name] ?? "dynamic") : type.element;
}

/** How many elements a set has: `least` below `most` where unknown parts may turn out to be equal. */
export function setSize(items: readonly Value[], item: Type): { readonly least: number; readonly most: number } {
  const known = items.filter(isWhollyKnown);
  const unknown = items.length - known.length;
  const most = new Set(known.map((value) => canonicalText(item, value))).size + unknown;
  return { least: unknown === 0 || most === 1 ? most : 1, most };
}

/** What a path leads to. */
export interface Found {
  readonly value: Value;
  readonly type: Type;
}

/**
 * Follows a path as core does: an index may name a map's key and the other way round; nothing is inside null or a set, and
 * everything is inside what is unknown.
 *
 * @returns undefined when the path leads nowhere
 */
export function valueAt(root: Found, path: Path): Found | undefined {
  let found: Found | undefined = root;
  for (const step of path.steps) {
    while (found.value instanceof Dynamic) found = { value: found.value.value, type: found.value.type };
    found = inside(found, "attribute" in step ? step.attribute : "key" in step ? step.key : step.index);
    if (found === undefined) return undefined;
  }
  return found;
}

function inside({ value, type }: Found, at: string | number): Found | undefined {
  if (isNull(value) || (typeof type !== "string" && type.kind === "set")) return undefined;
  if (isList(value)) {
    const index = Number(at);
    const item = value[index];
    return item === undefined ? undefined : { value: item, type: elementType(type, index) };
  }
  const name = String(at);
  const isObject = typeof type !== "string" && type.kind === "object";
  if (isObject && !Object.hasOwn(type.attributes, name)) return undefined;
  if (isUnknown(value)) return { value: UNKNOWN, type: memberType(type, name) };
  if (!isRecord(value) || !(isObject || Object.hasOwn(value, name))) return undefined;
  return { value: value[name] ?? null, type: memberType(type, name) };
}
