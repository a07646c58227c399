import fc from "fast-check";
import {
  Decimal,
  decodeMsgpack,
  Dynamic,
  encodeMsgpack,
  listOf,
  mapOf,
  numberToText,
  objectOf,
  type Refinement,
  setOf,
  tupleOf,
  type Type,
  UNKNOWN,
  Unknown,
  unknownWith,
  type Value,
} from "../../src/values/index";
import { bytes, hex, refinementsOf, thrownBy, types } from "./support";

const refinementOf = (value: Value): Refinement | undefined => {
  if (value instanceof Unknown) return value.refinement;
  throw new Error("not an unknown");
};

describe("promises as core writes them", () => {
  const at = (value: number, inclusive = true): { value: number; inclusive: boolean } => ({ value, inclusive });

  // name: [bytes, type, promise]; the first three measured with terraform 1.11, all tried against go-cty 1.18
  const vectors: Record<string, [string, Type, Refinement]> = {
    "text with a prefix": ["c7090c 82 01c2 02a4 7072652d", "string", { notNull: true, prefix: "pre-" }],
    "a conditional between two numbers": [
      "c70b0c 83 01c2 0392 03c3 0492 07c3",
      "number",
      { notNull: true, min: at(3), max: at(7) },
    ],
    "length()": ["c7070c 82 01c2 0392 00c3", "number", { notNull: true, min: at(0) }],
    "text that is not null": ["c7030c 81 01c2", "string", { notNull: true }],
    "an object that is not null": ["c7030c 81 01c2", objectOf({ a: "string" }), { notNull: true }],
    "a tuple that is not null": ["c7030c 81 01c2", tupleOf(["bool"]), { notNull: true }],
    "a bool that is not null": ["c7030c 81 01c2", "bool", { notNull: true }],
    "what will be null": ["c7030c 81 01c3", "string", { isNull: true }],
    "a bound that is excluded": ["c7050c 81 0392 ffc2", "number", { min: at(-1, false) }],
    "a fraction for a bound": ["c7080c 81 0492 a3302e31 c3", "number", { max: at(0.1) }],
    "a list's least length": ["c7030c 81 0502", listOf("string"), { minLength: 2 }],
    "a set's greatest length": ["c7030c 81 0600", setOf("string"), { maxLength: 0 }],
    "a map's lengths": [
      "c7090c 83 01c2 0502 06cd0100",
      mapOf("string"),
      { notNull: true, minLength: 2, maxLength: 256 },
    ],
  };

  it.each(Object.entries(vectors))("reads %s", (_name, [wire, type, refinement]) => {
    expect(refinementOf(decodeMsgpack(bytes(wire), type))).toEqual(refinement);
  });

  it.each(Object.entries(vectors))("writes %s", (_name, [wire, type, refinement]) => {
    expect(hex(encodeMsgpack(unknownWith(refinement), type))).toBe(wire.replace(/ /g, ""));
  });

  it("keeps the promise about what is inside of a dynamic value", () => {
    const wire = "92 c40822737472696e6722 c7030c8101c2";
    const value = decodeMsgpack(bytes(wire), "dynamic");

    expect(value).toEqual(new Dynamic("string", unknownWith({ notNull: true })));
    expect(hex(encodeMsgpack(value, "dynamic"))).toBe(wire.replace(/ /g, ""));
  });

  it("shares one instance among all that are only not null", () => {
    expect(decodeMsgpack(bytes("c7030c8101c2"), "bool")).toBe(unknownWith({ notNull: true }));
  });
});

describe("what is not understood in a promise", () => {
  it.each<[string, string, Type]>([
    ["another extension", "d40100", "string"],
    ["an extension of two bytes", "d5000000", "string"],
    ["an extension of four bytes", "d600 00000000", "string"],
    ["an extension of eight bytes", "d700 0000000000000000", "string"],
    ["an extension with a length of 16 bits", "c8000100ff", "string"],
    ["an extension with a length of 32 bits", "c9000000010cff", "string"],
    ["an empty extension", "c7000c", "string"],
    ["no map", `d80c${"00".repeat(16)}`, "string"],
    ["an empty map", "d40c80", "string"],
    ["a map that ends too early", "c7040c 82 01c2 02", "string"],
    ["a map longer than the extension", "c7060c dfffffffff 01", "string"],
    ["a prefix that is no UTF-8", "c7050c 81 02a2 c328", "string"],
    ["a prefix for a list", "c7040c 81 02a161", listOf("string")],
    ["a bound for text", "c7050c 81 0392 03c3", "string"],
    ["a length for an object", "c7030c 81 0501", objectOf({})],
    ["a length below zero", "c7030c 81 05ff", listOf("string")],
    ["a bound without its second part", "c7040c 81 0391 03", "number"],
    ["a bound of null", "c7050c 81 0392 c0c3", "number"],
    ["a bound that is infinite", "c70d0c 81 0392 cb7ff0000000000000 c3", "number"],
    ["bounds the wrong way round", "c7090c 82 0392 07c3 0492 03c3", "number"],
    ["anything about a value of unknown type", "c7030c 81 01c2", "dynamic"],
    ["a map nested a hundred times", `c7660c 81 07${"91".repeat(99)}c0`, "string"],
    ["more than 1,024 bytes", `c804050c 81 02da03ff${"61".repeat(1024)}`, "string"],
  ])("leaves a plain unknown: %s", (_name, wire, type) => {
    expect(decodeMsgpack(bytes(wire), type)).toBe(UNKNOWN);
  });

  it.each<[string, string, Refinement]>([
    ["a key of a later version", "c7080c 82 07 92a161c0 01c2", { notNull: true }],
    ["a key that is text", "c7060c 82 a161 c0 01c2", { notNull: true }],
    ["a nullness that is text", "c7070c 82 01a0 02a2612d", { prefix: "a-" }],
    ["a bound for text", "c7070c 82 0392 03c3 01c2", { notNull: true }],
    ["an extension in it", "c7070c 82 07d40000 01c2", { notNull: true }],
    ["bytes after the map", "c7050c 81 01c2 ffff", { notNull: true }],
  ])("is left out, and the rest is kept: %s", (_name, wire, refinement) => {
    expect(refinementOf(decodeMsgpack(bytes(wire), "string"))).toEqual(refinement);
  });
});

