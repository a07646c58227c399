// Placement by environment: the environment names its runner, so there is no choice, and a flavor of that runner's catalog.
//
// Source: facts of the platform, newer placement (2026-07): environment.runnerId, flavor and storage classes from the reported
// catalog, the agent's capabilities among the reported ones, labels unused, no fallback.
import { groupBy } from "../../rules/index.js";
import { own } from "../plain.js";
import type { ResolvedAgent, ResolvedFlavor, ResolvedFleet, ResolvedPool } from "../resolved.js";
import { tierOf } from "../tiers.js";

/** What can't be proved while environments are no resources of this package. */
export const UNPROVED_WITH_ENVIRONMENTS =
  "This platform places work by environments, which are no resources of this fleet: that an agent's environment exists, names the " +
  "runner, flavor and storage classes declared here, and is the one the agent uses is not proved.";

/** Where an agent's environment leads, as far as the fleet knows it. */
export interface EnvironmentTarget {
  readonly pool?: ResolvedPool;
  /** Several pools have the name that was given. */
  readonly isAmbiguous?: true;
  readonly flavor?: ResolvedFlavor;
}

/** The pool and flavor of an agent's environment. */
export function resolvedEnvironment(fleet: ResolvedFleet, { environment }: ResolvedAgent): EnvironmentTarget {
  if (environment === undefined) return {};
  const { byRunner, byId, byName } = poolsOf(fleet);
  if (environment.runner !== undefined) return target(fleet, byRunner.get(environment.runner), environment.flavor);
  const exact = byId.get(environment.pool ?? "");
  if (exact !== undefined) return target(fleet, exact, environment.flavor);
  const named = byName.get(environment.pool ?? "") ?? [];
  return named.length > 1 ? { isAmbiguous: true } : target(fleet, named[0], environment.flavor);
}

function target(fleet: ResolvedFleet, pool: ResolvedPool | undefined, name: string | undefined): EnvironmentTarget {
  if (pool === undefined) return {};
  const { flavors } = tierOf(fleet, pool);
  const flavor = name === undefined ? Object.values(flavors).find((entry) => entry.default) : own(flavors, name);
  return flavor === undefined ? { pool } : { pool, flavor };
}

interface PoolNames {
  readonly byRunner: ReadonlyMap<string, ResolvedPool>;
  readonly byId: ReadonlyMap<string, ResolvedPool>;
  readonly byName: ReadonlyMap<string, readonly ResolvedPool[]>;
}

const namesOfFleet = new WeakMap<ResolvedFleet, PoolNames>();

function poolsOf(fleet: ResolvedFleet): PoolNames {
  const known = namesOfFleet.get(fleet);
  if (known !== undefined) return known;
  const names = {
    byRunner: new Map(fleet.pools.flatMap((pool) => pool.runners.map((runner) => [runner, pool] as const))),
    byId: new Map(fleet.pools.map((pool) => [pool.id, pool] as const)),
    byName: groupBy(fleet.pools, ({ name }) => name),
  };
  namesOfFleet.set(fleet, names);
  return names;
}
