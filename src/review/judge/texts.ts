// Words that several parts of a review use.

/** Names that are written out; the rest is counted. */
const MAX_NAMED = 5;

/** `a, b and c`; of many the first ones and a count. */
export function listed(names: readonly string[], most = MAX_NAMED): string {
  const shown = names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

/** `1 runner`, `2 runners`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `agent a`, `agents a and b`. */
export function named(names: readonly string[], one: string, many = `${one}s`): string {
  return `${names.length === 1 ? one : many} ${listed(names)}`;
}

/** With a capital at the beginning. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Sentences behind each other; those that say nothing left out. */
export function sentences(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== "").join(" ");
}

/** By code unit, so that the order is the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
