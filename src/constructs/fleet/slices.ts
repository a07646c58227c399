// How the pools of a fleet are put into stacks. A stack has one state, so a pool is in exactly one; stacks of regions, teams and GPU
// tiers are told apart by their ids, which are contract: they name states.
import type { ResolvedFleet, ResolvedPool } from "../../fleet/index.js";
import { groupBy } from "../../rules/index.js";
import { ConstructError, type Problem } from "../problems.js";

/** Stack of the organizations. */
export const ORGANIZATIONS = "organizations";
/** Stack of the pools that no team owns, in fleets that are sliced by team. */
const SHARED = "shared";

/** What the pools of one stack have in common. */
export type SliceKind = "region" | "team" | "gpu";

/** The pools of one stack. */
export interface Slice {
  readonly kind: SliceKind;
  /** Id of the stack. */
  readonly id: string;
  /** Region or team; undefined for the pools that no team owns. */
  readonly name: string | undefined;
  /** By region, then name. */
  readonly pools: readonly ResolvedPool[];
  /** Pools that the stack had in the slicing before, and that are in another one now. */
  readonly released: readonly ResolvedPool[];
}

type Slicing = ResolvedFleet["slices"];
type Cut = Omit<Slice, "released">;

const slicesOfFleet = new WeakMap<ResolvedFleet, readonly Slice[]>();

/**
 * The slices of a fleet, by name: one for each region with a cluster or for each team, also without pools, so that the last pool that
 * is taken out is destroyed; one for GPU pools and one for those that no team owns where there are any. While the fleet says `releasedFrom`,
 * also those of the slicing before that have pools to let go.
 */
export function slicesOf(fleet: ResolvedFleet): readonly Slice[] {
  const known = slicesOfFleet.get(fleet);
  if (known !== undefined) return known;
  const now = cut(fleet, fleet.slices);
  const before = cutBefore(fleet);
  const stackNow = stackOfPool(now);
  const leaving = ({ id, pools }: Cut) => pools.filter((pool) => stackNow.get(pool) !== id);
  const slices = [
    ...now.map((slice) => ({ ...slice, released: before.filter(({ id }) => id === slice.id).flatMap(leaving) })),
    ...before
      .filter(({ id, pools }) => pools.length > 0 && !now.some((slice) => slice.id === id))
      .map((slice) => ({ ...slice, pools: [], released: slice.pools })),
  ];
  slicesOfFleet.set(fleet, slices);
  return slices;
}

function cut(fleet: ResolvedFleet, slicing: Slicing): readonly Cut[] {
  return slicing === "byTeam" ? byTeam(fleet) : byRegion(fleet, slicing);
}

/** The slices of which pools are let go; none when no pool changes its stack. */
function cutBefore(fleet: ResolvedFleet): readonly Cut[] {
  return fleet.releasedFrom === undefined ? [] : cut(fleet, fleet.releasedFrom);
}

function stackOfPool(slices: readonly Cut[]): ReadonlyMap<ResolvedPool, string> {
  return new Map(slices.flatMap(({ id, pools }) => pools.map((pool) => [pool, id] as const)));
}

/**
 * One slice of a fleet.
 *
 * @throws {ConstructError} when the fleet has none of this kind and name, with what it has instead; when pools can't change their
 * stacks as it says.
 */
export function sliceOf(scopePath: string, fleet: ResolvedFleet, kind: SliceKind, name: string | undefined): Slice {
  const moves = checkMoves(fleet);
  if (moves.length > 0) throw new ConstructError(scopePath, moves);
  const slices = slicesOf(fleet);
  const found = slices.find((slice) => slice.kind === kind && slice.name === name);
  if (found !== undefined) return found;
  throw new ConstructError(scopePath, [noSuchSlice(fleet, slices, kind, name)]);
}

/** What is wrong with the stacks of a fleet, if anything. */
export function checkSlices(fleet: ResolvedFleet): readonly Problem[] {
  return [...checkStackIds(fleet), ...checkMoves(fleet)];
}

/** Ids that two stacks of a fleet would have. */
function checkStackIds(fleet: ResolvedFleet): readonly Problem[] {
  const ids = [...(hasOrganizations(fleet) ? [ORGANIZATIONS] : []), ...slicesOf(fleet).map(({ id }) => id)];
  return [...groupBy(ids, (id) => id)]
    .filter(([, stacks]) => stacks.length > 1)
    .map(([id]) => ({
      path: "slices",
      value: fleet.slices,
      why: `two stacks would be called ${id}, and each names a state`,
      fix: `name the region or team ${id} otherwise`,
    }));
}

