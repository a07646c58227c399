// What a cell of the map is called by those who hear it: where it is, what happens, how many runners there are. The words that are seen
// are part of it, in the same order (WCAG 2.5.3), so it is made of them.

/** Names the cells of a table. */
export function labelCells(table: HTMLTableElement): void {
  const region = table.closest("details")?.querySelector("h3")?.textContent ?? "";
  const tiers = [...table.querySelectorAll("thead th")].map(({ textContent }) => textContent);
  for (const row of table.querySelectorAll<HTMLTableRowElement>("tbody tr")) {
    const team = row.querySelector("th")?.textContent ?? "";
    for (const cell of row.cells) {
      const link = cell.querySelector("a");
      if (link) link.ariaLabel = `${region}, ${team}, ${tiers[cell.cellIndex] ?? ""}: ${said(link)}`;
    }
  }
}

function said(link: HTMLAnchorElement): string {
  const pools = Number(link.dataset["count"] ?? link.dataset["pools"]?.split(" ").length);
  const several = pools > 1 ? `${pools} pools, ` : "";
  // one child where both are the same
  const [difference, before, after = before] = link.children;
  if (difference === undefined) return `${several}${runners(link.textContent)}, unchanged`;
  const happenings = [...difference.children].map((line) => {
    const [sign] = line.getElementsByTagName("i");
    return line.textContent.slice(sign?.textContent.length ?? 0);
  });
  return `${several}${happenings.join(", ")}; ${runners(before?.textContent ?? "")} before, ${after?.textContent ?? ""} after`;
}

function runners(count: string): string {
  return `${count} ${count === "1" ? "runner" : "runners"}`;
}
