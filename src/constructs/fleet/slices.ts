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
}

const slicesOfFleet = new WeakMap<ResolvedFleet, readonly Slice[]>();

/**
 * The slices of a fleet, by name: one for each region with a cluster or for each team, also without pools, so that the last pool that
 * is taken out is destroyed; one for GPU pools and one for those that no team owns where there are any.
 */
export function slicesOf(fleet: ResolvedFleet): readonly Slice[] {
  const known = slicesOfFleet.get(fleet);
  if (known !== undefined) return known;
  const slices = fleet.slices === "byTeam" ? byTeam(fleet) : byRegion(fleet);
  slicesOfFleet.set(fleet, slices);
  return slices;
}

/**
 * One slice of a fleet.
 *
 * @throws {ConstructError} when the fleet has none of this kind and name, with what it has instead.
 */
export function sliceOf(scopePath: string, fleet: ResolvedFleet, kind: SliceKind, name: string | undefined): Slice {
  const slices = slicesOf(fleet);
  const found = slices.find((slice) => slice.kind === kind && slice.name === name);
  if (found !== undefined) return found;
  throw new ConstructError(scopePath, [noSuchSlice(fleet, slices, kind, name)]);
}

/** Ids that two stacks of a fleet would have. */
export function checkStackIds(fleet: ResolvedFleet): readonly Problem[] {
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

/** Whether there is any organization to make. */
export function hasOrganizations({ teams }: ResolvedFleet): boolean {
  return Object.keys(teams).length > 0;
}

function byTeam({ teams, pools }: ResolvedFleet): readonly Slice[] {
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

function byRegion({ slices, regions, tiers, pools }: ResolvedFleet): readonly Slice[] {
  const poolsOfRegion = groupBy(pools, ({ region }) => region);
  const isApart = ({ tier }: ResolvedPool): boolean => slices === "gpuApart" && tiers[tier]?.gpu !== undefined;
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

const SLICING: Readonly<Record<SliceKind, readonly ResolvedFleet["slices"][]>> = {
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
