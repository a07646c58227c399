import fc from "fast-check";
import {
  Decimal,
  decodeMsgpack,
  Dynamic,
  encodeMsgpack,
  listOf,
  mapOf,
  numberFromText,
  objectOf,
  setOf,
  tupleOf,
  type Type,
  UNKNOWN,
  type Value,
  ValueError,
  valuesEqual,
} from "../../src/values/index";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Buffer => Buffer.from(text.replace(/ /g, ""), "hex");

describe("bytes as Terraform's core writes them", () => {
  // name: [bytes, type, value]; what core sends, measured with terraform 1.11
  const vectors: Record<string, [string, Type, Value]> = {
    "null of a string": ["c0", "string", null],
    "null of an object": ["c0", objectOf({ a: "string" }), null],
    "unknown as core writes it": ["d40000", "string", UNKNOWN],
    "empty string": ["a0", "string", ""],
    "short string": ["a161", "string", "a"],
    "string of 32 bytes": [`d920${"61".repeat(32)}`, "string", "a".repeat(32)],
    "string of 256 bytes": [`da0100${"61".repeat(256)}`, "string", "a".repeat(256)],
    "bool true": ["c3", "bool", true],
    "bool false": ["c2", "bool", false],
    "0": ["00", "number", 0],
    "127": ["7f", "number", 127],
    "128": ["cc80", "number", 128],
    "65535": ["cdffff", "number", 65535],
    "2147483648": ["ce80000000", "number", 2147483648],
    "-32": ["e0", "number", -32],
    "2^53 + 1": ["cf0020000000000001", "number", 9007199254740993n],
    "largest uint64": ["cfffffffffffffffff", "number", 18446744073709551615n],
    "smallest int64": ["d38000000000000000", "number", -9223372036854775808n],
    "beyond 64 bits, as text": ["b43138343436373434303733373039353531363136", "number", 18446744073709551616n],
    "a fraction, as text": ["a3302e31", "number", 0.1],
    "more digits than a double": [
      "b33132333435363738392e313233343536373839",
      "number",
      new Decimal("123456789.123456789"),
    ],
    list: ["92a161a162", listOf("string"), ["a", "b"]],
    "empty list": ["90", listOf("string"), []],
    tuple: ["92a161c3", tupleOf(["string", "bool"]), ["a", true]],
    map: ["81a161a162", mapOf("string"), { a: "b" }],
    "object with a null attribute": ["82a161a178a162c0", objectOf({ a: "string", b: "string" }), { a: "x", b: null }],
    "dynamic string": ["92c40822737472696e6722a161", "dynamic", new Dynamic("string", "a")],
    "null dynamic": ["c0", "dynamic", null],
  };

  it.each(Object.entries(vectors))("reads %s", (_name, [wire, type, value]) => {
    const read = decodeMsgpack(bytes(wire), type);

    expect(valuesEqual(type, read, value)).toBe(true);
  });

  it.each(Object.entries(vectors))("writes %s", (_name, [wire, type, value]) => {
    expect(hex(encodeMsgpack(value, type))).toBe(wire);
  });

  it.each(["d40100", "d5000000", "d80c" + "00".repeat(16), "c7030c8101c2", "c8000100ff", "c9000000010cff"])(
    "takes every extension for unknown: %s",
    (wire) => {
      expect(decodeMsgpack(bytes(wire), "string")).toBe(UNKNOWN);
    },
  );

  it.each([
    ["int8", "d0ff", -1],
    ["int16", "d1ff00", -256],
    ["int32", "d2ffff0000", -65536],
    ["float32", "ca3fc00000", 1.5],
    ["float64", "cb3fe0000000000000", 0.5],
    ["text with an exponent", "a431653231", 10n ** 21n],
  ])("reads a number as %s", (_name, wire, value) => {
    expect(decodeMsgpack(bytes(wire), "number")).toEqual(value);
  });

  it("reads a string written as bin", () => {
    expect(decodeMsgpack(bytes("c40161"), "string")).toBe("a");
  });
});

