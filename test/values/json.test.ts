import fc from "fast-check";
import {
  Decimal,
  decodeJson,
  Dynamic,
  encodeJson,
  listOf,
  mapOf,
  objectOf,
  setOf,
  tupleOf,
  type Type,
  typeFromJson,
  UNKNOWN,
  type Value,
  ValueError,
  type ValueRecord,
  valuesEqual,
} from "../../src/values/index";

describe("state as core stores it", () => {
  // name: [JSON, type, value]
  const vectors: Record<string, [string, Type, Value]> = {
    null: ["null", "string", null],
    "a string": ['"a"', "string", "a"],
    "a string of digits": ['"12e3"', "string", "12e3"],
    "a string with quotes around digits": [String.raw`"say \"5\" and \\ 6"`, "string", String.raw`say "5" and \ 6`],
    "a string that ends in a backslash": [String.raw`["\\",7]`, tupleOf(["string", "number"]), ["\\", 7]],
    "a string with escapes": [String.raw`"\u00e9\n\ud83d\ude00"`, "string", "é\n😀"],
    "a bool": ["true", "bool", true],
    "a whole number": ["5", "number", 5],
    "two to the 53rd and one": ["9007199254740993", "number", 9007199254740993n],
    "a number with many digits": ["123456789.123456789", "number", new Decimal("123456789.123456789")],
    "a number with an exponent": ["1.5E+3", "number", 1500],
    "a negative number": ["-0.5", "number", -0.5],
    "a list": ['["a",null]', listOf("string"), ["a", null]],
    "a set": ["[2, 1]", setOf("number"), [1, 2]],
    "a map": ['{"b":"2","a":"1"}', mapOf("string"), { a: "1", b: "2" }],
    "a map with numeric keys": ['{"1":2}', mapOf("number"), { "1": 2 }],
    "a tuple": ['["a",1]', tupleOf(["string", "number"]), ["a", 1]],
    "an object": ['{"a":{"b":[1]}}', objectOf({ a: objectOf({ b: listOf("number") }) }), { a: { b: [1] } }],
    "a dynamic value": ['{"value":["a"],"type":["list","string"]}', "dynamic", new Dynamic(listOf("string"), ["a"])],
    "a dynamic value of null": ['{"value":null,"type":"string"}', "dynamic", new Dynamic("string", null)],
  };

  it.each(Object.entries(vectors))("reads %s", (_name, [text, type, value]) => {
    expect(valuesEqual(type, decodeJson(text, type), value)).toBe(true);
  });

  it.each(Object.entries(vectors))("reads back what it writes for %s", (_name, [, type, value]) => {
    expect(valuesEqual(type, decodeJson(encodeJson(value, type), type), value)).toBe(true);
  });

  it("reads what is printed over several lines", () => {
    expect(
      decodeJson('{\n  "n": 1,\n  "m": [\n    2\n  ]\n}\n', objectOf({ n: "number", m: listOf("number") })),
    ).toEqual({
      n: 1,
      m: [2],
    });
  });

  it("gives an attribute that is missing as null, and drops one the type does not have", () => {
    const state = decodeJson('{"kept":"x","dropped":{"deep":1}}', objectOf({ kept: "string", missing: "number" }));

    expect(state).toEqual({ kept: "x", missing: null });
  });

  it("does not take inherited names for attributes", () => {
    expect(decodeJson("{}", typeFromJson(["object", { constructor: "string", toString: "string" }]))).toEqual({
      constructor: null,
      toString: null,
    });
  });

  it("keeps a key called __proto__", () => {
    const type = mapOf("string");
    const map = decodeJson('{"__proto__":"x"}', type) as ValueRecord;

    expect(Object.entries(map)).toEqual([["__proto__", "x"]]);
    expect(encodeJson(map, type)).toBe('{"__proto__":"x"}');
  });

  it("reads text of tens of megabytes", () => {
    const long = "5".repeat(20_000_000);

    expect((decodeJson(JSON.stringify(long), "string") as string).length).toBe(long.length);
  });
});

describe("what is refused", () => {
  it.each<[string, string, Type, string, string]>([
    ["what is no JSON", "{", "string", "", "not valid JSON"],
    ["text that never ends", `"${"1".repeat(50)}`, "string", "", "not valid JSON"],
    ["a list for a string", '{"a":[]}', objectOf({ a: "string" }), "a", "a string is required"],
    ["a word for a number", '{"a":["x"]}', objectOf({ a: listOf("number") }), "a[0]", "a number is required"],
    ["an exponent bomb", '{"a":1e999999}', objectOf({ a: "number" }), "a", "a number is required"],
    ["a number for a bool", '{"k":1}', mapOf("bool"), '["k"]', "a bool is required"],
    ["an object for a list", "{}", listOf("string"), "", "a list is required"],
    ["a list for an object", "[]", objectOf({}), "", "an object is required"],
    ["a tuple of another length", "[1]", tupleOf(["number", "number"]), "", "2 elements"],
    ["a bare dynamic value", '{"d":"x"}', objectOf({ d: "dynamic" }), "d", "a dynamic value is"],
    ["a dynamic value of no type", '{"d":{"value":1,"type":"int"}}', objectOf({ d: "dynamic" }), "d", '"int"'],
  ])("fails when reading %s", (_name, text, type, path, message) => {
    const error = thrownBy(() => decodeJson(text, type));

    expect(error.path.toString()).toBe(path);
    expect(error.message).toContain(message);
  });

  it("fails when an unknown is to be written, and says where it stands", () => {
    const error = thrownBy(() => encodeJson({ a: [UNKNOWN] }, objectOf({ a: listOf("string") })));

    expect(error.path.toString()).toBe("a[0]");
    expect(error.message).toContain("unknown");
  });
});

it("reads back every text, whatever quotes, digits and backslashes stand in it", () => {
  const type = mapOf(tupleOf(["string", "number"]));
  const text = fc.string({ unit: fc.constantFrom("\\", '"', "1", "e", "-", ".", "a", "\n", "{", ":") });
  const entries = fc.dictionary(text, fc.tuple(text, fc.double({ noNaN: true, noDefaultInfinity: true })));

  fc.assert(
    fc.property(entries, (map) => {
      expect(valuesEqual(type, decodeJson(encodeJson(map, type), type), map)).toBe(true);
    }),
  );
});

function thrownBy(action: () => unknown): ValueError {
  try {
    action();
  } catch (error) {
    if (error instanceof ValueError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