describe("a prefix", () => {
  // only what no following text can change is promised; core gives up letters and digits at the end too
  it.each<[string, string, string]>([
    ["ends in a separator", "run-", "run-"],
    ["ends in a letter, which an accent may join", "cafe", "caf"],
    ["ends in an accented letter", "a-cafe\u0301", "a-caf"],
    ["ends in half of a Hangul syllable", "a-\u1100\u1161", "a-"],
    ["ends in a flag", "a-\u{1f1e9}\u{1f1ea}", "a-"],
    ["ends in a family", "a-\u{1f468}\u200d\u{1f469}", "a-"],
    ["ends in a separator with an accent", "a-\u0301", "a"],
  ])("that %s is promised as far as nothing can change it", (_name, prefix, promised) => {
    const read = decodeMsgpack(encodeMsgpack(unknownWith({ prefix }), "string"), "string");

    expect(refinementOf(read)).toEqual({ prefix: promised });
  });

  it("of one letter is not promised at all", () => {
    expect(hex(encodeMsgpack(unknownWith({ prefix: "e" }), "string"))).toBe("d40000");
  });

  it.each<[string, string, number]>([
    ["256 bytes", `${"a".repeat(255)}-`, 256],
    ["257 bytes", `${"a".repeat(256)}-`, 255],
    ["many, in characters of two bytes", "é".repeat(5000), 254],
    ["many, in characters of four bytes", "😀".repeat(5000), 252],
    ["many, where a character is cut", `a${"é".repeat(5000)}`, 253],
    ["many, in one character", `a${"\u0301".repeat(5000)}`, 0],
  ])("of %s is cut between characters", (_name, prefix, length) => {
    const read = refinementOf(decodeMsgpack(encodeMsgpack(unknownWith({ prefix }), "string"), "string"));

    expect(Buffer.byteLength(read?.prefix ?? "")).toBe(length);
    expect(prefix.normalize("NFC").startsWith(read?.prefix ?? "")).toBe(true);
  });

  it("is still the beginning once anything follows it", () => {
    const piece = fc.string({
      unit: fc.oneof(
        fc.constantFrom("e", "\u0301", "-", "\u1100", "\u1161"),
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      ),
    });

    fc.assert(
      fc.property(piece, piece, (prefix, rest) => {
        const read = decodeMsgpack(encodeMsgpack(unknownWith({ prefix }), "string"), "string");

        const final = (prefix + rest).normalize("NFC");
        expect(final.startsWith(refinementOf(read)?.prefix ?? "")).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what is refused", () => {
  it.each<[string, Refinement, Type, string]>([
    ["a prefix of a list", { prefix: "a-" }, listOf("string"), "a prefix was promised of an unknown list"],
    ["a bound of text", { min: { value: 1, inclusive: true } }, "string", "a bound was promised of an unknown string"],
    ["a length of an object", { maxLength: 1 }, objectOf({}), "a length was promised of an unknown object"],
    ["anything of a value of unknown type", { notNull: true }, "dynamic", "whose type is not known either"],
  ])("fails when %s is promised", (_name, refinement, type, message) => {
    const error = thrownBy(() => encodeMsgpack({ a: [unknownWith(refinement)] }, objectOf({ a: listOf(type) })));

    expect(error.path.toString()).toBe("a[0]");
    expect(error.message).toContain(message);
  });
});

it("leaves out a bound of too many digits and keeps the rest", () => {
  const digits = new Decimal(`0.${"1".repeat(2000)}`);
  const unknown = unknownWith({ notNull: true, min: { value: digits, inclusive: true } });

  expect(hex(encodeMsgpack(unknown, "number"))).toBe("c7030c8101c2");
});

it("stays within 1,024 bytes and reads back what fits", () => {
  const typedPromise = types(false).chain((type) =>
    refinementsOf(type).map((refinement) => [type, refinement] as const),
  );

  fc.assert(
    fc.property(typedPromise, ([type, refinement]) => {
      const wire = encodeMsgpack(unknownWith(refinement), type);
      const read = refinementOf(decodeMsgpack(wire, type)) ?? {};
      const sent = unknownWith(refinement).refinement ?? {};

      expect(wire.length).toBeLessThanOrEqual(1024 + 5);
      expect((sent.prefix ?? "").startsWith(read.prefix ?? "")).toBe(true);
      expect([read.notNull, read.isNull, read.minLength, read.maxLength]).toEqual([
        sent.notNull,
        sent.isNull,
        sent.minLength,
        sent.maxLength,
      ]);
      for (const end of ["min", "max"] as const) {
        const [one, other] = [read[end], sent[end]];
        if (other && numberToText(other.value).length > 256) continue; // left out, as above
        expect(one?.inclusive).toBe(other?.inclusive);
        expect(one && numberToText(one.value)).toBe(other && numberToText(other.value));
      }
    }),
    { numRuns: 500 },
  );
});
