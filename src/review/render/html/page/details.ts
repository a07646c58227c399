// What is known about a pool, in a dialog beside the map: its runners, and copies of what the page says about it elsewhere.
import { FATE_WORDS } from "../fates.js";
import type { PageData, PagePool, PageRunner } from "../page-data.js";
import { addressOf } from "./addresses.js";
import { make } from "./dom.js";

/** The dialog. It shows one cell's pools at a time. */
export class Details {
  private opener: HTMLElement | undefined;
  private about: ReadonlyMap<string, readonly HTMLElement[]> | undefined;

  constructor(
    private readonly data: PageData,
    private readonly dialog: HTMLDialogElement,
  ) {
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => {
      history.replaceState(null, "", location.href.replace(/#.*$/, ""));
      this.opener?.focus();
      this.opener = undefined;
    });
  }

  /** Opens on some pools; when it closes, the focus goes back to what opened it. */
  open(indexes: readonly number[], opener: HTMLElement): void {
    const pools = indexes.flatMap((index) => this.data.pools[index] ?? []);
    const [first] = pools;
    if (first === undefined) return;
    if (!this.dialog.open) this.opener = opener;
    const close = make("button", "close", "Close");
    close.type = "button";
    close.addEventListener("click", () => this.dialog.close());
    const title = make("h2", "", pools.length === 1 ? first.id : `${pools.length} pools`);
    title.id = "details-title";
    const body = pools.flatMap((pool) => this.describe(pool, pools.length > 1));
    this.dialog.replaceChildren(make("div", "sheet", make("div", "head", title, close), ...body));
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
    history.replaceState(null, "", addressOf(first));
  }

  private describe(pool: PagePool, named: boolean): HTMLElement[] {
    const facts = make("dl", "facts");
    const fact = (name: string, value: string): void => {
      if (value !== "") facts.append(make("div", "", make("dt", "", name), make("dd", "", value)));
    };
    fact("Region", pool.region);
    fact("Team", pool.team === "" ? "none" : pool.team);
    fact("Tier", pool.tier);
    fact("Runners", pool.before === pool.after ? String(pool.after) : `${pool.before} → ${pool.after}`);
    fact("Risk", pool.risk ?? "");
    const runners = make("ul", "runners", ...pool.runners.map((runner) => this.runner(runner)));
    return [
      ...(named ? [make("h3", "", pool.id)] : []),
      facts,
      make("h3", "", "Runners"),
      runners,
      ...this.copies(pool.id),
    ];
  }

  private runner([name, stack, happening, address]: PageRunner): HTMLElement {
    const { fate, words } = this.data.happenings[happening ?? -1] ?? { fate: "unchanged", words: "unchanged" };
    const sign = make("i", `s ${fate}`, FATE_WORDS[fate].sign);
    sign.ariaHidden = "true";
    const where = [`stack ${this.data.stacks[stack] ?? ""}`, ...(address === undefined ? [] : [address])];
    return make("li", "", sign, make("b", "", name), ` ${words}`, make("p", "quiet", where.join(" · ")));
  }

  /** What the page says about a pool in its sections, under their headings. */
  private copies(id: string): HTMLElement[] {
    this.about ??= grouped([...document.querySelectorAll<HTMLElement>("main [data-pool], main .named li")]);
    const found = new Map<string, Set<HTMLElement>>();
    for (const element of this.about.get(id) ?? []) {
      const heading = element.closest("section")?.querySelector("h2")?.textContent ?? "";
      const whole = element.closest<HTMLElement>(".finding") ?? element;
      found.set(heading, (found.get(heading) ?? new Set()).add(whole));
    }
    return [...found].flatMap(([heading, elements]) => {
      const copies = [...elements].map((element) => element.cloneNode(true));
      return [make("h3", "", heading), make("ul", heading === "Findings" ? "findings" : "entries", ...copies)];
    });
  }
}

function grouped(elements: readonly HTMLElement[]): ReadonlyMap<string, readonly HTMLElement[]> {
  const groups = new Map<string, HTMLElement[]>();
  for (const element of elements) {
    const id = element.dataset["pool"] ?? element.querySelector("a")?.textContent ?? "";
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [element]);
    else group.push(element);
  }
  return groups;
}
