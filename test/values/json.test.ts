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
  type ValueRecord,
  valuesEqual,
} from "../../src/values/index";
import { thrownBy, wrapped } from "./support";

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

  // as core converts them
  it.each<[string, string, Type, Value]>([
    ["a number where text is wanted", "1.50", "string", "1.50"],
    ["a bool where text is wanted", "true", "string", "true"],
    ["text where a number is wanted", '"5"', "number", 5],
    ["text where a bool is wanted", '"true"', "bool", true],
    ["0 as text where a bool is wanted", '"0"', "bool", false],
    ["text in another normal form", '"e\\u0301"', "string", "\u00e9"],
    ["half a surrogate pair", String.raw`"\ud800x"`, "string", "\ufffdx"],
    ["a set that repeats an element", "[1,1.0,2]", setOf("number"), [1, 2]],
    ["a dynamic value whose type comes first", '{"type":"string","value":"a"}', "dynamic", new Dynamic("string", "a")],
    [
      "a dynamic in a dynamic value",
      '{"value":{"value":1,"type":"number"},"type":"dynamic"}',
      "dynamic",
      new Dynamic("number", 1),
    ],
    ["a null dynamic in a dynamic value", '{"value":null,"type":"dynamic"}', "dynamic", null],
    [
      "an object type with optional attributes",
      '{"value":{"a":1},"type":["object",{"a":"number"},["a"]]}',
      "dynamic",
      new Dynamic(objectOf({ a: "number" }), { a: 1 }),
    ],
    [
      "dynamic values in a list",
      '[{"value":"a","type":"string"},null]',
      listOf("dynamic"),
      [new Dynamic("string", "a"), null],
    ],
  ])("reads %s", (_name, text, type, value) => {
    const read = decodeJson(text, type);

    expect(valuesEqual(type, read, value)).toBe(true);
  });

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
    ["a list for a string", '{"a":[]}', objectOf({ a: "string" }), "a", "a string is required"],
    ["a word for a number", '{"a":["x"]}', objectOf({ a: listOf("number") }), "a[0]", "a number is required"],
    ["an exponent bomb", '{"a":1e999999}', objectOf({ a: "number" }), "a", "of at most 4,096 digits"],
    ["a number for a bool", '{"k":1}', mapOf("bool"), '["k"]', "a bool is required"],
    ["a bool for a number", "true", "number", "", "a number is required"],
    ["an object for a list", "{}", listOf("string"), "", "a list is required"],
    ["a list for an object", "[]", objectOf({}), "", "an object is required"],
    ["a list for a map", "[]", mapOf("string"), "", "a map is required"],
    ["a tuple of another length", "[1]", tupleOf(["number", "number"]), "", "2 elements is required, got 1"],
    ["keys that become one", '{"m":{"e\\u0301":1,"\u00e9":2}}', objectOf({ m: mapOf("number") }), "m", 'key "é"'],
    ["a bare dynamic value", '{"d":"x"}', objectOf({ d: "dynamic" }), "d", "a dynamic value is"],
    ["a dynamic value without a type", '{"d":{"value":"x"}}', objectOf({ d: "dynamic" }), "d", "a dynamic value is"],
    [
      "a dynamic value without a value",
      '{"d":{"type":"string"}}',
      objectOf({ d: "dynamic" }),
      "d",
      "a dynamic value is",
    ],
    ["a dynamic value with more", '{"value":1,"type":"number","x":1}', "dynamic", "", "a dynamic value is"],
    ["a dynamic value of no type", '{"d":{"value":1,"type":"int"}}', objectOf({ d: "dynamic" }), "d", '"int"'],
    [
      "what is wrong inside of a set",
      '{"s":[{"a":[[]]}]}',
      objectOf({ s: setOf(objectOf({ a: listOf("string") })) }),
      "s",
      "a string",
    ],
    [
      "what is wrong inside of a dynamic value",
      '{"d":{"value":[[]],"type":["list","string"]}}',
      objectOf({ d: "dynamic" }),
      "d[0]",
      "a string",
    ],
  ])("fails when reading %s", (_name, text, type, path, message) => {
    const error = thrownBy(() => decodeJson(text, type));

    expect(error.path.toString()).toBe(path);
    expect(error.message).toContain(message);
  });

  it.each<[string, string, string]>([
    ["nothing", "", "line 1, column 1: a value is expected"],
    ["an object that never ends", '{\n  "a": 1', "line 2, column 9: a comma or the end of the object"],
    ["an array that never ends", "[1", "line 1, column 3: a comma or the end of the array"],
    ["text that never ends", '\n\n"abc', "line 3, column 5: the text ends within a string"],
    ["an escape that never ends", '"\\u12', "line 1, column 2: no such escape"],
    ["an unheard-of escape", String.raw`"\x41"`, "line 1, column 2: no such escape"],
    ["a line break in a string", '"a\nb"', "line 1, column 3: a control character"],
    ["a comma before the end of an array", "[1,]", "line 1, column 4: a value is expected"],
    ["a comma before the end of an object", '{"a":1,}', "line 1, column 8: a key in double quotes"],
    ["a key without quotes", "{a:1}", "line 1, column 2: a key in double quotes"],
    ["a key without a value", '{"a"}', "line 1, column 5: a colon is expected"],
    ["a key that stands twice", '{"a":1,\n "a":2}', "line 2, column 2: a key stands twice"],
    ["a key that stands twice in two spellings", '{"a":1,"\\u0061":2}', "line 1, column 8: a key stands twice"],
    ["a number with a leading zero", "01", "line 1, column 2: nothing may follow"],
    ["a number without digits after the point", "[1.]", "line 1, column 4: a digit is expected"],
    ["a number without digits in the exponent", "1e", "line 1, column 3: a digit is expected"],
    ["a lone minus", "-", "line 1, column 2: a digit is expected"],
    ["NaN", "NaN", "line 1, column 1: a value is expected"],
    ["a second value", "1 2", "line 1, column 3: nothing may follow"],
    ["a byte order mark", "\ufeff1", "line 1, column 1: a value is expected"],
  ])("fails when the text is no JSON, and says where: %s", (_name, text, message) => {
    const error = thrownBy(() => decodeJson(text, mapOf("number")));

    expect(error.path.steps).toEqual([]);
    expect(error.message).toContain(`not valid JSON at ${message}`);
  });

  it("says nothing of what stands there, which may be secret", () => {
    const secret = "s3cret";
    const texts = [`{"a": "${secret}`, `{"a": ${secret}}`, `["${secret}", ]`, `{"${secret}":1,"${secret}":2}`];
    const misfits: readonly [string, Type][] = [
      [`{"a":"${secret}"}`, objectOf({ a: "number" })],
      [`{"a":{"value":"${secret}","type":"number"}}`, objectOf({ a: "dynamic" })],
      [`"${secret}"`, listOf("string")],
    ];

    const errors = [
      ...texts.map((text) => thrownBy(() => decodeJson(text, mapOf("string")))),
      ...misfits.map(([text, type]) => thrownBy(() => decodeJson(text, type))),
    ];
    expect(errors.map(({ message, stack, cause }) => `${message}${stack}${String(cause)}`).join()).not.toContain(
      secret,
    );
  });

  it.each<[string, Value, Type, string, string]>([
    ["an unknown", { a: [UNKNOWN] }, objectOf({ a: listOf("string") }), "a[0]", "unknown"],
    ["NaN", { a: Number.NaN }, objectOf({ a: "number" }), "a", "NaN is not a number"],
    ["half a surrogate pair", ["\ud800"], listOf("string"), "[0]", "surrogate"],
    ["a number for text", { k: 1 }, mapOf("string"), '["k"]', "a string is required, got a number"],
    ["text for a dynamic value", "x", "dynamic", "", "a dynamic value is required, got a string"],
    ["an object for a list", {}, listOf("string"), "", "a list is required, got an object"],
    ["a list for an object", [], objectOf({}), "", "an object is required, got a list of 0"],
    ["a list for a map", [], mapOf("string"), "", "a map is required, got a list of 0"],
    ["a tuple of another length", [], tupleOf(["string"]), "", "a tuple of 1 elements is required"],
    ["an attribute the type lacks", { b: 1 }, objectOf({ a: "number" }), "", 'unsupported attribute "b"'],
    ["keys that become one", { "e\u0301": 1, "\u00e9": 2 }, mapOf("number"), "", 'key "é"'],
    ["unequal types", [new Dynamic("string", "x"), new Dynamic("bool", true)], listOf("dynamic"), "", "differ in type"],
  ])("fails when writing %s", (_name, value, type, path, message) => {
    const error = thrownBy(() => encodeJson(value, type));

    expect(error.path.toString()).toBe(path);
    expect(error.message).toContain(message);
  });

  it("is what is nested too deep to be read or written", () => {
    const { type, value } = wrapped(1000);
    const deeper = wrapped(1001);
    const brackets = 100_000;

    expect(decodeJson(encodeJson(value, type), type)).toEqual(value);
    expect(thrownBy(() => encodeJson(deeper.value, deeper.type)).message).toContain("levels deep");
    expect(thrownBy(() => decodeJson("[".repeat(brackets), type)).message).toContain("levels deep");
  });
});

it("writes every attribute of an object, and text in normal form C", () => {
  expect(encodeJson({ a: "e\u0301" }, objectOf({ a: "string", b: "number" }))).toBe('{"a":"\u00e9","b":null}');
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
