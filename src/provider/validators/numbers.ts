// Whole numbers within bounds.
import type { Validator } from "../../framework/index.js";

/** Accepts whole numbers within bounds, which are allowed themselves. */
export function wholeBetween(least: number, most: number): Validator<number> {
  return {
    description: `A whole number from ${least} to ${most}.`,
    check: (value) =>
      Number.isInteger(value) && value >= least && value <= most
        ? undefined
        : {
            summary: "Number out of bounds",
            detail: `Found ${String(value)}; allowed are whole numbers from ${least} to ${most}. Write one of these.`,
          },
  };
}
