// A table as a grid for the keyboard: one stop for Tab, arrows within it. The role is claimed only here, with all its keys.
//
// Source: WAI-ARIA Authoring Practices 1.2, grid pattern (roving tabindex; focus goes to a cell's only widget).

/** Rows that PageUp and PageDown go. */
const PAGE = 10;

/** Makes a table a grid. */
export function makeGrid(table: HTMLTableElement): void {
  table.setAttribute("role", "grid");
  for (const head of table.querySelectorAll("th")) {
    head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
  }
  for (const cell of table.querySelectorAll("td")) {
    cell.setAttribute("role", "gridcell");
    focusable(cell).tabIndex = -1;
  }
  resetGrid(table);
  table.addEventListener("focusin", ({ target }) => {
    const cell = cellAt(target);
    if (cell !== undefined) makeStop(table, focusable(cell));
  });
  table.addEventListener("keydown", (event) => {
    const goal = event.altKey || event.metaKey ? undefined : goalOf(table, event);
    if (goal === undefined) return;
    event.preventDefault();
    focusable(goal).focus();
  });
}

/** Makes the first visible cell the stop for Tab, if the one before is hidden. */
export function resetGrid(table: HTMLTableElement): void {
  const stop = table.querySelector<HTMLElement>("td[tabindex='0'], td a[tabindex='0']");
  const first = rowsOf(table)[0]?.querySelector("td");
  if (first && (stop === null || stop.closest("tr")?.hidden === true)) makeStop(table, focusable(first));
}

function makeStop(table: HTMLTableElement, element: HTMLElement): void {
  for (const stop of table.querySelectorAll<HTMLElement>("[tabindex='0']")) stop.tabIndex = -1;
  element.tabIndex = 0;
}

function goalOf(table: HTMLTableElement, { key, ctrlKey, target }: KeyboardEvent): HTMLTableCellElement | undefined {
  const cell = cellAt(target);
  const rows = rowsOf(table);
  const row = rows.findIndex((one) => cell !== undefined && one.contains(cell));
  const here = rows[row];
  if (cell === undefined || here === undefined) return undefined;
  const column = cellsOf(here).indexOf(cell);
  const at = (toRow: number, toColumn: number): HTMLTableCellElement | undefined => {
    const cells = cellsOf(rows[Math.max(0, Math.min(rows.length - 1, toRow))] ?? here);
    return cells[Math.max(0, Math.min(cells.length - 1, toColumn))];
  };
  const end = Number.MAX_SAFE_INTEGER;
  switch (key) {
    case "ArrowRight":
      return at(row, column + 1);
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowDown":
      return at(row + 1, column);
    case "ArrowUp":
      return at(row - 1, column);
    case "PageDown":
      return at(row + PAGE, column);
    case "PageUp":
      return at(row - PAGE, column);
    case "Home":
      return at(ctrlKey ? 0 : row, 0);
    case "End":
      return at(ctrlKey ? end : row, end);
    default:
      return undefined;
  }
}

function cellAt(target: EventTarget | null): HTMLTableCellElement | undefined {
  return target instanceof Element ? (target.closest("td") ?? undefined) : undefined;
}

function rowsOf(table: HTMLTableElement): HTMLTableRowElement[] {
  return [...table.querySelectorAll<HTMLTableRowElement>("tbody tr")].filter(({ hidden }) => !hidden);
}

function cellsOf(row: HTMLTableRowElement): HTMLTableCellElement[] {
  return [...row.querySelectorAll("td")];
}

/** What gets the focus of a cell: its link, or itself where it has none. */
function focusable(cell: HTMLTableCellElement): HTMLElement {
  return cell.querySelector("a") ?? cell;
}
