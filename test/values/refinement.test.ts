import {
  Decimal,
  Dynamic,
  listOf,
  mapOf,
  objectOf,
  type Refinement,
  refinementFault,
  setOf,
  type Type,
  UNKNOWN,
  Unknown,
  unknownWith,
  type Value,
  valuesEqual,
} from "../../src/values/index";

describe("an unknown with promises", () => {
  it("is the plain one when nothing is promised", () => {
    expect(unknownWith({})).toBe(UNKNOWN);
    expect(unknownWith({ prefix: "", minLength: 0 })).toBe(UNKNOWN);
    expect(UNKNOWN.refinement).toBeUndefined();
  });

  it("is one shared instance when it is only promised not to be null", () => {
    const unknown = unknownWith({ notNull: true });

    expect(unknown).toBeInstanceOf(Unknown);
    expect(unknown).not.toBe(UNKNOWN);
    expect(unknownWith({ notNull: true, prefix: "" })).toBe(unknown);
    expect(unknown.refinement).toEqual({ notNull: true });
  });

  it.each<[string, Refinement, Refinement]>([
    ["the promise of null alone, which leaves nothing to the others", { isNull: true, prefix: "a" }, { isNull: true }],
    ["a prefix in normal form C", { prefix: "e\u0301-" }, { prefix: "\u00e9-" }],
    ["a greatest length of none", { maxLength: 0 }, { maxLength: 0 }],
    [
      "bounds that meet",
      { min: { value: 1, inclusive: true }, max: { value: 1n, inclusive: true } },
      { min: { value: 1, inclusive: true }, max: { value: 1n, inclusive: true } },
    ],
  ])("keeps %s", (_name, given, kept) => {
    expect(unknownWith(given).refinement).toEqual(kept);
  });

  it.each<[string, Refinement, string]>([
    ["null and not", { isNull: true, notNull: true }, "null and not null"],
    ["half a surrogate pair", { prefix: "a\ud800" }, "surrogate"],
    ["a bound that is no number", { min: { value: Number.NaN, inclusive: true } }, "NaN is no bound"],
    ["an endless bound", { max: { value: Number.POSITIVE_INFINITY, inclusive: true } }, "Infinity is no bound"],
    [
      "a minimum above the maximum",
      { min: { value: 2, inclusive: true }, max: { value: new Decimal("1.9"), inclusive: true } },
      "above the maximum",
    ],
    [
      "bounds that meet where one is excluded",
      { min: { value: 1, inclusive: true }, max: { value: 1, inclusive: false } },
      "excluded",
    ],
    ["a length below zero", { minLength: -1 }, "-1 is no length"],
    ["half a length", { maxLength: 1.5 }, "1.5 is no length"],
    ["lengths the wrong way round", { minLength: 3, maxLength: 2 }, "least length"],
  ])("fails when it promises %s, which would crash core", (_name, refinement, message) => {
    expect(() => unknownWith(refinement)).toThrow(RangeError);
    expect(() => unknownWith(refinement)).toThrow(message);
  });

  it("equals every other unknown, as it does for core", () => {
    expect(valuesEqual("string", unknownWith({ prefix: "a-" }), UNKNOWN)).toBe(true);
  });

  it("prints as Terraform prints an unknown", () => {
    expect(String(unknownWith({ prefix: "secret-" }))).toBe("(known after apply)");
  });
});

describe("whether a final value keeps what was promised", () => {
  const above3 = { min: { value: 3, inclusive: false } };
  const upTo7 = { max: { value: 7, inclusive: true } };

  it.each<[string, Refinement, Value, Type]>([
    ["text, not null", { notNull: true }, "", "string"],
    ["null, when only a prefix was promised", { prefix: "a" }, null, "string"],
    ["null as promised", { isNull: true }, null, "string"],
    ["text with the prefix", { prefix: "run-" }, "run-1", "string"],
    ["text whose accent joins the prefix", { prefix: "cafe" }, "cafe\u0301", "string"],
    ["text in another normal form", { prefix: "\u00e9-" }, "e\u0301-1", "string"],
    ["a number within", { ...above3, ...upTo7 }, 7n, "number"],
    ["a fraction just above", above3, new Decimal("3.00000000000000000001"), "number"],
    ["a list within", { minLength: 1, maxLength: 2 }, ["a"], listOf("string")],
    ["a map within", { minLength: 1, maxLength: 1 }, { a: "b" }, mapOf("string")],
    ["a set that repeats an element", { maxLength: 1 }, [1, 1n], setOf("number")],
    ["what is still unknown", { notNull: true, prefix: "a" }, UNKNOWN, "string"],
    ["an object, which has no length", { minLength: 5 }, { a: "b" }, objectOf({ a: "string" })],
  ])("%s does", (_name, refinement, value, type) => {
    expect(refinementFault(refinement, value, type)).toBeUndefined();
  });

  it.each<[string, Refinement, Value, Type, string]>([
    ["null", { notNull: true }, null, "string", "is null"],
    ["a null dynamic value", { notNull: true }, new Dynamic("string", null), "dynamic", "is null"],
    ["text where null was promised", { isNull: true }, "", "string", "is not null"],
    ["another prefix", { prefix: "run-" }, "ru", "string", "begin with the 4 characters"],
    ["the bound that is excluded", above3, 3, "number", "is not above 3"],
    ["less", { min: { value: 3, inclusive: true } }, new Decimal("2.9999999999999999999"), "number", "at least 3"],
    ["more", upTo7, 8, "number", "is not at most 7"],
    ["the upper bound that is excluded", { max: { value: 7, inclusive: false } }, 7, "number", "is not below 7"],
    ["too few", { minLength: 2 }, ["a"], listOf("string"), "a length of 1, but at least 2"],
    ["too few once repetitions are gone", { minLength: 2 }, ["a", "a"], setOf("string"), "a length of 1"],
    ["too many", { maxLength: 0 }, { a: "b" }, mapOf("string"), "a length of 1, but at most 0"],
  ])("%s does not", (_name, refinement, value, type, words) => {
    expect(refinementFault(refinement, value, type)).toContain(words);
  });

  it("says so without the value and without the prefix, which may be secret", () => {
    const words = refinementFault({ prefix: "s3cret-" }, "0ther", "string");

    expect(words).not.toContain("s3cret");
    expect(words).not.toContain("0ther");
  });
});
