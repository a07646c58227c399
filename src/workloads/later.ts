// What Terraform knows at apply only: text, numbers and lists that stand for it. A number is a very low one, so it can't be reckoned with.
import { Token } from "./core.js";

/** Whether a value stands for one that Terraform knows later: it can't be judged, and is nobody's fault. */
export function isLater(value: unknown): boolean {
  return Token.isUnresolved(value);
}

/** A number, or what stands for it where there is none, or none that is known yet. */
export function knownOr(value: number | undefined, otherwise: number): number {
  return value === undefined || isLater(value) ? otherwise : value;
}
