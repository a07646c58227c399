// The fleet as the map lays it out: a table per region, a row per team, a column per tier, and what happens to the pools of each cell.
// Past a number of cells nobody reads them one by one: then a cell is all teams of a region and tier.
import type { MapPool, Review, Risk } from "../../judge/model.js";
import { groupBy } from "../../../rules/index.js";
import { type Fate, FATES } from "./fates.js";
import { fateOf, riskRank, worstFate } from "./marks.js";

/** Cells above which the map adds teams up. */
const MOST_CELLS = 3_000;

/** Runners of one or more pools, and what happens to them. */
export interface Tally {
  readonly before: number;
  readonly after: number;
  /** Runners by fate. */
  readonly fates: Readonly<Partial<Record<Fate, number>>>;
  /** The worst of them; `updated` where only what stands around the runners changes. */
  readonly worst: Fate;
  readonly risk?: Risk;
}

/** A pool on the map. */
export interface PlacedPool extends Tally {
  /** Index in the list view, worst first. */
  readonly index: number;
  readonly pool: MapPool;
  /** Where links to it lead. */
  readonly anchor: string;
  /** What happens to objects around its runners, besides them. */
  readonly around: Readonly<Partial<Record<Fate, number>>>;
}

/** A cell of a table, with at least one pool. */
export interface MapCell extends Tally {
  readonly pools: readonly PlacedPool[];
}

/** A table. */
export interface RegionTable extends Tally {
  readonly region: string;
  readonly tiers: readonly string[];
  readonly rows: readonly { readonly team: string; readonly cells: readonly (MapCell | undefined)[] }[];
  readonly pools: number;
  readonly changedPools: number;
}

/** The whole map. */
export interface FleetMap {
  /** Worst first. */
  readonly pools: readonly PlacedPool[];
  /** What loses most first, then by name. */
  readonly regions: readonly RegionTable[];
  /** All teams of a region and tier are one cell, and the list has only pools that change. */
  readonly aggregated: boolean;
  readonly total: Tally;
}

/** Lays out a review. */
export function fleetMap(review: Review): FleetMap {
  const around = changesAround(review);
  const pools = review.pools
    .map((pool) => placed(pool, around.get(pool.id) ?? []))
    .sort(
      (one, other) =>
        riskRank(one.risk) - riskRank(other.risk) ||
        FATES.indexOf(one.worst) - FATES.indexOf(other.worst) ||
        compare(one.pool.id, other.pool.id),
    )
    .map((pool, index): PlacedPool => ({ ...pool, index }));
  const byRegion = [...groupBy(pools, ({ pool }) => pool.region)];
  const cells = byRegion.reduce((sum, [, members]) => {
    return sum + distinct(members, ({ pool }) => pool.team).length * distinct(members, ({ pool }) => pool.tier).length;
  }, 0);
  const aggregated = cells > MOST_CELLS;
  const regions = byRegion
    .map(([region, members]) => regionTable(region, members, aggregated))
    .sort(
      (one, other) =>
        riskRank(one.risk) - riskRank(other.risk) ||
        FATES.indexOf(one.worst) - FATES.indexOf(other.worst) ||
        one.after - one.before - (other.after - other.before) ||
        compare(one.region, other.region),
    );
  return { pools, regions, aggregated, total: tally(pools) };
}

/** Whether anything happens to it. */
export function changes(tally: Tally): boolean {
  return tally.worst !== "unchanged" || tally.risk !== undefined;
}

/** Fates that something happens by, worst first, with how many. */
export function eventful(fates: Tally["fates"]): readonly { readonly fate: Fate; readonly count: number }[] {
  return FATES.flatMap((fate) => {
    const count = fates[fate] ?? 0;
    return fate === "unchanged" || count === 0 ? [] : [{ fate, count }];
  });
}

function placed(pool: MapPool, around: readonly Fate[]): Omit<PlacedPool, "index"> {
  const fates = pool.runners.map(({ action }) => fateOf(action));
  const surroundings = countBy(around);
  return {
    pool,
    anchor: pool.path ?? pool.id,
    around: surroundings,
    before: pool.runners.filter(({ action }) => action !== "create").length,
    after: pool.runners.filter(({ action }) => action !== "delete" && action !== "forget").length,
    fates: countBy(fates),
    worst: fates.every((fate) => fate === "unchanged") && around.length > 0 ? "updated" : worstFate(fates),
    ...(pool.risk === undefined ? {} : { risk: pool.risk }),
  };
}

function changesAround(review: Review): ReadonlyMap<string, Fate[]> {
  const all = new Map<string, Fate[]>();
  for (const { change } of review.groups.flatMap(({ members }) => members)) {
    const fate = fateOf(change.action);
    if (change.pool === undefined || change.type === "agyn_runner" || fate === "unchanged") continue;
    const fates = all.get(change.pool);
    if (fates === undefined) all.set(change.pool, [fate]);
    else fates.push(fate);
  }
  return all;
}

function regionTable(region: string, members: readonly PlacedPool[], aggregated: boolean): RegionTable {
  const tiers = distinct(members, ({ pool }) => pool.tier);
  const byTeam = aggregated ? [["", members] as const] : [...groupBy(members, ({ pool }) => pool.team)];
  const rows = byTeam
    .map(([team, ofTeam]) => {
      const byTier = new Map(groupBy(ofTeam, ({ pool }) => pool.tier));
      return {
        team,
        cells: tiers.map((tier) => {
          const pools = byTier.get(tier);
          return pools === undefined ? undefined : { ...tally(pools), pools };
        }),
      };
    })
    .sort((one, other) => compare(one.team, other.team));
  return {
    ...tally(members),
    region,
    tiers,
    rows,
    pools: members.length,
    changedPools: members.filter(changes).length,
  };
}

function tally(pools: readonly Tally[]): Tally {
  const fates: Partial<Record<Fate, number>> = {};
  for (const pool of pools) {
    for (const fate of FATES) if (pool.fates[fate] !== undefined) fates[fate] = (fates[fate] ?? 0) + pool.fates[fate];
  }
  const [riskiest] = [...pools].sort((one, other) => riskRank(one.risk) - riskRank(other.risk));
  return {
    before: pools.reduce((sum, { before }) => sum + before, 0),
    after: pools.reduce((sum, { after }) => sum + after, 0),
    fates,
    worst: worstFate(pools.map(({ worst }) => worst)),
    ...(riskiest?.risk === undefined ? {} : { risk: riskiest.risk }),
  };
}

function countBy(fates: readonly Fate[]): Partial<Record<Fate, number>> {
  return Object.fromEntries([...groupBy(fates, (fate) => fate)].map(([fate, all]) => [fate, all.length]));
}

function distinct(pools: readonly PlacedPool[], of: (pool: PlacedPool) => string): string[] {
  return [...new Set(pools.map(of))].sort(compare);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
