import {
  Decimal,
  decodeMsgpack,
  Dynamic,
  encodeMsgpack,
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
import { bytes, hex, thrownBy, wrapped } from "./support";

const str = "c408 22737472696e6722"; // "string" with its quotes, as bin
const bool = "c406 22626f6f6c22";
const dyn = "c409 2264796e616d696322";

describe("bytes as Terraform's core writes them", () => {
  // name: [bytes, type, value]; what core sends, measured with terraform 1.11
  const vectors: Record<string, [string, Type, Value]> = {
    "null of a string": ["c0", "string", null],
    "null of an object": ["c0", objectOf({ a: "string" }), null],
    "unknown as core writes it": ["d40000", "string", UNKNOWN],
    "unknown list": ["d40000", listOf("string"), UNKNOWN],
    "empty string": ["a0", "string", ""],
    "short string": ["a161", "string", "a"],
    "string of 31 bytes": [`bf${"61".repeat(31)}`, "string", "a".repeat(31)],
    "string of 32 bytes": [`d920${"61".repeat(32)}`, "string", "a".repeat(32)],
    "string of 255 bytes": [`d9ff${"61".repeat(255)}`, "string", "a".repeat(255)],
    "string of 256 bytes": [`da0100${"61".repeat(256)}`, "string", "a".repeat(256)],
    "string of 65536 bytes": [`db00010000${"61".repeat(65536)}`, "string", "a".repeat(65536)],
    "string of two-byte characters": ["a4c3a9c3a9", "string", "éé"],
    "string of 16 two-byte characters": [`d920${"c3a9".repeat(16)}`, "string", "é".repeat(16)],
    "string with a character beyond 16 bits": ["a5 61f09f9880", "string", "a😀"],
    "string with a byte order mark": ["a4 efbbbf61", "string", "\ufeffa"],
    "string with a zero": ["a3 610062", "string", "a\0b"],
    "bool true": ["c3", "bool", true],
    "bool false": ["c2", "bool", false],
    "0": ["00", "number", 0],
    "127": ["7f", "number", 127],
    "128": ["cc80", "number", 128],
    "255": ["ccff", "number", 255],
    "256": ["cd0100", "number", 256],
    "65535": ["cdffff", "number", 65535],
    "65536": ["ce00010000", "number", 65536],
    "2147483648": ["ce80000000", "number", 2147483648],
    "4294967296": ["cf0000000100000000", "number", 4294967296],
    "-1": ["ff", "number", -1],
    "-32": ["e0", "number", -32],
    "-33": ["d0df", "number", -33],
    "-128": ["d080", "number", -128],
    "-129": ["d1ff7f", "number", -129],
    "-32769": ["d2ffff7fff", "number", -32769],
    "-2147483648": ["d280000000", "number", -2147483648],
    "-2147483649": ["d3ffffffff7fffffff", "number", -2147483649],
    "2^53 - 1": ["cf001fffffffffffff", "number", 9007199254740991],
    "2^53 + 1": ["cf0020000000000001", "number", 9007199254740993n],
    "-(2^53 + 1)": ["d3ffdfffffffffffff", "number", -9007199254740993n],
    "largest uint64": ["cfffffffffffffffff", "number", 18446744073709551615n],
    "smallest int64": ["d38000000000000000", "number", -9223372036854775808n],
    "beyond 64 bits, as text": ["b43138343436373434303733373039353531363136", "number", 18446744073709551616n],
    "below 64 bits, as text": ["b42d39323233333732303336383534373735383039", "number", -9223372036854775809n],
    "a fraction, as text": ["a3302e31", "number", 0.1],
    "a small fraction, without exponent": ["a9302e30303030303031", "number", 1e-7],
    "more digits than a double": [
      "b33132333435363738392e313233343536373839",
      "number",
      new Decimal("123456789.123456789"),
    ],
    list: ["92a161a162", listOf("string"), ["a", "b"]],
    "empty list": ["90", listOf("string"), []],
    "list with null and unknown": ["92c0d40000", listOf("string"), [null, UNKNOWN]],
    "list of 15": [`9f${"c3".repeat(15)}`, listOf("bool"), Array<Value>(15).fill(true)],
    "list of 16": [`dc0010${"c3".repeat(16)}`, listOf("bool"), Array<Value>(16).fill(true)],
    "list of 65536": [`dd00010000${"c3".repeat(65536)}`, listOf("bool"), Array<Value>(65536).fill(true)],
    set: ["92a161a162", setOf("string"), ["a", "b"]],
    "set of objects": ["9281a1610181a16102", setOf(objectOf({ a: "number" })), [{ a: 1 }, { a: 2 }]],
    "set of unknowns, which do not coalesce": ["92d40000d40000", setOf("string"), [UNKNOWN, UNKNOWN]],
    tuple: ["92a161c3", tupleOf(["string", "bool"]), ["a", true]],
    "empty tuple": ["90", tupleOf([]), []],
    map: ["81a161a162", mapOf("string"), { a: "b" }],
    "empty map": ["80", mapOf("string"), {}],
    "map of 16": [
      `de0010${Array.from({ length: 16 }, (_, i) => `a1${(0x61 + i).toString(16)}c3`).join("")}`,
      mapOf("bool"),
      Object.fromEntries(Array.from({ length: 16 }, (_, i) => [String.fromCharCode(0x61 + i), true])),
    ],
    "map whose key is empty": ["81a0c3", mapOf("bool"), { "": true }],
    "object with a null attribute": ["82a161a178a162c0", objectOf({ a: "string", b: "string" }), { a: "x", b: null }],
    "empty object": ["80", objectOf({}), {}],
    "objects within objects": [
      "81a16181a16291 81a163 92 01 a3302e31",
      objectOf({ a: objectOf({ b: listOf(objectOf({ c: setOf("number") })) }) }),
      { a: { b: [{ c: [1, 0.1] }] } },
    ],
    "dynamic string": [`92${str}a161`, "dynamic", new Dynamic("string", "a")],
    "dynamic list": [
      `92 c411 5b226c697374222c22737472696e67225d 91a161`,
      "dynamic",
      new Dynamic(listOf("string"), ["a"]),
    ],
    "dynamic object": [
      `92 c419 ${Buffer.from('["object",{"a":"string"}]').toString("hex")} 81a161a178`,
      "dynamic",
      new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    ],
    "null dynamic": ["c0", "dynamic", null],
    "unknown dynamic": ["d40000", "dynamic", UNKNOWN],
    "null in a dynamic string": [`92${str}c0`, "dynamic", new Dynamic("string", null)],
    "unknown in a dynamic string": [`92${str}d40000`, "dynamic", new Dynamic("string", UNKNOWN)],
    "list of dynamic strings": [
      `9292${str}a16192${str}a162`,
      listOf("dynamic"),
      [new Dynamic("string", "a"), new Dynamic("string", "b")],
    ],
    "list of a dynamic string and of what is null or unknown": [
      `93c092${str}a161d40000`,
      listOf("dynamic"),
      [null, new Dynamic("string", "a"), UNKNOWN],
    ],
    "tuple of dynamics of two types": [
      `9292${str}a16192${bool}c3`,
      tupleOf(["dynamic", "dynamic"]),
      [new Dynamic("string", "a"), new Dynamic("bool", true)],
    ],
  };

  it.each(Object.entries(vectors))("reads %s", (_name, [wire, type, value]) => {
    const read = decodeMsgpack(bytes(wire), type);

    expect(valuesEqual(type, read, value)).toBe(true);
  });

  it.each(Object.entries(vectors))("writes %s", (_name, [wire, type, value]) => {
    expect(hex(encodeMsgpack(value, type))).toBe(wire.replace(/ /g, ""));
  });
});

describe("other forms that mean the same", () => {
  it.each<[string, string, Type, Value]>([
    ["int8", "d0ff", "number", -1],
    ["int16", "d1ff00", "number", -256],
    ["int32", "d2ffff0000", "number", -65536],
    ["int64 of a small number", "d30000000000000005", "number", 5],
    ["uint64 of a small number", "cf0000000000000005", "number", 5],
    ["float32", "ca3fc00000", "number", 1.5],
    ["float32 with the digits it really has", "ca3dcccccd", "number", 0.10000000149011612],
    ["float32 of a whole number", "ca4b800000", "number", 16777216],
    ["float64", "cb3fe0000000000000", "number", 0.5],
    ["float64 of 2^60", "cb43b0000000000000", "number", 2n ** 60n],
    ["negative zero", "cb8000000000000000", "number", 0],
    ["text with an exponent", "a431653231", "number", 10n ** 21n],
    ["text with a sign", "a22b35", "number", 5],
    ["text as bin", "c403302e31", "number", 0.1],
    ["string as bin", "c40161", "string", "a"],
    ["string as bin16", "c5000161", "string", "a"],
    ["string as bin32", "c60000000161", "string", "a"],
    ["string with a longer head", "d90161", "string", "a"],
    ["string in another normal form", "a365cc81", "string", "\u00e9"],
    ["list with a longer head", "dd00000001a161", listOf("string"), ["a"]],
    ["attributes in another order", "82a162a179a161a178", objectOf({ a: "string", b: "string" }), { a: "x", b: "y" }],
    [
      "attributes half in another order",
      "83a161c3a163c3a162c2",
      objectOf({ a: "bool", b: "bool", c: "bool" }),
      { a: true, b: false, c: true },
    ],
    ["a name with a longer head", "81d90161c3", objectOf({ a: "bool" }), { a: true }],
    ["key in another normal form", "81a365cc81c3", mapOf("bool"), { "\u00e9": true }],
    ["set that repeats an element", "93a161a162a161", setOf("string"), ["a", "b"]],
    ["dynamic in a dynamic value", `92${dyn}92${str}a161`, "dynamic", new Dynamic("string", "a")],
    ["null in a dynamic value in a dynamic value", `92${dyn}c0`, "dynamic", null],
    ["dynamic value with its type as text", "92a822737472696e6722a161", "dynamic", new Dynamic("string", "a")],
    [
      "object type that says which attributes are optional",
      `92 c41f ${Buffer.from('["object",{"a":"string"},["a"]]').toString("hex")} 81a161a178`,
      "dynamic",
      new Dynamic(objectOf({ a: "string" }), { a: "x" }),
    ],
  ])("reads a %s", (_name, wire, type, value) => {
    const read = decodeMsgpack(bytes(wire), type);

    expect(valuesEqual(type, read, value)).toBe(true);
  });

  it.each<[string, string, Type, Value]>([
    ["text in another normal form, which core would find different", "a2c3a9", "string", "e\u0301"],
    ["a key in another normal form", "81a2c3a9c3", mapOf("bool"), { "e\u0301": true }],
    ["negative zero", "00", "number", -0],
    ["a double that is whole beyond 2^53", "cf1000000000000000", "number", 2 ** 60],
    ["a small bigint", "05", "number", 5n],
    ["a negative bigint", "d0df", "number", -33n],
    ["an attribute that is left out", "82a161a178a162c0", objectOf({ a: "string", b: "string" }), { a: "x" }],
    ["a set that repeats an element", "9101", setOf("number"), [1, 1n]],
    ["a set that repeats an element but for the normal form", "91a2c3a9", setOf("string"), ["e\u0301", "\u00e9"]],
    ["a dynamic in a dynamic value", `92${str}a161`, "dynamic", new Dynamic("dynamic", new Dynamic("string", "a"))],
    ["null in a dynamic in a dynamic value", "c0", "dynamic", new Dynamic("dynamic", null)],
  ])("writes %s", (_name, wire, type, value) => {
    expect(hex(encodeMsgpack(value, type))).toBe(wire.replace(/ /g, ""));
  });

  it("gives sets without repetitions", () => {
    expect(decodeMsgpack(bytes("93a161a162a161"), setOf("string"))).toEqual(["a", "b"]);
  });

  it("keeps keys called __proto__ and attributes called constructor", () => {
    const type = mapOf("string");
    const map = decodeMsgpack(bytes("81a95f5f70726f746f5f5fa161"), type) as ValueRecord;
    const object = decodeMsgpack(
      bytes("81ab636f6e7374727563746f72a161"),
      typeFromJson(["object", { constructor: "string" }]),
    );

    expect(Object.keys(map)).toEqual(["__proto__"]);
    expect(hex(encodeMsgpack(map, type))).toBe("81a95f5f70726f746f5f5fa161");
    expect(object).toEqual({ constructor: "a" });
  });

  it("gives objects that inherit nothing", () => {
    const object = decodeMsgpack(bytes("80"), objectOf({})) as ValueRecord;

    expect("toString" in object || "constructor" in object || "__proto__" in object).toBe(false);
  });
});

describe("bytes that are refused", () => {
  const nested = objectOf({ a: listOf(mapOf(tupleOf(["bool", "string"]))) });

  it.each<[string, string, Type, string, string]>([
    ["nothing at all", "", "string", "", "ends too early"],
    ["bytes that end too early", "a2", "string", "", "ends too early"],
    ["a number that ends too early", "cf00", "number", "", "ends too early"],
    ["an extension that ends too early", "c7050c81", "string", "", "ends too early"],
    ["a length beyond the bytes", "dd7fffffff", listOf("string"), "", "ends too early"],
    ["a map's length beyond the bytes", "df7fffffff", mapOf("string"), "", "ends too early"],
    ["a text's length beyond the bytes", "dbffffffff61", "string", "", "ends too early"],
    ["bytes after the value", "a161a161", "string", "", "left over"],
    ["an attribute the type lacks", "81a162a161", objectOf({ a: "string" }), "", 'unsupported attribute "b"'],
    ["an inherited name for an attribute", "81a8746f537472696e67c0", objectOf({ a: "string" }), "", "unsupported"],
    ["an object without an attribute", "80", objectOf({ a: "string" }), "", "missing attributes: a"],
    [
      "an attribute that stands twice",
      "82a161c0a161c0",
      objectOf({ a: "string", b: "string" }),
      "",
      'attribute "a" stands twice',
    ],
    ["a key that stands twice", "82a161c3a161c2", mapOf("bool"), "", 'key "a" stands twice'],
    ["keys that become one", "81a16d82a365cc81c3a2c3a9c2", objectOf({ m: mapOf("bool") }), "m", 'key "é" stands twice'],
    ["another type", "c3", "string", "", "a string is required"],
    ["text for a bool", "a474727565", "bool", "", "a bool is required"],
    ["a number for a list", "05", listOf("string"), "", "a list is required"],
    ["a list for a map", "90", mapOf("string"), "", "a map is required"],
    ["a list for an object", "90", objectOf({}), "", "an object is required"],
    ["a byte that begins nothing", "c1", "number", "", "a number is required"],
    ["NaN", "81a16ecb7ff8000000000000", objectOf({ n: "number" }), "n", "finite"],
    ["infinity as float32", "ca7f800000", "number", "", "finite"],
    ["a tuple of another length", "91a161", tupleOf(["string", "string"]), "", "2 elements is required, got 1"],
    ["text that is no number", "a161", "number", "", "a number is required"],
    ["text that is no UTF-8", "81a161a2c328", mapOf("string"), '["a"]', "not valid UTF-8"],
    ["half a surrogate pair in UTF-8", "a3eda080", "string", "", "not valid UTF-8"],
    ["long text that is no UTF-8", `d940${"61".repeat(63)}ff`, "string", "", "not valid UTF-8"],
    ["what is wrong deep inside", "81a1619281a16b92c3a16181a16b92c305", nested, 'a[1]["k"][1]', "a string is required"],
    ["a dynamic value of no type", "92c4012da161", "dynamic", "", "no JSON"],
    ["a dynamic value of an unheard-of type", "92c40522696e7422a161", "dynamic", "", 'not a Terraform type: "int"'],
    ["a dynamic value of three parts", "93c0c0c0", "dynamic", "", "a pair of type and value"],
    [
      "what is wrong inside of a dynamic value",
      `81a16492${str}c3`,
      objectOf({ d: "dynamic" }),
      "d",
      "a string is required",
    ],
    [
      "what is wrong inside of a set, which has no addresses",
      "81a1739181a16191c3",
      objectOf({ s: setOf(objectOf({ a: listOf("string") })) }),
      "s",
      "a string is required",
    ],
  ])("fails when reading %s", (_name, wire, type, path, message) => {
    const error = thrownBy(() => decodeMsgpack(bytes(wire), type));

    expect(error.path.toString()).toBe(path);
    expect(error.message).toContain(message);
  });
});

describe("values that are refused", () => {
  const d = (type: Type, value: Value): Dynamic => new Dynamic(type, value);

  it.each<[string, Value, Type, string, string]>([
    ["NaN, which crashes core", { n: Number.NaN }, objectOf({ n: "number" }), "n", "NaN is not a number"],
    ["infinity", { n: Number.POSITIVE_INFINITY }, objectOf({ n: "number" }), "n", "Infinity"],
    ["half a surrogate pair", { a: ["\ud800"] }, objectOf({ a: listOf("string") }), "a[0]", "surrogate"],
    ["half a surrogate pair in a key", { m: { "\udc00": "x" } }, objectOf({ m: mapOf("string") }), "m", "surrogate"],
    [
      "keys that become one",
      { m: { "e\u0301": "x", "\u00e9": "y" } },
      objectOf({ m: mapOf("string") }),
      "m",
      'key "é"',
    ],
    [
      "a number for a string",
      { m: { k: 1 } },
      objectOf({ m: mapOf("string") }),
      'm["k"]',
      "a string is required, got a number",
    ],
    ["an unknown with its type for a string", d("string", UNKNOWN), "string", "", "got a dynamic value"],
    [
      "text for a dynamic value",
      { d: "x" },
      objectOf({ d: "dynamic" }),
      "d",
      "a dynamic value is required, got a string",
    ],
    ["text for a list", "x", listOf("string"), "", "a list is required, got a string"],
    ["a list for a map", [], mapOf("string"), "", "a map is required, got a list of 0"],
    ["a map for a set", {}, setOf("string"), "", "a set is required, got an object"],
    ["a tuple of another length", ["x"], tupleOf(["string", "string"]), "", "2 elements is required, got a list of 1"],
    ["an attribute the type lacks", { b: "x" }, objectOf({ a: "string" }), "", 'unsupported attribute "b"'],
    [
      "what is wrong inside of a set, which has no addresses",
      { s: [{ a: [1] }] },
      objectOf({ s: setOf(objectOf({ a: listOf("string") })) }),
      "s",
      "a string is required",
    ],
  ])("fails when writing %s", (_name, value, type, path, message) => {
    const error = thrownBy(() => encodeMsgpack(value, type));

    expect(error.path.toString()).toBe(path);
    expect(error.message).toContain(message);
  });

  // each crashes go-cty 1.18 with "inconsistent ... element types"
  it.each<[string, Type, Value]>([
    ["a list", listOf("dynamic"), [d("string", "x"), d("bool", true)]],
    ["a list, also when one of them is null", listOf("dynamic"), [d("string", null), d("bool", true)]],
    ["a set", setOf("dynamic"), [d("string", "x"), d("bool", true)]],
    ["a map", mapOf("dynamic"), { a: d("string", "x"), b: d("bool", true) }],
    ["a list of lists", listOf(listOf("dynamic")), [[d("string", "x")], [d("bool", true)]]],
    ["a list of lists, one of them empty", listOf(listOf("dynamic")), [[d("string", "x")], []]],
    ["a list of lists, one of them null", listOf(listOf("dynamic")), [null, [d("bool", true)]]],
    ["a list of tuples, one of them unknown", listOf(tupleOf(["dynamic"])), [[d("string", "x")], UNKNOWN]],
    ["a set of objects", setOf(objectOf({ a: "dynamic" })), [{ a: null }, { a: d("string", "x") }]],
    ["a map of maps", mapOf(mapOf("dynamic")), { a: { k: d("string", "x") }, b: { k: d("bool", true) } }],
    [
      "dynamic lists of dynamics",
      listOf("dynamic"),
      [d(listOf("dynamic"), [d("string", "x")]), d(listOf("string"), []), d(listOf("bool"), [])],
    ],
  ])("fails when writing unequal types in %s, which crashes core", (_name, type, value) => {
    const error = thrownBy(() => encodeMsgpack({ a: value }, objectOf({ a: type })));

    expect(error.path.toString()).toBe("a");
    expect(error.message).toContain("differ in type");
  });

  it("names the two types that differ, and no value", () => {
    const error = thrownBy(() => encodeMsgpack([d("string", "s3cret"), d("bool", true)], listOf("dynamic")));

    expect(error.message).toBe('elements of one collection differ in type: "string" and "bool"');
  });

  it("writes a list in whose dynamic parts the types are the same", () => {
    const type = listOf(objectOf({ a: "dynamic", b: "string" }));
    const value = [
      { a: d("dynamic", d(setOf("dynamic"), [d("number", 1)])), b: "x" },
      { a: d(setOf("number"), []), b: null },
    ];

    expect(valuesEqual(type, decodeMsgpack(encodeMsgpack(value, type), type), value)).toBe(true);
  });
});

describe("nesting", () => {
  it("is read and written a thousand levels deep", () => {
    const { type, value } = wrapped(1000);

    expect(decodeMsgpack(encodeMsgpack(value, type), type)).toEqual(value);
  });

  it.each([1001, 100_000])("fails when it is %i levels deep, long before the stack is full", (levels) => {
    const { type, value } = wrapped(levels);
    const wire = Buffer.concat([Buffer.alloc(levels, 0x91), bytes("a161")]);

    expect(thrownBy(() => encodeMsgpack(value, type)).message).toContain("nested more than 1000 levels");
    expect(thrownBy(() => decodeMsgpack(wire, type)).message).toContain("nested more than 1000 levels");
  });

  it.each<[string, Value, Type]>([
    ["dynamic values within each other", nest(20_000, (inner) => new Dynamic("dynamic", inner)), "dynamic"],
    ["a set of them", [nest(20_000, (inner) => new Dynamic("dynamic", inner)), null], setOf("dynamic")],
    ["a list of them", [nest(20_000, (inner) => new Dynamic("dynamic", inner)), null], listOf("dynamic")],
    ["a set of what fits no type", [nest(20_000, (inner) => [inner]), null], setOf("string")],
    ["a dynamic value of a type that deep", new Dynamic(wrapped(20_000).type, null), "dynamic"],
  ])("fails when it is too deep in %s", (_name, value, type) => {
    expect(thrownBy(() => encodeMsgpack(value, type)).message).toContain("levels deep");
  });

  it("fails when the type of a dynamic value is that deep", () => {
    const json = Buffer.from(`${'["list",'.repeat(20_000)}"string"${"]".repeat(20_000)}`);
    const head = Buffer.from([0x92, 0xc6, 0, 0, 0, 0]);
    head.writeUInt32BE(json.length, 2);

    expect(thrownBy(() => decodeMsgpack(Buffer.concat([head, json, bytes("c0")]), "dynamic")).message).toContain(
      "deep",
    );
  });
});

function nest(levels: number, wrap: (inner: Value) => Value): Value {
  let value: Value = null;
  for (let n = 0; n < levels; n++) value = wrap(value);
  return value;
}
