// What moves from where to where, for people: a line for each two states, with the runners that go.
import { groupBy } from "../rules/index.js";
import type { Move } from "./compare.js";

/** The moves as aligned text; ends without a line break. */
export function printMoves(moves: readonly Move[]): string {
  const rows = [...groupBy(moves, ({ from, to }) => JSON.stringify([from.stack, to.stack])).values()].map((group) => {
    const [first] = group;
    const runners = group.filter(({ type }) => type === "agyn_runner").map(({ name }) => name);
    const to = first?.to.stack ?? "";
    return [
      first?.from.stack ?? "",
      first?.from.stack === to ? "(other addresses)" : to,
      String(group.length),
      runners.length === 0 ? "-" : runners.sort().join(", "),
    ];
  });
  const all = [["FROM", "TO", "OBJECTS", "RUNNERS"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
}
