// Which addresses a stack lets go of when its pools move to other stacks: those it had while it made them. So it is made once more as
// it was, of the pools that move and of nothing else, in an app that nobody synthesizes.
//
// Source: `allocateLogicalId` of cdktf 0.21 (an address is made of the path inside the stack and nothing else).
import type { ResolvedPool } from "../../fleet/index.js";
import { type Construct, RootConstruct, TerraformResource, type TerraformStack } from "../core.js";
import { addressOf } from "../names.js";
import type { IFleet } from "./parts.js";

/** Makes a stack of a fleet. */
export type MakeStack = (scope: Construct, fleet: IFleet) => TerraformStack;

/** Addresses of the pools' resources in the stack that had them, the Secrets of their tokens too. */
export function releasedAddresses(fleet: IFleet, pools: readonly ResolvedPool[], again: MakeStack): readonly string[] {
  return again(new RootConstruct(), asItWas(fleet, pools))
    .node.findAll()
    .filter((child): child is TerraformResource => TerraformResource.isTerraformResource(child))
    .map(addressOf);
}

function asItWas(fleet: IFleet, pools: readonly ResolvedPool[]): IFleet {
  const { releasedFrom, ...resolved } = fleet.resolved;
  return {
    resolved: {
      ...resolved,
      slices: releasedFrom ?? resolved.slices,
      pools: pools.map(({ adopt: _adopt, tokenSecrets: _tokenSecrets, ...pool }) => pool),
    },
    findings: [],
    region: (name) => fleet.region(name),
    team: (name) => fleet.team(name),
    tierOf: (pool) => fleet.tierOf(pool),
    chartOf: (pool) => fleet.chartOf(pool),
  };
}
