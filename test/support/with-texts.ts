// A value of the same shape with other texts in it: what a hostile plan could make of a review.

/** Fields whose texts are words of a fixed list. */
const FIXED = new Set([
  "format",
  "verdict",
  "risk",
  "source",
  "standing",
  "action",
  "kind",
  "mode",
  "by",
  "hidden",
  "outcome",
  "effect",
  "fate",
]);

/** The value with each free text replaced; texts are counted from 0. */
export function withTexts<T>(value: T, text: (index: number) => string): T {
  let count = 0;
  const replaced = (inner: unknown): unknown => {
    if (typeof inner === "string") return text(count++);
    if (Array.isArray(inner)) return inner.map(replaced);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([key, field]) => [
        key,
        FIXED.has(key) && typeof field === "string" ? field : replaced(field),
      ]),
    );
  };
  return replaced(value) as T;
}
