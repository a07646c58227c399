// How the pools of a fleet are put into stacks. A stack has one state, so a pool is in exactly one; stacks of regions, teams and GPU
// tiers are told apart by their ids, which are contract: they name states.
import { groupBy } from "../rules/index.js";
import type { ResolvedFleet, ResolvedPool } from "./resolved.js";

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

/** The pools of a stack in one slicing. */
export type Cut = Omit<Slice, "released">;

const slicesOfFleet = new WeakMap<ResolvedFleet, readonly Slice[]>();

/**
 * The slices of a fleet, by name: one for each region with a cluster or for each team, also without pools, so that the last pool that
 * is taken out is destroyed; one for GPU pools and one for those that no team owns where there are any. While the fleet says
 * `releasedFrom`, also those of the slicing before that have pools to let go.
 */
export function slicesOf(fleet: ResolvedFleet): readonly Slice[] {
  const known = slicesOfFleet.get(fleet);
  if (known !== undefined) return known;
  const { now, before } = cutsOf(fleet);
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

/** The stacks of a fleet now, and in the slicing before; none before when no pool changes its stack. */
export function cutsOf(fleet: ResolvedFleet): { readonly now: readonly Cut[]; readonly before: readonly Cut[] } {
  const { slices, releasedFrom } = fleet;
  return { now: cut(fleet, slices), before: releasedFrom === undefined ? [] : cut(fleet, releasedFrom) };
}

/** In which stack each pool is. */
export function stackOfPool(cuts: readonly Cut[]): ReadonlyMap<ResolvedPool, string> {
  return new Map(cuts.flatMap(({ id, pools }) => pools.map((pool) => [pool, id] as const)));
}

function cut(fleet: ResolvedFleet, slicing: ResolvedFleet["slices"]): readonly Cut[] {
  return slicing === "byTeam" ? byTeam(fleet) : byRegion(fleet, slicing);
}

/** Whether there is any organization to make. */
export function hasOrganizations({ teams }: ResolvedFleet): boolean {
  return Object.keys(teams).length > 0;
}

/** Ids of what stands in a stack of a region or of GPU pools beside the pools, so that no pool there can be named so. */
export function reservedIds({ teams, pools }: ResolvedFleet): ReadonlySet<string> {
  return new Set([
    "agyn",
    "agyn-objects",
    "agyn-scheduled-objects",
    "backend",
    "helm",
    "kubernetes",
    ...Object.values(teams).flatMap(({ name, organization }) => [`agyn-${name}`, `organization-${organization}`]),
    ...pools.flatMap(({ organization }) =>
      organization === undefined ? [] : [`platform-organization-${organization}`],
    ),
  ]);
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

function byRegion({ regions, tiers, pools }: ResolvedFleet, slicing: ResolvedFleet["slices"]): readonly Cut[] {
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
