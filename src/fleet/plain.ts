// Small steps towards plain data in one order.
export { own } from "../rules/index.js";

/** An object without what is undefined in it. */
export function defined<T extends object>(object: T): T {
  if (!Object.values(object).includes(undefined)) return object;
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** By code unit, so that the order is the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The entries of an object, sorted by key. */
export function sortedEntries<T>(object: Readonly<Record<string, T>> | undefined): (readonly [string, T])[] {
  return Object.entries(object ?? {}).sort(([a], [b]) => byCodeUnit(a, b));
}

/** An object with its keys sorted, and each value made from the old one. */
export function mapSorted<T, U>(
  object: Readonly<Record<string, T>> | undefined,
  make: (value: T, key: string) => U,
): Readonly<Record<string, U>> {
  if (object === undefined) return {};
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, make(object[key] as T, key)]),
  );
}

/** The texts, each once, in their order. */
export function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
