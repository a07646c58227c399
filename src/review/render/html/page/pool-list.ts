// The list of pools: filters, told apart by what they ask for, and sorting by a column. A row is hidden or shown; none is made anew.
import type { PageData, PagePool } from "../page-data.js";
import { addressOf } from "./addresses.js";
import { all, byId, inputById, make } from "./dom.js";

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
  private readonly rows = all("tr", ":is(.pools tbody *)");
  private readonly body = this.rows[0]?.parentElement;
  private readonly find = inputById("find");
  private readonly clear = byId("clear");
  private readonly onlyChanges = inputById("only-changes");

  constructor(
    private readonly data: PageData,
    private readonly say: (sentence: string) => void,
    /** Hides on the map what does not change, or shows it. */
    private readonly showOnlyChanges: (only: boolean) => void,
  ) {
    this.onlyChanges.addEventListener("change", () => this.filter({ changed: this.onlyChanges.checked }));
    this.find.addEventListener("input", () => this.filter({ text: this.find.value }));
    this.clear.addEventListener("click", () => {
      this.filter({ show: undefined, region: undefined, tier: undefined, text: "", changed: false });
      this.find.focus();
    });
    for (const chip of all("button", ".chip")) {
      chip.addEventListener("click", () => {
        const { show } = chip.dataset;
        this.filter({ show: this.wanted.show === show ? undefined : show });
      });
    }
    this.rows.forEach((row, index) => {
      const [name] = row.cells;
      const pool = data.pools[index];
      if (!name || !pool) return;
      const link = make("a", "", name.textContent);
      link.href = addressOf(pool);
      link.dataset["pools"] = String(index);
      name.replaceChildren(link);
    });
    this.makeSortable();
  }

  /** Shows the list with the filter of a link, as if nothing had been filtered before. */
  showOnly({ show, region, tier, changed }: DOMStringMap): void {
    inputById("form-list").click();
    this.filter({ show, region, tier, changed: changed !== undefined, text: "" });
    const list = byId("list");
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
    list.scrollIntoView({ block: "start" });
  }

  /** Takes further conditions, or takes some back. */
  filter(more: Filter): void {
    const wanted = { ...this.wanted, ...more };
    if ((wanted.changed ?? false) !== (this.wanted.changed ?? false)) this.showOnlyChanges(wanted.changed ?? false);
    this.wanted = wanted;
    let shown = 0;
    this.rows.forEach((row, index) => {
      const pool = this.data.pools[index];
      const fits = pool !== undefined && this.matches(pool, wanted);
      if (fits) shown += 1;
      if (row.hidden === fits) row.hidden = !fits;
    });
    for (const chip of all("button", ".chip")) {
      chip.setAttribute("aria-pressed", String(chip.dataset["show"] === wanted.show));
    }
    if (this.find.value !== (wanted.text ?? "")) this.find.value = wanted.text ?? "";
    this.onlyChanges.checked = wanted.changed === true;
    byId("none-left").hidden = shown > 0;
    const words = [wanted.show, wanted.region, wanted.tier, wanted.text, wanted.changed ? "what changes" : ""].filter(
      Boolean,
    );
    this.clear.hidden = words.length === 0;
    const table = byId("list").querySelector("table");
    if (words.length === 0) table?.removeAttribute("aria-rowcount");
    else table?.setAttribute("aria-rowcount", String(this.rows.length + 1));
    const total = this.rows.length.toLocaleString("en-US");
    this.say(
      words.length === 0
        ? `All ${total} pools are shown.`
        : `${shown.toLocaleString("en-US")} of ${total} pools shown: ${words.join(", ")}.`,
    );
  }

  /** Headings become buttons. The order of the data is by risk, descending. */
  private makeSortable(): void {
    const heads = all("th", ":is(.pools thead *)");
    const order = new Map(this.rows.map((row, index) => [row, index]));
    const compareBy = (key: (typeof SORTED)[number] | undefined) => {
      const keyOf = (row: HTMLTableRowElement): string => {
        return key === undefined ? "" : (this.data.pools[order.get(row) ?? 0]?.[key] ?? "");
      };
      return (one: HTMLTableRowElement, other: HTMLTableRowElement): number => {
        return keyOf(one).localeCompare(keyOf(other), "en") || (order.get(one) ?? 0) - (order.get(other) ?? 0);
      };
    };
    for (const head of heads) {
      const column = head.dataset["column"];
      const key = SORTED.find((name) => name === (column === "pool" ? "id" : column));
      if (key === undefined && column !== "risk") continue;
      const [first, second] = key === undefined ? ["descending", "ascending"] : ["ascending", "descending"];
      const button = make("button", "sort", head.textContent);
      button.type = "button";
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === first ? second : first;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", direction);
        const sorted = [...this.rows].sort(compareBy(key));
        this.body?.append(...(direction === first ? sorted : sorted.reverse()));
        this.say(`Sorted by ${column ?? ""}, ${direction}.`);
      });
      head.replaceChildren(button);
      if (key === undefined) head.setAttribute("aria-sort", first);
    }
  }

  private matches(pool: PagePool, { show, region, tier, changed, text = "" }: Filter): boolean {
    if (show !== undefined && !pool.runners.some(([, , happening]) => this.fateOf(happening) === show)) return false;
    if (region !== undefined && pool.region !== region) return false;
    if (tier !== undefined && pool.tier !== tier) return false;
    if (changed === true && pool.changed !== true) return false;
    const needle = text.trim().toLowerCase();
    if (needle === "") return true;
    return [pool.id, pool.region, pool.team, pool.tier, ...pool.runners.map(([name]) => name)].some((name) =>
      name.toLowerCase().includes(needle),
    );
  }

  private fateOf(happening: number | undefined): string {
    return this.data.happenings[happening ?? -1]?.fate ?? "unchanged";
  }
}
