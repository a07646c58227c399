// The capacity ledger: runners, nodes and GPUs per region, team and tier on both sides of a change, and what they cost.
//
// Nodes are declared per region and tier, so all teams of a tier share them: sums count them once.
import type { ResolvedFleet } from "../../fleet/index.js";
import { groupBy } from "../../rules/index.js";
import type { BeforeAfter, CapacityRow } from "./model.js";
import { nodePrice, type PriceTable } from "./prices.js";
import { cellOf, type Side } from "./sides.js";
import { compare } from "./texts.js";

/** What the fleet declares of a region and tier. */
type Declared = ResolvedFleet["regions"][string]["capacity"][string];

/** Both sides of a fleet. */
export interface Ledgers {
  readonly before: Side;
  readonly after: Side;
  /** @default - the app has no fleet */
  readonly base?: ResolvedFleet;
  readonly head?: ResolvedFleet;
}

/** Sums over rows; nodes, GPUs and their costs once for each region and tier. */
export type CapacityTotal = Pick<CapacityRow, "runners" | "nodes" | "gpus" | "cost">;

/** The rows by region, team and tier. */
export function capacityRows(ledgers: Ledgers, prices?: PriceTable): readonly CapacityRow[] {
  const { before, after, base = ledgers.head, head = ledgers.base } = ledgers;
  const rows = new Map<string, { cell: Cell; runners: { before: number; after: number } }>();
  const rowOf = (cell: Cell): { before: number; after: number } => {
    const key = JSON.stringify([cell.region, cell.team, cell.tier]);
    const known = rows.get(key) ?? { cell, runners: { before: 0, after: 0 } };
    rows.set(key, known);
    return known.runners;
  };
  for (const runner of before.runners) rowOf(cellOf(runner)).before += 1;
  for (const runner of after.runners) rowOf(cellOf(runner)).after += 1;
  const taken = new Set([...rows.values()].map(({ cell }) => placeOf(cell)));
  for (const cell of [...declaredCells(base), ...declaredCells(head)]) {
    if (!taken.has(placeOf(cell))) rowOf(cell);
  }
  const filled = [...rows.values()].map(({ cell: { region, team, tier }, runners }): CapacityRow => {
    const [was, is] = [declaredOf(base, region, tier), declaredOf(head, region, tier)];
    if (was === undefined && is === undefined) return { region, team, tier, runners };
    const nodes = { before: was?.nodes ?? 0, after: is?.nodes ?? 0 };
    const gpus = { before: nodes.before * (was?.gpus ?? 0), after: nodes.after * (is?.gpus ?? 0) };
    return { region, team, tier, runners, nodes, ...(gpus.before + gpus.after > 0 ? { gpus } : {}) };
  });
  const sorted = filled.toSorted(
    (a, b) => compare(a.region, b.region) || compare(a.tier, b.tier) || compare(a.team, b.team),
  );
  return prices === undefined ? sorted : priced(sorted, prices);
}

/** The sum over rows. */
export function capacityTotal(rows: readonly CapacityRow[]): CapacityTotal {
  const places = [...groupBy(rows, placeOf).values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  const nodes = places.flatMap((row) => row.nodes ?? []);
  const gpus = places.flatMap((row) => row.gpus ?? []);
  const costs = rows.flatMap(({ cost }) => cost ?? []);
  return {
    runners: sum(rows.map(({ runners }) => runners)),
    ...(nodes.length > 0 ? { nodes: sum(nodes) } : {}),
    ...(gpus.length > 0 ? { gpus: sum(gpus) } : {}),
    ...(costs.length > 0 ? { cost: { before: cents(sum(costs).before), after: cents(sum(costs).after) } } : {}),
  };
}

/** Regions and tiers with nodes that the table has no price for. */
export function unpriced(rows: readonly CapacityRow[], prices: PriceTable): readonly string[] {
  return [
    ...new Set(
      rows.flatMap(({ region, tier, nodes }) =>
        nodes !== undefined && nodes.before + nodes.after > 0 && nodePrice(prices, region, tier) === undefined
          ? [`${region}/${tier}`]
          : [],
      ),
    ),
  ];
}

interface Cell {
  readonly region: string;
  readonly team: string;
  readonly tier: string;
}

function placeOf({ region, tier }: Pick<Cell, "region" | "tier">): string {
  return JSON.stringify([region, tier]);
}

function declaredCells(fleet: ResolvedFleet | undefined): readonly Cell[] {
  return Object.values(fleet?.regions ?? {}).flatMap(({ name, capacity }) =>
    Object.keys(capacity).map((tier) => ({ region: name, team: "", tier })),
  );
}

function declaredOf(fleet: ResolvedFleet | undefined, region: string, tier: string): Declared | undefined {
  const found = fleet !== undefined && Object.hasOwn(fleet.regions, region) ? fleet.regions[region] : undefined;
  return found !== undefined && Object.hasOwn(found.capacity, tier) ? found.capacity[tier] : undefined;
}

/** Costs of shared nodes lie on the teams by their runners, so that the rows add up; without runners on the first row. */
function priced(rows: readonly CapacityRow[], prices: PriceTable): readonly CapacityRow[] {
  const perRunner = prices.monthly.runner ?? 0;
  return [...groupBy(rows, placeOf).values()].flatMap((sharing) => {
    const all = sum(sharing.map(({ runners }) => runners));
    return sharing.map((row, index) => {
      const perNode = nodePrice(prices, row.region, row.tier) ?? 0;
      const costOn = (side: keyof BeforeAfter): number => {
        const share = all[side] > 0 ? row.runners[side] / all[side] : index === 0 ? 1 : 0;
        return cents((row.nodes?.[side] ?? 0) * perNode * share + row.runners[side] * perRunner);
      };
      return { ...row, cost: { before: costOn("before"), after: costOn("after") } };
    });
  });
}

function sum(figures: readonly BeforeAfter[]): BeforeAfter {
  return figures.reduce<BeforeAfter>(
    (total, { before, after }) => ({ before: total.before + before, after: total.after + after }),
    { before: 0, after: 0 },
  );
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
