// Terraform numbers, exact in both directions.
//
// Terraform calculates with 512 bits; a double holds 53. A number is therefore held in the narrowest JavaScript form that
// loses nothing: `number` for integers up to 2^53 and for fractions whose shortest text is the text received, `bigint` for
// larger integers, `Decimal` for fractions with more digits than a double has.
//
// Source: measured with terraform 1.11: integers beyond 64 bits and fractions without an exact double travel as decimal text.

/** A number kept as decimal text, because no double holds it. `text` is canonical: no exponent, no zeros that say nothing. */
export class Decimal {
  readonly text: string;

  /** @throws {RangeError} when the text is no number */
  constructor(text: string) {
    const plain = plainDecimal(text);
    if (plain === undefined) throw new RangeError("a Decimal is made from decimal text of at most 4,096 digits");
    this.text = plain;
  }
  toString(): string {
    return this.text;
  }
  toJSON(): string {
    return this.text;
  }
}

/** A number in the narrowest exact form. */
export type TfNumber = number | bigint | Decimal;

/** Text longer than this is refused: Terraform itself never writes more than about 160 significant digits plus an exponent. */
const MAX_DIGITS = 4096;
const NUMERIC = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/**
 * Reads decimal text (`"0.1"`, `"-12e3"`) exactly.
 *
 * @returns undefined when the text is no number or has more than 4,096 digits written out
 */
export function numberFromText(text: string): TfNumber | undefined {
  const plain = plainDecimal(text);
  if (plain === undefined) return undefined;
  if (!plain.includes(".")) {
    const integer = Number(plain);
    if (Number.isSafeInteger(integer)) return integer === 0 ? 0 : integer;
    return BigInt(plain);
  }
  const double = Number(plain);
  return plainDecimal(String(double)) === plain ? double : new Decimal(plain);
}

/** Decimal text without exponent, leading zeros or trailing fraction zeros; undefined when it is no number. */
function plainDecimal(text: string): string | undefined {
  const match = NUMERIC.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const exponent = Number(exponentText);
  if (whole.length + fraction.length + Math.abs(exponent) > MAX_DIGITS) return undefined;
  let digits = whole + fraction;
  let point = whole.length + exponent;
  if (point < 0) {
    digits = "0".repeat(-point) + digits;
    point = 0;
  } else if (point > digits.length) {
    digits = digits.padEnd(point, "0");
  }
  const integer = digits.slice(0, point).replace(/^0+(?=\d)/, "") || "0";
  const rest = digits.slice(point).replace(/0+$/, "");
  const magnitude = rest === "" ? integer : `${integer}.${rest}`;
  return sign === "-" && magnitude !== "0" ? `-${magnitude}` : magnitude;
}

/**
 * The canonical decimal text of a number: the form in which two numbers are equal exactly when their texts are.
 *
 * @throws {RangeError} for NaN and the infinities, which Terraform can not hold
 */
export function numberToText(value: TfNumber): string {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Decimal) return value.text;
  if (!Number.isFinite(value)) throw new RangeError(`${String(value)} is not a number Terraform can hold`);
  // String rounds whole numbers beyond 2^53 to the digits that tell doubles apart
  return Number.isInteger(value) ? BigInt(value).toString() : (plainDecimal(String(value)) ?? String(value));
}

/** Whether something is one of the three forms of a number. */
export function isTfNumber(value: unknown): value is TfNumber {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Decimal;
}

/** Below zero when `a` is less than `b`, above zero when it is greater, zero when they are one number; exact. */
export function compareNumbers(a: TfNumber, b: TfNumber): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [numberToText(a), numberToText(b)].map((text) => {
    const [whole = "", fraction = ""] = text.split(".");
    return { whole, fraction };
  });
  if (!left || !right) return 0;
  const places = Math.max(left.fraction.length, right.fraction.length);
  const scaled = ({ whole, fraction }: typeof left): bigint => BigInt(whole + fraction.padEnd(places, "0"));
  const difference = scaled(left) - scaled(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
