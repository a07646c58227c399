// Random types with values that fit them, and what two tables of this folder share.
import fc from "fast-check";
import {
  Decimal,
  Dynamic,
  listOf,
  mapOf,
  numberFromText,
  objectOf,
  type Refinement,
  setOf,
  tupleOf,
  type Type,
  UNKNOWN,
  unknownWith,
  type Value,
  ValueError,
} from "../../src/values/index";

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const bytes = (text: string): Buffer => Buffer.from(text.replace(/ /g, ""), "hex");

/** The `ValueError` that an action throws. */
export function thrownBy(action: () => unknown): ValueError {
  try {
    action();
  } catch (error) {
    if (error instanceof ValueError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** `levels` lists around a type or value. */
export const wrapped = (levels: number): { type: Type; value: Value } => {
  let type: Type = "string";
  let value: Value = "a";
  for (let n = 0; n < levels; n++) {
    type = listOf(type);
    value = [value];
  }
  return { type, value };
};

const text = fc.string({ unit: "grapheme", maxLength: 100 });
const number = fc.oneof(
  fc.integer(),
  fc.bigInt(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.tuple(fc.bigInt({ min: 0n }), fc.nat()).map(([whole, rest]) => numberFromText(`${whole}.${rest}`) ?? 0),
  fc.constant(new Decimal("0.12345678901234567890")),
);
const name = fc.oneof(fc.stringMatching(/^[a-z_]{1,12}$/), fc.constantFrom("__proto__", "constructor", "toString"));

/** Any type, nested a few levels. */
export const types = (dynamic: boolean): fc.Arbitrary<Type> =>
  fc.letrec<{ type: Type }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Type>("string", "number", "bool", ...(dynamic ? (["dynamic"] as const) : [])),
      fc.constantFrom(listOf, setOf, mapOf).chain((kind) => tie("type").map(kind)),
      fc.array(tie("type"), { maxLength: 4 }).map(tupleOf),
      fc.dictionary(name, tie("type"), { maxKeys: 6 }).map((attributes) => objectOf(attributes)),
    ),
  })).type;

/** Any value of a type. `unknowns` are those that may stand in any place; collections in the dynamic parts are of one type. */
export function valuesOf(type: Type, unknowns: fc.Arbitrary<Value> | undefined): fc.Arbitrary<Value> {
  const inside = (inner: Type): fc.Arbitrary<Value> => valuesOf(inner, unknowns);
  const plain = (): fc.Arbitrary<Value> => {
    if (type === "string") return text;
    if (type === "bool") return fc.boolean();
    if (type === "number") return number;
    if (type === "dynamic") return types(false).chain((real) => inside(real).map((value) => new Dynamic(real, value)));
    switch (type.kind) {
      case "list":
      case "set":
        return fc.array(inside(type.element), { maxLength: JSON.stringify(type).includes("dynamic") ? 1 : 5 });
      case "tuple":
        return fc.tuple(...type.elements.map(inside));
      case "map": {
        const maxKeys = JSON.stringify(type).includes("dynamic") ? 1 : 5;
        const key = fc.oneof(text, name).map((spelling) => spelling.normalize("NFC"));
        return fc.dictionary(key, inside(type.element), { maxKeys });
      }
      case "object":
        return fc.record(
          Object.fromEntries(Object.entries(type.attributes).map(([attribute, member]) => [attribute, inside(member)])),
          { noNullPrototype: false },
        );
    }
  };
  return fc.oneof(
    { weight: 8, arbitrary: plain() },
    { weight: 1, arbitrary: fc.constant(null) },
    ...(unknowns ? [{ weight: 1, arbitrary: unknowns }] : []),
  );
}

/** An unknown about which nothing is promised that only some types could keep. */
export const unknowns = fc.constantFrom<Value>(UNKNOWN);

const bound = fc.record({ value: number, inclusive: fc.boolean() });

/** A promise that fits a type. */
export function refinementsOf(type: Type): fc.Arbitrary<Refinement> {
  const nullness = fc.constantFrom<Refinement>({}, { notNull: true }, { isNull: true });
  const promises: fc.Arbitrary<Refinement>[] = [nullness];
  if (type === "string") promises.push(text.map((prefix) => ({ prefix })));
  if (type === "number")
    promises.push(
      bound.map((min) => ({ min })),
      bound.map((max) => ({ max })),
    );
  if (typeof type === "object" && ["list", "set", "map"].includes(type.kind)) {
    promises.push(
      fc.nat().map((minLength) => ({ minLength })),
      fc.nat().map((maxLength) => ({ maxLength })),
    );
  }
  return fc
    .tuple(...promises)
    .map((parts) => parts.reduce<Refinement>((all, part) => ({ ...all, ...part }), {}))
    .filter((refinement) => {
      try {
        return unknownWith(refinement) instanceof Object;
      } catch {
        return false; // they contradict each other
      }
    });
}

/** A type with a value of it. */
export const typed = (
  dynamic: boolean,
  unknown: fc.Arbitrary<Value> | undefined,
): fc.Arbitrary<readonly [Type, Value]> =>
  types(dynamic).chain((type) => valuesOf(type, unknown).map((value) => [type, value] as const));
