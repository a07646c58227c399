// Terraform's types, as providers meet them: the constraint language in which schemas describe attributes and by which
// every value on the wire is read and written (the encoding is not self-describing).
//
// Source: cty's JSON type notation, e.g. `["map","string"]`, `["object",{"id":"string"}]`.

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

/** The JSON form of a type, as schemas carry it; members are sorted, so that equal types have equal text. */
export function typeToJson(type: Type): unknown {
  if (typeof type === "string") return type;
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return [type.kind, typeToJson(type.element)];
    case "object":
      return [
        "object",
        Object.fromEntries(
          Object.keys(type.attributes)
            .sort()
            .map((name) => [name, typeToJson(type.attributes[name] ?? "dynamic")]),
        ),
      ];
    case "tuple":
      return ["tuple", type.elements.map(typeToJson)];
  }
}

/**
 * Reads the JSON form of a type.
 *
 * @throws {TypeError} when it is no type; the message quotes what was found
 */
export function typeFromJson(json: unknown): Type {
  if (json === "string" || json === "number" || json === "bool" || json === "dynamic") return json;
  if (Array.isArray(json)) {
    const [kind, inner] = json as [unknown, unknown];
    if (kind === "list" || kind === "set" || kind === "map") return { kind, element: typeFromJson(inner) };
    if (kind === "tuple" && Array.isArray(inner)) return tupleOf(inner.map(typeFromJson));
    if (kind === "object" && typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
      return objectOf(Object.fromEntries(Object.entries(inner).map(([name, member]) => [name, typeFromJson(member)])));
    }
  }
  throw new TypeError(`not a Terraform type: ${JSON.stringify(json ?? null).slice(0, 200)}`);
}