describe("what is refused", () => {
  it.each<[string, string, Type, string]>([
    ["bytes that end too early", "a2", "string", "ends too early"],
    ["a length beyond the bytes", "dd7fffffff", listOf("string"), "ends too early"],
    ["bytes after the value", "a161a161", "string", "left over"],
    ["an attribute the type lacks", "81a162a161", objectOf({ a: "string" }), 'unsupported attribute "b"'],
    ["an object without an attribute", "80", objectOf({ a: "string" }), "missing attributes: a"],
    ["another type", "c3", "string", "a string is required"],
    ["NaN", "cb7ff8000000000000", "number", "finite"],
    ["a tuple of another length", "91a161", tupleOf(["string", "string"]), "2 elements"],
    ["text that is no number", "a161", "number", "a number is required"],
    ["a dynamic value of no type", "92c4012da161", "dynamic", ""],
  ])("fails when reading %s", (_name, wire, type, message) => {
    expect(() => decodeMsgpack(bytes(wire), type)).toThrow(ValueError);
    expect(() => decodeMsgpack(bytes(wire), type)).toThrow(message);
  });

  it.each<[string, Value, Type, string, string]>([
    ["NaN, which crashes core", { n: Number.NaN }, objectOf({ n: "number" }), "n", "NaN is not a number"],
    ["infinity", { n: Number.POSITIVE_INFINITY }, objectOf({ n: "number" }), "n", "Infinity"],
    ["half a surrogate pair", { a: ["\ud800"] }, objectOf({ a: listOf("string") }), "a[0]", "surrogate"],
    [
      "dynamic elements of unequal types, which crash core",
      { a: [new Dynamic("string", "x"), new Dynamic("bool", true)] },
      objectOf({ a: listOf("dynamic") }),
      "a",
      "differ in type",
    ],
    [
      "a number for a string",
      { m: { k: 1 } },
      objectOf({ m: mapOf("string") }),
      'm["k"]',
      "a string is required, got a number",
    ],
    ["an attribute the type lacks", { b: "x" }, objectOf({ a: "string" }), "", 'unsupported attribute "b"'],
  ])("fails when writing %s", (_name, value, type, path, message) => {
    let thrown: unknown;
    try {
      encodeMsgpack(value, type);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ValueError);
    expect((thrown as ValueError).path.toString()).toBe(path);
    expect((thrown as ValueError).message).toContain(message);
  });

  it("writes text in normal form C, the only one core finds equal", () => {
    expect(decodeMsgpack(encodeMsgpack("e\u0301", "string"), "string")).toBe("\u00e9");
  });

  it("keeps a key called __proto__", () => {
    const type = mapOf("string");
    const map = decodeMsgpack(bytes("81a95f5f70726f746f5f5fa161"), type) as Record<string, Value>;

    expect(Object.keys(map)).toEqual(["__proto__"]);
    expect(hex(encodeMsgpack(map, type))).toBe("81a95f5f70726f746f5f5fa161");
  });
});

describe("round trips", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 300 }).map((s) => s.normalize("NFC"));
  const number = fc.oneof(
    fc.integer(),
    fc.bigInt(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.tuple(fc.bigInt({ min: 0n }), fc.nat()).map(([whole, fraction]) => numberFromText(`${whole}.${fraction}`) ?? 0),
  );
  const leaves: readonly [Type, fc.Arbitrary<Value>][] = [
    ["string", text],
    ["number", number],
    ["bool", fc.boolean()],
  ];
  const typed = fc.letrec<{ pair: [Type, Value] }>((tie) => {
    const maybe = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
      fc.oneof(
        { weight: 8, arbitrary: value },
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constant(UNKNOWN) },
      );
    const leaf = fc.constantFrom(...leaves).chain(([type, value]) => maybe(value).map((v): [Type, Value] => [type, v]));
    const collection = fc.constantFrom(...leaves).chain(([type, value]) =>
      fc.oneof(
        fc.array(maybe(value), { maxLength: 40 }).map((v): [Type, Value] => [listOf(type), v]),
        fc.array(maybe(value), { maxLength: 40 }).map((v): [Type, Value] => [setOf(type), v]),
        fc.dictionary(text, maybe(value), { maxKeys: 40 }).map((v): [Type, Value] => [mapOf(type), v]),
      ),
    );
    const object = fc
      .dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), tie("pair"), { maxKeys: 8 })
      .map((members): [Type, Value] => [
        objectOf(Object.fromEntries(Object.entries(members).map(([name, [type]]) => [name, type]))),
        Object.fromEntries(Object.entries(members).map(([name, [, value]]) => [name, value])),
      ]);
    const dynamic = tie("pair").map(([type, value]): [Type, Value] => ["dynamic", new Dynamic(type, value)]);
    return { pair: fc.oneof({ maxDepth: 4 }, leaf, collection, object, dynamic) };
  }).pair;

  it("reads back every value it writes", () => {
    fc.assert(
      fc.property(typed, ([type, value]) => {
        expect(valuesEqual(type, decodeMsgpack(encodeMsgpack(value, type), type), value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("never answers anything but a value or a ValueError for damaged bytes", () => {
    fc.assert(
      fc.property(typed, fc.nat(), fc.nat(255), ([type, value], at, byte) => {
        const damaged = Buffer.from(encodeMsgpack(value, type));
        damaged[at % damaged.length] = byte;
        try {
          decodeMsgpack(damaged, type);
        } catch (error) {
          expect(error).toBeInstanceOf(ValueError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
