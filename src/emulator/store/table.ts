// One table: rows by id, and in id order for the listings.
//
// The order is made when it is first asked for after a row came or went, so that ten thousand registrations in a row don't sort ten
// thousand times, and a listing of ten thousand pages through them without sorting again.

/** Rows with an id. Changing a row in place is fine; its id never changes. */
export class Table<Row extends { readonly id: string }> implements Iterable<Row> {
  readonly #rows = new Map<string, Row>();
  #sortedIds: string[] | undefined;

  constructor(rows: Iterable<Row> = []) {
    for (const row of rows) {
      this.put(row);
    }
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** Adds a row, or takes the place of the one with its id. */
  put(row: Row): void {
    if (!this.#rows.has(row.id)) {
      this.#sortedIds = undefined;
    }
    this.#rows.set(row.id, row);
  }

  /** @returns whether there was such a row */
  delete(id: string): boolean {
    const deleted = this.#rows.delete(id);
    if (deleted) {
      this.#sortedIds = undefined;
    }
    return deleted;
  }

  /** In the order they came. */
  [Symbol.iterator](): Iterator<Row> {
    return this.#rows.values();
  }

  /** The first row of which something is true. */
  find(isWanted: (row: Row) => boolean): Row | undefined {
    for (const row of this) {
      if (isWanted(row)) {
        return row;
      }
    }
    return undefined;
  }

  /** The rows of which something is true, in id order. */
  filter(isWanted: (row: Row) => boolean): Row[] {
    return [...this.after("")].filter(isWanted);
  }

  /** The rows whose ids come after the given one, in id order; all of them after the empty text. */
  *after(id: string): Iterable<Row> {
    const ids = (this.#sortedIds ??= [...this.#rows.keys()].sort());
    for (let at = firstAfter(ids, id); at < ids.length; at++) {
      const row = this.#rows.get(ids[at] ?? "");
      if (row !== undefined) {
        yield row;
      }
    }
  }
}

function firstAfter(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") > id) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
