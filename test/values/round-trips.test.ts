// Laws that hold of every type and value, tried on random ones.
import fc from "fast-check";
import {
  canonicalText,
  decodeJson,
  decodeMsgpack,
  encodeJson,
  encodeMsgpack,
  typeFromJson,
  typeToJson,
  unknownAsNull,
  type Value,
  ValueError,
  valuesEqual,
} from "../../src/values/index";
import { hex, typed, types, unknowns, valuesOf } from "./support";

const runs = { numRuns: 500 };

it("reads back from MessagePack every value it writes", () => {
  fc.assert(
    fc.property(typed(true, unknowns), ([type, value]) => {
      const wire = encodeMsgpack(value, type);
      const read = decodeMsgpack(wire, type);

      expect(valuesEqual(type, read, value)).toBe(true);
      expect(hex(encodeMsgpack(read, type))).toBe(hex(wire));
    }),
    runs,
  );
});

it("reads back from JSON every value it writes", () => {
  fc.assert(
    fc.property(typed(true, undefined), ([type, value]) => {
      const text = encodeJson(value, type);
      const read = decodeJson(text, type);

      expect(valuesEqual(type, read, value)).toBe(true);
      expect(encodeJson(read, type)).toBe(text);
      expect(() => void JSON.parse(text)).not.toThrow();
    }),
    runs,
  );
});

it("reads the same value from both", () => {
  fc.assert(
    fc.property(typed(true, undefined), ([type, value]) => {
      const fromJson = decodeJson(encodeJson(value, type), type);
      const fromMsgpack = decodeMsgpack(encodeMsgpack(value, type), type);

      expect(canonicalText(type, fromJson)).toBe(canonicalText(type, fromMsgpack));
    }),
    runs,
  );
});

it("reads back every type", () => {
  fc.assert(
    fc.property(types(true), (type) => {
      expect(typeFromJson(JSON.parse(JSON.stringify(typeToJson(type))))).toEqual(type);
    }),
    runs,
  );
});

it("takes values for equal exactly when their texts are, and in either order", () => {
  const pair = types(true).chain((type) =>
    fc.tuple(fc.constant(type), valuesOf(type, unknowns), valuesOf(type, unknowns)),
  );

  fc.assert(
    fc.property(pair, ([type, a, b]) => {
      const equal = valuesEqual(type, a, b);

      expect(valuesEqual(type, a, a)).toBe(true);
      expect(valuesEqual(type, b, a)).toBe(equal);
      expect(canonicalText(type, a) === canonicalText(type, b)).toBe(equal);
    }),
    runs,
  );
});

it("finds a set equal to itself in another order and with repetitions", () => {
  const set = types(false).chain((element) =>
    fc.tuple(fc.constant(element), fc.array(valuesOf(element, undefined), { minLength: 1, maxLength: 6 }), fc.nat()),
  );

  fc.assert(
    fc.property(set, ([element, items, seed]) => {
      const type = { kind: "set", element } as const;
      const first: Value = items[seed % items.length] ?? null;

      expect(valuesEqual(type, items, [...items].reverse().concat([first]))).toBe(true);
    }),
    runs,
  );
});

it("can save every value once its unknowns are null", () => {
  fc.assert(
    fc.property(typed(true, unknowns), ([type, value]) => {
      const known = unknownAsNull(value);

      expect(valuesEqual(type, decodeJson(encodeJson(known, type), type), known)).toBe(true);
    }),
    runs,
  );
});

it("never answers anything but a value or a ValueError for damaged bytes", () => {
  fc.assert(
    fc.property(typed(true, unknowns), fc.nat(), fc.nat(255), ([type, value], at, byte) => {
      const damaged = Buffer.from(encodeMsgpack(value, type));
      damaged[at % damaged.length] = byte;

      const answer = attempt(() => decodeMsgpack(damaged, type));
      expect(answer === undefined || answer instanceof ValueError).toBe(true);
    }),
    runs,
  );
});

function attempt(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