/** What is wrong with pools that change their stack: the one they come to has to take them over, or they would be registered anew. */
function checkMoves(fleet: ResolvedFleet): readonly Problem[] {
  const { slices, releasedFrom, pools } = fleet;
  if (releasedFrom === undefined) return [];
  if (releasedFrom === slices) {
    const why = "the fleet is sliced that way now, so no pool changes its stack";
    return [{ path: "releasedFrom", value: releasedFrom, why, fix: "write the slicing before, or leave it out" }];
  }
  const now = cut(fleet, slices);
  const before = cutBefore(fleet);
  const stackNow = stackOfPool(now);
  const stackBefore = stackOfPool(before);
  return [
    ...before
      .filter(({ id, kind }) => now.some((slice) => slice.id === id && slice.kind !== kind))
      .map(({ id }) => ({
        path: "releasedFrom",
        value: releasedFrom,
        why: `the stack ${id} would go on with the state of another one of this name`,
        fix: `name the region or team ${id} otherwise, or move the states`,
      })),
    ...pools.flatMap((pool) => checkMove(pool, stackBefore.get(pool), stackNow.get(pool))),
  ];
}

function checkMove({ path, adopt }: ResolvedPool, from = "none", to = "none"): readonly Problem[] {
  if (from !== to && adopt === undefined) {
    const why = `the stack ${from} lets go of the pool and ${to} would register it anew, beside the runners that run`;
    const fix = "list its runners there, or add a pool that is new when releasedFrom is gone";
    return [{ path: `${path}.adopt`, value: undefined, why, fix }];
  }
  if (from === to && adopt !== undefined) {
    const why = `the pool stays in the stack ${to}, whose state has the Secrets of its tokens and would destroy them`;
    return [{ path: `${path}.adopt`, value: adopt.length, why, fix: "leave it out" }];
  }
  return [];
}

/** Whether there is any organization to make. */
export function hasOrganizations({ teams }: ResolvedFleet): boolean {
  return Object.keys(teams).length > 0;
}

function byTeam({ teams, pools }: ResolvedFleet): readonly Cut[] {
  const poolsOfTeam = groupBy(pools, ({ team }) => team);
  const ownerless = poolsOfTeam.get(undefined) ?? [];
  return [
    ...(ownerless.length === 0 ? [] : [{ kind: "team" as const, id: SHARED, name: undefined, pools: ownerless }]),
    ...Object.keys(teams).map((name) => ({
      kind: "team" as const,
      id: name,
      name,
      pools: poolsOfTeam.get(name) ?? [],
    })),
  ];
}

function byRegion({ regions, tiers, pools }: ResolvedFleet, slicing: Slicing): readonly Cut[] {
  const poolsOfRegion = groupBy(pools, ({ region }) => region);
  const isApart = ({ tier }: ResolvedPool): boolean => slicing === "gpuApart" && tiers[tier]?.gpu !== undefined;
  return Object.values(regions)
    .filter(({ cluster }) => cluster !== undefined)
    .flatMap(({ name }) => {
      const all = poolsOfRegion.get(name) ?? [];
      const gpu = all.filter(isApart);
      const rest = gpu.length === 0 ? all : all.filter((pool) => !isApart(pool));
      return [
        { kind: "region" as const, id: name, name, pools: rest },
        ...(gpu.length === 0 ? [] : [{ kind: "gpu" as const, id: `${name}-gpu`, name, pools: gpu }]),
      ];
    });
}

const SLICING: Readonly<Record<SliceKind, readonly Slicing[]>> = {
  region: ["byRegion", "gpuApart"],
  team: ["byTeam"],
  gpu: ["gpuApart"],
};

function noSuchSlice(
  fleet: ResolvedFleet,
  slices: readonly Slice[],
  kind: SliceKind,
  name: string | undefined,
): Problem {
  const [wanted] = SLICING[kind];
  if (!SLICING[kind].includes(fleet.slices)) {
    const why = "the fleet puts these pools into other stacks, and a pool in two states is registered twice";
    return { path: "slices", value: fleet.slices, why, fix: `write slices: ${wanted} in the fleet` };
  }
  const path = kind === "team" ? "team" : "region";
  const names = slices.filter((slice) => slice.kind === kind).map((slice) => slice.name ?? "(left out)");
  const why =
    kind === "gpu"
      ? "the fleet has no GPU pools there"
      : name === undefined
        ? "every pool of the fleet has a team"
        : `the fleet has no ${path} of this name${kind === "region" ? " with a cluster" : ""}`;
  return { path, value: name, why, fix: names.length === 0 ? "add one" : `write one of ${names.join(", ")}` };
}
