// The script of the page. It adds to what is readable without it: the keyboard's grid, filters, sorting, details, deep links. Built by
// scripts/gen-review-page.ts into ../gen/page.ts. It makes elements and sets text; it never parses markup.
import { type PackedData, unpack } from "../packed-data.js";
import { Details } from "./details.js";
import { all, byId } from "./dom.js";
import { makeGrid, resetGrid } from "./grid.js";
import { labelCells } from "./labels.js";
import { followHash } from "./links.js";
import { PoolList } from "./pool-list.js";

const VIEW_SENTENCES: Readonly<Record<string, string>> = {
  difference: "The map shows what changes.",
  before: "The map shows runners before the change.",
  after: "The map shows runners after the change.",
};

/** Above these the map begins with what changes. */
const MANY_POOLS = 200;

document.documentElement.dataset["script"] = "";

const data = unpack(JSON.parse(byId("data").textContent) as PackedData);
if (data.pools.length > 0) start();
openWhatIsPrinted();

function start(): void {
  const status = byId("status");
  const say = (sentence: string): void => {
    status.textContent = sentence;
  };
  const grids = all("table", ".grid");
  for (const grid of grids) {
    labelCells(grid);
    makeGrid(grid);
  }
  const list = new PoolList(data, say, (only) => {
    for (const row of all("tr", ".calm:is(.grid *)")) row.hidden = only;
    for (const region of all("details", ".region:not(:has(.count))")) region.hidden = only;
    for (const grid of grids) resetGrid(grid);
  });
  const details = new Details(data, byId("details") as HTMLDialogElement);
  // what fills more than some screens is looked at for what changes first
  if (data.pools.length > MANY_POOLS && data.pools.some(({ changed }) => changed)) list.filter({ changed: true });

  for (const radio of all("input", "[name=view]")) {
    radio.addEventListener("change", () => say(VIEW_SENTENCES[radio.value] ?? ""));
  }
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset["pools"] !== undefined) {
      event.preventDefault();
      details.open(link.dataset["pools"].split(" ").map(Number), link);
    } else if (link.getAttribute("href") === "#list") {
      event.preventDefault();
      list.showOnly(link.dataset);
    } else if (link.hash.startsWith("#path=")) {
      // the address may be the same as before, so that there would be no event
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      followHash(data, details, list, say);
    }
  });
  window.addEventListener("hashchange", () => followHash(data, details, list, say));
  followHash(data, details, list, say);
}

/** What is folded on the screen is not on paper: opens it for as long as it is printed. */
function openWhatIsPrinted(): void {
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    opened = all("details", ":not([open])");
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
}
