// The list of pools: filters, told apart by what they ask for, and sorting by a column. A row is hidden or shown; none is made anew.
import type { PageData, PagePool } from "../page-data.js";
import { all, byId, make } from "./dom.js";

/** What the list shows. What is not asked for is no condition. */
export interface Filter {
  /** What happens to a runner of the pool. */
  readonly show?: string | undefined;
  readonly region?: string | undefined;
  readonly tier?: string | undefined;
  /** Only pools that change. */
  readonly changed?: boolean;
  readonly text?: string;
}

const SORTED: readonly (keyof PagePool & ("id" | "region" | "team" | "tier"))[] = ["id", "region", "team", "tier"];

/** The list, in the order of the data. */
export class PoolList {
  private wanted: Filter = {};
  private readonly rows = all<HTMLTableRowElement>("table.pools tbody tr");
  private readonly find = byId<HTMLInputElement>("find");
  private readonly clear = byId("clear");

  constructor(
    private readonly data: PageData,
    private readonly say: (sentence: string) => void,
  ) {
    this.find.addEventListener("input", () => this.filter({ text: this.find.value }));
    this.clear.addEventListener("click", () => {
      this.filter({ show: undefined, region: undefined, tier: undefined, text: "", changed: false });
      this.find.focus();
    });
    for (const chip of all("button.chip")) {
      chip.addEventListener("click", () => {
        const { show } = chip.dataset;
        this.filter({ show: this.wanted.show === show ? undefined : show });
      });
    }
    this.makeSortable();
  }

  /** Shows the list with the filter of a link, as if nothing had been filtered before. */
  showOnly({ show, region, tier, changed }: DOMStringMap): void {
    byId<HTMLInputElement>("form-list").click();
    this.filter({ show, region, tier, changed: changed !== undefined, text: "" });
    const list = byId("list");
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
    list.scrollIntoView({ block: "start" });
  }

  /** Takes further conditions, or takes some back. */
  filter(more: Filter): void {
    this.wanted = { ...this.wanted, ...more };
    const wanted = this.wanted;
    let shown = 0;
    this.rows.forEach((row, index) => {
      const pool = this.data.pools[index];
      const fits = pool !== undefined && matches(pool, wanted);
      if (fits) shown += 1;
      if (row.hidden === fits) row.hidden = !fits;
    });
    for (const chip of all("button.chip")) {
      chip.setAttribute("aria-pressed", String(chip.dataset["show"] === wanted.show));
    }
    if (this.find.value !== (wanted.text ?? "")) this.find.value = wanted.text ?? "";
    byId<HTMLInputElement>("only-changes").checked = wanted.changed === true;
    byId("none-left").hidden = shown > 0;
    const words = [wanted.show, wanted.region, wanted.tier, wanted.text, wanted.changed ? "what changes" : ""].filter(Boolean);
    this.clear.hidden = words.length === 0;
    const table = byId("list").querySelector("table");
    if (words.length === 0) table?.removeAttribute("aria-rowcount");
    else table?.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.say(
      words.length === 0
        ? `All ${this.rows.length} pools are shown.`
        : `${shown} of ${this.rows.length} pools shown: ${words.join(", ")}.`,
    );
  }

  private makeSortable(): void {
    const heads = all<HTMLTableCellElement>("table.pools thead th");
    const order = new Map(this.rows.map((row, index) => [row, index]));
    const sortBy = (column: HTMLTableCellElement, key: (typeof SORTED)[number] | undefined): void => {
      const down = column.getAttribute("aria-sort") === "ascending";
      for (const head of heads) head.removeAttribute("aria-sort");
      column.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyOf = (row: HTMLTableRowElement): string => this.data.pools[order.get(row) ?? 0]?.[key ?? "id"] ?? "";
      const sorted = [...this.rows].sort((one, other) => {
        const byKey = key === undefined ? 0 : keyOf(one).localeCompare(keyOf(other), "en");
        const first = byKey === 0 ? (order.get(one) ?? 0) - (order.get(other) ?? 0) : byKey;
        return down ? -first : first;
      });
      sorted[0]?.parentElement?.append(...sorted);
      this.say(`Sorted by ${column.textContent.toLowerCase()}, ${down ? "descending" : "ascending"}.`);
    };
    for (const head of heads) {
      const column = head.dataset["column"];
      const key = SORTED.find((name) => name === (column === "pool" ? "id" : column));
      if (key === undefined && column !== "risk") continue;
      const button = make("button", "sort", head.textContent);
      button.type = "button";
      button.addEventListener("click", () => sortBy(head, key));
      head.replaceChildren(button);
      if (column === "risk") head.setAttribute("aria-sort", "ascending");
    }
  }
}

function matches(pool: PagePool, { show, region, tier, changed, text = "" }: Filter): boolean {
  if (show !== undefined && !pool.fates.some((fate) => fate === show)) return false;
  if (region !== undefined && pool.region !== region) return false;
  if (tier !== undefined && pool.tier !== tier) return false;
  if (changed === true && !pool.changed) return false;
  const needle = text.trim().toLowerCase();
  if (needle === "") return true;
  return [pool.id, pool.region, pool.team, pool.tier, ...pool.runners.map(([name]) => name)].some((name) =>
    name.toLowerCase().includes(needle),
  );
}
