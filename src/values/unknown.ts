// Unknown values, and what is promised about them before they are known.
//
// A promise ("not null", "begins with run-") lets Terraform decide more of a plan before it is applied. It is checked by core
// once the value is known, and a contradictory one (a minimum above the maximum) crashes core, so it can not be made here.
//
// Source: go-cty's refinements, encoded as extension 12; measured with terraform 1.11.
import { compareNumbers, type TfNumber } from "./number.js";

/** One end of the range of an unknown number. */
export interface NumberBound {
  readonly value: TfNumber;
  /** Whether the value itself is within. */
  readonly inclusive: boolean;
}

/** What is promised about a value that is not known yet. Every member narrows it; none says anything about the others. */
export interface Refinement {
  /** It will not be null. */
  readonly notNull?: true;
  /** It will be null. Core reads such an unknown as null at once. */
  readonly isNull?: true;
  /** A string will begin with this text, in normal form C. */
  readonly prefix?: string;
  /** A number will not be below. */
  readonly min?: NumberBound;
  /** A number will not be above. */
  readonly max?: NumberBound;
  /** A list, set or map will have at least so many elements. */
  readonly minLength?: number;
  /** A list, set or map will have at most so many elements. */
  readonly maxLength?: number;
}

/** A value that Terraform will know only after apply. `UNKNOWN` is the plain one; `unknownWith` makes one with promises. */
export class Unknown {
  /** The value about which nothing is promised. */
  static readonly plain = new Unknown(undefined);
  private static readonly notNull = new Unknown({ notNull: true });

  /** @throws {RangeError} when no value can keep the promise */
  static with(refinement: Refinement): Unknown {
    const kept = normalized(refinement);
    const names = Object.keys(kept);
    if (names.length === 0) return Unknown.plain;
    return names.length === 1 && kept.notNull ? Unknown.notNull : new Unknown(kept);
  }

  /** What is promised; undefined when nothing is. */
  readonly refinement: Refinement | undefined;

  private constructor(refinement: Refinement | undefined) {
    this.refinement = refinement;
  }

  toString(): string {
    return "(known after apply)";
  }
}

/** The unknown value about which nothing is promised. */
export const UNKNOWN = Unknown.plain;

/**
 * An unknown value with a promise about what it will be.
 *
 * @returns `UNKNOWN` itself for an empty promise, and one shared instance for `{ notNull: true }`
 * @throws {RangeError} when no value can keep the promise
 */
export function unknownWith(refinement: Refinement): Unknown {
  return Unknown.with(refinement);
}

/** Only the members that say something; a promise of null makes all others empty. */
function normalized(given: Refinement): Refinement {
  const fault = contradiction(given);
  if (fault !== undefined) throw new RangeError(`no value can keep this promise: ${fault}`);
  if (given.isNull) return { isNull: true };
  return {
    ...(given.notNull && { notNull: true }),
    ...(given.prefix && { prefix: given.prefix.normalize("NFC") }),
    ...(given.min && { min: given.min }),
    ...(given.max && { max: given.max }),
    ...(given.minLength && { minLength: given.minLength }),
    ...(given.maxLength !== undefined && { maxLength: given.maxLength }),
  };
}

function contradiction({
  notNull,
  isNull,
  prefix,
  min,
  max,
  minLength = 0,
  maxLength,
}: Refinement): string | undefined {
  if (notNull && isNull) return "null and not null";
  if (prefix?.isWellFormed() === false) return "the prefix holds half of a surrogate pair";
  for (const bound of [min?.value, max?.value]) {
    if (typeof bound === "number" && !Number.isFinite(bound)) return `${String(bound)} is no bound`;
  }
  if (min && max) {
    const order = compareNumbers(min.value, max.value);
    if (order > 0) return "the minimum is above the maximum";
    if (order === 0 && !(min.inclusive && max.inclusive))
      return "the minimum is the maximum, and one of them is excluded";
  }
  for (const length of [minLength, maxLength ?? 0]) {
    if (!Number.isSafeInteger(length) || length < 0) return `${length} is no length`;
  }
  return maxLength !== undefined && minLength > maxLength ? "the least length is above the greatest" : undefined;
}
