// What Terraform knows at apply only: text, numbers and lists that stand for it. A number is a very low one, so it can't be reckoned with.
import { Token } from "./core.js";

/** What stands for a number is lower, all of them: the core writes their index into the low bits of a double of this size. */
const HIGHEST_LATER = -1e280;

/** Whether a value stands for one that Terraform knows later: it can't be judged, and is nobody's fault. */
export function isLater(value: unknown): boolean {
  // the core takes a number apart to see, which costs more than all else that is judged
  return typeof value === "number" && value > HIGHEST_LATER ? false : Token.isUnresolved(value);
}

/** A number as a part of a text: one that is known later is written by Terraform. */
export function textOf(value: number): string {
  return isLater(value) ? Token.asString(value) : String(value);
}

/** A number, or what stands for it where there is none, or none that is known yet. */
export function knownOr(value: number | undefined, otherwise: number): number {
  return value === undefined || isLater(value) ? otherwise : value;
}

/** Whether something in it, however deep, is known later. */
export function holdsLater(value: unknown): boolean {
  if (isLater(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsLater);
}
