import fc from "fast-check";
import {
  compareNumbers,
  Decimal,
  isTfNumber,
  numberFromText,
  numberToText,
  type TfNumber,
} from "../../src/values/index";

describe("reading text", () => {
  const exact: Record<string, [string, TfNumber]> = {
    zero: ["0", 0],
    "zero with a sign, which Terraform does not keep": ["-0", 0],
    "zero with a fraction": ["-0.000", 0],
    "a plus sign": ["+5", 5],
    "leading zeros": ["007", 7],
    "a fraction without whole part": [".5", 0.5],
    "a whole number with a point": ["5.", 5],
    "trailing zeros": ["1.500", 1.5],
    "an exponent": ["12e3", 12000],
    "a negative exponent": ["1E-7", 1e-7],
    "an exponent that ends in a whole number": ["1.25e2", 125],
    "the largest whole number of a double": ["9007199254740991", 9007199254740991],
    "one more than two to the 53rd": ["9007199254740993", 9007199254740993n],
    "a negative one beyond 53 bits": ["-9007199254740993", -9007199254740993n],
    "a whole number beyond 64 bits": ["1e21", 10n ** 21n],
    "a fraction with the digits of a double": ["0.1", 0.1],
    "a fraction with more digits than a double": ["123456789.123456789", new Decimal("123456789.123456789")],
    "a fraction with an exponent and many digits": ["1234567891234567890.5e-3", new Decimal("1234567891234567.8905")],
  };

  it.each(Object.entries(exact))("takes %s exactly", (_name, [text, value]) => {
    expect(numberFromText(text)).toEqual(value);
  });

  it.each(["", "-", ".", "1e", "e5", "0x10", "1_000", " 1", "1 ", "NaN", "Infinity", "1.2.3"])(
    "fails when the text is no number: %j",
    (text) => {
      expect(numberFromText(text)).toBeUndefined();
    },
  );

  it.each(["1e999999", "1e-999999", "1e5000", "9".repeat(5000), `0.${"9".repeat(5000)}`, "1e99999999999"])(
    "fails when the digits written out would be more than 4,096: %.12s",
    (text) => {
      expect(numberFromText(text)).toBeUndefined();
    },
  );
});

describe("canonical text", () => {
  const texts: Record<string, [TfNumber, string]> = {
    zero: [0, "0"],
    "negative zero": [-0, "0"],
    "a small fraction, without exponent": [1e-7, "0.0000001"],
    "the smallest double": [5e-324, `0.${"0".repeat(323)}5`],
    "a double beyond 53 bits, with the digits it really has": [2 ** 60, "1152921504606846976"],
    "a large double, without exponent": [1e21, "1000000000000000000000"],
    "a bigint": [-(2n ** 70n), "-1180591620717411303424"],
    "a decimal": [new Decimal("123456789.123456789"), "123456789.123456789"],
  };

  it.each(Object.entries(texts))("is written for %s", (_name, [value, text]) => {
    expect(numberToText(value)).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "fails when the number is %s, which Terraform can not hold",
    (value) => {
      expect(() => numberToText(value)).toThrow(RangeError);
      expect(() => numberToText(value)).toThrow("is not a number Terraform can hold");
    },
  );

  it("says the same of two forms exactly when they are the same number", () => {
    const number = fc.oneof(
      fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );

    fc.assert(
      fc.property(number, (value) => {
        const text = numberToText(value);
        const read = numberFromText(text);

        if (read === undefined) throw new Error(`${text} was not read`);
        expect(numberToText(read)).toBe(text);
        expect(Number(text)).toBe(Number(value) + 0);
      }),
    );
  });
});

it("tells numbers from everything else", () => {
  expect([1, 1n, new Decimal("0.1")].every(isTfNumber)).toBe(true);
  expect(["1", null, undefined, true, {}].some(isTfNumber)).toBe(false);
});

it("shows a decimal by its digits wherever it is printed", () => {
  const decimal = new Decimal("123456789.123456789");

  expect(String(decimal)).toBe("123456789.123456789");
  expect(JSON.stringify({ decimal })).toBe('{"decimal":"123456789.123456789"}');
});

it("makes decimals of the same number the same", () => {
  expect(new Decimal("+01.500e1").text).toBe("15");
});

it.each(["", "abc", "NaN", "1e99999"])("fails when a decimal is made from what is no number: %j", (text) => {
  expect(() => new Decimal(text)).toThrow(RangeError);
});

describe("the order of numbers", () => {
  it.each<[string, TfNumber, TfNumber, number]>([
    ["doubles", 1, 2, -1],
    ["a double and a bigint that are one number", 2 ** 60, 2n ** 60n, 0],
    ["bigints a double can not tell apart", 9007199254740993n, 9007199254740992n, 1],
    ["a decimal and the nearest double", new Decimal("0.1000000000000000000001"), 0.1, 1],
    ["negative decimals", new Decimal("-0.1000000000000000000001"), -0.1, -1],
    ["zeros of either side", -0, 0n, 0],
    ["a negative fraction and zero", new Decimal("-0.00000000000000000000000000001"), 0, -1],
  ])("is exact for %s", (_name, a, b, order) => {
    expect(Math.sign(compareNumbers(a, b)) + 0).toBe(order);
    expect(Math.sign(compareNumbers(b, a)) + 0).toBe(0 - order);
  });
});
