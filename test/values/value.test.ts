import {
  canonicalText,
  Decimal,
  distinct,
  Dynamic,
  emptyRecord,
  isList,
  isRecord,
  isWhollyKnown,
  listOf,
  mapOf,
  objectOf,
  setOf,
  tupleOf,
  type Type,
  UNKNOWN,
  unknownAsNull,
  unknownWith,
  type Value,
  valuesEqual,
} from "../../src/values/index";

const pair = objectOf({ a: "string", b: "number" });

describe("equality", () => {
  // name: [type, one, other, equal]
  const cases: Record<string, [Type, Value, Value, boolean]> = {
    "null and null": ["string", null, null, true],
    "null and empty text": ["string", null, "", false],
    "null and an empty list": [listOf("string"), null, [], false],
    "unknown and unknown": ["string", UNKNOWN, UNKNOWN, true],
    "unknown and null": ["string", UNKNOWN, null, false],
    "unknown and known": ["string", "x", UNKNOWN, false],
    "a number in two forms": ["number", 5, 5n, true],
    "a double and the digits it has": ["number", 2 ** 60, 2n ** 60n, true],
    "decimals of other digits": ["number", new Decimal("0.12345678901234567890"), 0.1234567890123457, false],
    "true and text": ["bool", true, "true", false],
    "lists in another order": [listOf("string"), ["a", "b"], ["b", "a"], false],
    "lists of another length": [listOf("string"), ["a"], ["a", "b"], false],
    "sets in another order": [setOf("string"), ["a", "b"], ["b", "a"], true],
    "sets with a repetition": [setOf("string"), ["a", "a", "b"], ["a", "b"], true],
    "sets of another size": [setOf("string"), ["a"], ["a", "b"], false],
    "sets of objects in another order": [
      setOf(pair),
      [
        { a: "x", b: 1 },
        { a: "y", b: 2 },
      ],
      [
        { b: 2n, a: "y" },
        { b: 1, a: "x" },
      ],
      true,
    ],
    "sets of objects that leave out a null": [setOf(pair), [{ a: "x" }], [{ a: "x", b: null }], true],
    "sets of sets": [setOf(setOf("number")), [[1, 2], [3]], [[3], [2, 1]], true],
    "text in another normal form": ["string", "e\u0301", "\u00e9", true],
    "keys in another normal form": [mapOf("string"), { "e\u0301": "x" }, { "\u00e9": "x" }, true],
    "sets of text in another normal form": [setOf("string"), ["e\u0301", "\u00e9"], ["\u00e9"], true],
    "sets with one unknown and with two, which may turn out to differ": [
      setOf("string"),
      [UNKNOWN],
      [UNKNOWN, UNKNOWN],
      false,
    ],
    "an unknown and one with a promise": ["string", UNKNOWN, unknownWith({ notNull: true, prefix: "a-" }), true],
    "two unknowns with other promises": [
      "number",
      unknownWith({ notNull: true }),
      unknownWith({ min: { value: 1, inclusive: true } }),
      true,
    ],
    "a dynamic in a dynamic and that value itself": [
      "dynamic",
      new Dynamic("dynamic", new Dynamic("string", "a")),
      new Dynamic("string", "a"),
      true,
    ],
    "null of a type and null of none": ["dynamic", new Dynamic("string", null), null, false],
    "sets with an unknown": [setOf("string"), ["a", UNKNOWN], [UNKNOWN, "a"], true],
    "sets with an unknown and a question mark": [setOf("string"), [UNKNOWN], ["?"], false],
    "maps in another order": [mapOf("string"), { a: "1", b: "2" }, { b: "2", a: "1" }, true],
    "maps with other keys": [mapOf("string"), { a: null }, { b: null }, false],
    "objects that leave out a null": [pair, { a: "x" }, { a: "x", b: null }, true],
    tuples: [tupleOf(["string", "number"]), ["a", 1], ["a", 1n], true],
    "a list and text": [listOf("string"), ["a"], "a", false],
    "dynamics of one type": ["dynamic", new Dynamic("string", "1"), new Dynamic("string", "1"), true],
    "dynamics of two types": ["dynamic", new Dynamic("string", "1"), new Dynamic("number", 1), false],
    "dynamics that hold a set": [
      "dynamic",
      new Dynamic(setOf("string"), ["a", "b"]),
      new Dynamic(setOf("string"), ["b", "a"]),
      true,
    ],
    "dynamics whose type names its members in another order": [
      "dynamic",
      new Dynamic(objectOf({ a: "string", b: "number" }), { a: "x", b: 1 }),
      new Dynamic(objectOf({ b: "number", a: "string" }), { a: "x", b: 1 }),
      true,
    ],
  };

  it.each(Object.entries(cases))("of %s", (_name, [type, one, other, equal]) => {
    expect(valuesEqual(type, one, other)).toBe(equal);
    expect(valuesEqual(type, other, one)).toBe(equal);
    expect(canonicalText(type, one) === canonicalText(type, other)).toBe(equal);
  });
});

const known: Value = { a: ["x", { b: null }], d: new Dynamic("string", "x"), n: new Decimal("0.1") };
const partly: Value = { a: ["x", { b: UNKNOWN }], d: new Dynamic("string", UNKNOWN), n: new Decimal("0.1") };

it("knows whether a value is wholly known", () => {
  expect(isWhollyKnown(known)).toBe(true);
  expect(isWhollyKnown(null)).toBe(true);
});

it.each<[string, Value]>([
  ["itself", UNKNOWN],
  ["in a list", ["a", UNKNOWN]],
  ["deep in an object", { a: [{ b: UNKNOWN }] }],
  ["in a dynamic value", new Dynamic("string", UNKNOWN)],
])("finds an unknown %s", (_name, value) => {
  expect(isWhollyKnown(value)).toBe(false);
});

it("puts null for every unknown and leaves the rest", () => {
  expect(unknownAsNull(partly)).toEqual({
    a: ["x", { b: null }],
    d: new Dynamic("string", null),
    n: new Decimal("0.1"),
  });
  expect(unknownAsNull(UNKNOWN)).toBeNull();
});

it("keeps a key called __proto__ when it puts null for unknowns", () => {
  const record = emptyRecord();
  record["__proto__"] = UNKNOWN;

  expect(Object.entries(unknownAsNull(record) as object)).toEqual([["__proto__", null]]);
});

it("tells records and lists from every other value", () => {
  const records = [{}, emptyRecord()];
  const lists = [[], ["a"]];
  const others: Value[] = [null, UNKNOWN, "a", true, 1, 1n, new Decimal("0.1"), new Dynamic("string", "a")];

  expect(records.every(isRecord)).toBe(true);
  expect(lists.every(isList)).toBe(true);
  expect([...others, ...lists].some(isRecord)).toBe(false);
  expect([...others, ...records].some(isList)).toBe(false);
});

it("prints an unknown as Terraform does", () => {
  expect(String(UNKNOWN)).toBe("(known after apply)");
});

it("fails when a value nested too deep is to be compared", () => {
  let deep: Value = null;
  for (let n = 0; n < 20_000; n++) deep = new Dynamic("dynamic", deep);

  expect(() => canonicalText("dynamic", deep)).toThrow("nested more than 1000 levels");
});

it("takes repeated elements out of a set and leaves the first of each", () => {
  const a = { a: "x", b: 1 };

  expect(distinct(pair, [a, { b: 1n, a: "x" }, { a: "y" }])).toEqual([a, { a: "y" }]);
});
