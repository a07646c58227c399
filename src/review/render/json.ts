// A review and a digest for tools: the values as they are, with published schemas. Strings are safe in the log of any CI system.
import type { Review } from "../judge/model.js";

/** The review as one JSON document; ends with a line break. */
export function renderJson(review: Review): string {
  return jsonText(review);
}

/** A value as JSON text that no CI system takes for a command when it is printed. */
export function jsonText(value: unknown): string {
  // inside a string a number sign may be written by its code point, and nowhere else is one
  return `${JSON.stringify(value, null, 2).replaceAll(/##(?=(?:vso)?\[)/g, "#\\u0023")}\n`;
}
