// What is said twice: an option derives a setting, and a way around the options (`environment`, free settings of a system, values of a
// chart) says another. The way around wins in the pod, so everything else that follows from the option is wrong.
import { own } from "../../rules/index.js";

/** A derived setting that was given another way too, with another value. */
export interface Override {
  /** Where it was given: `environment.ORIGINS`. */
  readonly option: string;
  /** What was given; `[hidden]` where the derived one is a reference. */
  readonly value: unknown;
  /** The option that it follows from; undefined: none, it is always so. */
  readonly follows: string | undefined;
  /** Whether the derived one wins, so that what was given is in nothing that is deployed; left out: it does not. */
  readonly isDropped?: boolean;
}

/** Stands for a value that may be a secret. */
export const HIDDEN = "[hidden]";

/**
 * The settings of `derived` that `given` says otherwise.
 *
 * @param where path of `given` below the construct, as its user knows it: `environment`
 * @param follows options by the names of settings; a setting without one follows from none
 */
export function overridesIn(
  where: string,
  derived: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>> | undefined,
  follows: Readonly<Record<string, string>>,
): readonly Override[] {
  return Object.entries(given ?? {})
    .filter(([key, value]) => Object.hasOwn(derived, key) && !isSame(derived[key], value))
    .map(([key, value]) => ({
      option: `${where}.${key}`,
      value: isPlain(derived[key]) && isPlain(value) ? value : HIDDEN,
      follows: own(follows, key),
    }));
}

function isPlain(value: unknown): boolean {
  return value === undefined || ["string", "number", "boolean"].includes(typeof value);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (isPlain(one) && isPlain(other) && String(one) === String(other));
}
