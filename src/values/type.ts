// Terraform's types, as providers meet them: the constraint language in which schemas describe attributes and by which
// every value on the wire is read and written (the encoding is not self-describing).
//
// Source: cty's JSON type notation, e.g. `["map","string"]`, `["object",{"id":"string"}]`.
import { Fault } from "./error.js";

/** A type. Primitives are their own name; the rest name their element or member types. */
export type Type =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | { readonly kind: "list" | "set" | "map"; readonly element: Type }
  | ObjectType
  | { readonly kind: "tuple"; readonly elements: readonly Type[] };

/** An object type: exactly these attributes. */
export interface ObjectType {
  readonly kind: "object";
  readonly attributes: Readonly<Record<string, Type>>;
}

/** A list of one element type. */
export const listOf = (element: Type): Type => ({ kind: "list", element });
/** A set of one element type: no order, no duplicates. */
export const setOf = (element: Type): Type => ({ kind: "set", element });
/** A map from strings to one element type. */
export const mapOf = (element: Type): Type => ({ kind: "map", element });
/** An object: exactly these attributes, each with its own type. */
export const objectOf = (attributes: Readonly<Record<string, Type>>): ObjectType => ({ kind: "object", attributes });
/** A tuple: exactly these elements in this order. */
export const tupleOf = (elements: readonly Type[]): Type => ({ kind: "tuple", elements });

/**
 * How deep types and values may be nested. A schema nests a handful of levels, and a value of dynamic type as deep as someone
 * wrote it; a thousand calls are a small part of the stack, which some tens of thousands would overflow.
 */
export const MAX_DEPTH = 1000;

/**
 * The JSON form of a type, as schemas carry it; members are sorted, so that equal types have equal text.
 *
 * @throws {ValueError} when the type is nested too deep
 */
export function typeToJson(type: Type, depth = 0): unknown {
  if (typeof type === "string") return type;
  requireDepth(depth);
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return [type.kind, typeToJson(type.element, depth + 1)];
    case "object":
      return [
        "object",
        Object.fromEntries(
          Object.keys(type.attributes)
            .sort()
            .map((name) => [name, typeToJson(type.attributes[name] ?? "dynamic", depth + 1)]),
        ),
      ];
    case "tuple":
      return ["tuple", type.elements.map((element) => typeToJson(element, depth + 1))];
  }
}

const texts = new WeakMap<object, string>();

/** The JSON form of a type as text: the same for two types exactly when they are the same type. */
export function typeToText(type: Type): string {
  if (typeof type === "string") return `"${type}"`;
  let text = texts.get(type);
  if (text === undefined) texts.set(type, (text = JSON.stringify(typeToJson(type))));
  return text;
}

const dynamics = new WeakMap<object, boolean>();

/**
 * Whether a type leaves anything open.
 *
 * @throws {ValueError} when the type is nested too deep
 */
export function hasDynamic(type: Type, depth = 0): boolean {
  if (typeof type === "string") return type === "dynamic";
  const known = dynamics.get(type);
  if (known !== undefined) return known;
  requireDepth(depth);
  const found = inner(type).some((part) => hasDynamic(part, depth + 1));
  dynamics.set(type, found);
  return found;
}

function inner(type: Exclude<Type, string>): readonly Type[] {
  if (type.kind === "object") return Object.values(type.attributes);
  return type.kind === "tuple" ? type.elements : [type.element];
}

/**
 * Reads the JSON form of a type. The third part of an object type, which names the attributes a module's caller may leave out,
 * is accepted and means nothing here: a value has all of them.
 *
 * @throws {ValueError} when it is no type, or nested too deep; the message quotes what was found
 */
export function typeFromJson(json: unknown, depth = 0): Type {
  if (json === "string" || json === "number" || json === "bool" || json === "dynamic") return json;
  requireDepth(depth);
  const inside = (inner: unknown): Type => typeFromJson(inner, depth + 1);
  if (Array.isArray(json) && json.length >= 2) {
    const [kind, inner, optional] = json as [unknown, unknown, unknown];
    const extra = json.length - 2;
    if ((kind === "list" || kind === "set" || kind === "map") && extra === 0) return { kind, element: inside(inner) };
    if (kind === "tuple" && Array.isArray(inner) && extra === 0) return tupleOf(inner.map(inside));
    const ends = extra === 0 || (extra === 1 && Array.isArray(optional));
    if (kind === "object" && typeof inner === "object" && inner !== null && !Array.isArray(inner) && ends) {
      return objectOf(Object.fromEntries(Object.entries(inner).map(([name, member]) => [name, inside(member)])));
    }
  }
  throw new Fault(`not a Terraform type: ${JSON.stringify(json ?? null).slice(0, 200)}`);
}

function requireDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new Fault(`the type is nested more than ${MAX_DEPTH} levels deep`);
}
