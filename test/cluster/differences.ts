// Where what was written to an API server is not what it keeps. What the server adds does not count.

/**
 * Each as `path is X, was written as Y`; of what is in `data` only the path is told, which may be a Secret's.
 *
 * @param written as it was sent, or rendered by a chart
 */
export function differencesOf(written: unknown, kept: unknown, path = ""): readonly string[] {
  if (Array.isArray(written)) {
    const list = Array.isArray(kept) ? (kept as readonly unknown[]) : [];
    if (list.length !== written.length)
      return [`${path} has ${list.length} entries, was written with ${written.length}`];
    return written.flatMap((one, index) => differencesOf(one, list[index], `${path}[${index}]`));
  }
  if (typeof written === "object" && written !== null) {
    const object = (kept ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(written).flatMap(([key, value]) =>
      differencesOf(value, object[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (written === kept) return [];
  if (path.startsWith("data.")) return [`${path} differs`];
  return [`${path} is ${JSON.stringify(kept)}, was written as ${JSON.stringify(written)}`];
}
