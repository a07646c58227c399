// Finding the pools of one stack among the slices of a fleet, and saying what there is instead.
import type { ResolvedFleet, Slice, SliceKind } from "../../fleet/index.js";
import { ConstructError, type Problem } from "../problems.js";
import { fleetModule } from "./lazy.js";

/**
 * One slice of a fleet.
 *
 * @throws {ConstructError} when the fleet has none of this kind and name, with what it has instead.
 */
export function sliceOf(scopePath: string, fleet: ResolvedFleet, kind: SliceKind, name: string | undefined): Slice {
  const slices = fleetModule().slicesOf(fleet);
  const found = slices.find((slice) => slice.kind === kind && slice.name === name);
  if (found !== undefined) return found;
  throw new ConstructError(scopePath, [noSuchSlice(fleet, slices, kind, name)]);
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
