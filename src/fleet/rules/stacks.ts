// What stacks are called, and what is called like something else in them: an id names a state or an address, so two things of one id
// would be one.
//
// Source: constructs of one parent have different ids; whoever makes an organization owns it, and only an owner registers runners in
// it (facts of the platform, 1.6).
import { at } from "../path.js";
import type { ResolvedFleet } from "../resolved.js";
import { cutsOf, hasOrganizations, ORGANIZATIONS, reservedIds, slicesOf, stackOfPool } from "../slices.js";
import { type Breach, ERROR, groupBy, STRICT_IN_PROD } from "../../rules/index.js";
import type { FleetRule } from "./rule.js";

/** Stacks have ids of their own. */
const stackId: FleetRule = {
  id: "fleet/stack-id",
  must: "Every stack has an id of its own: no region or team is called `organizations`, `shared` beside pools that no team owns, or like another region's stack of GPU pools.",
  otherwise: "Two stacks would share one state.",
  severity: ERROR,
  unacknowledgeable: "name the region or team otherwise",
  check: ({ fleet }) => {
    const stacks = [
      ...(hasOrganizations(fleet) ? [{ id: ORGANIZATIONS, kind: "organizations", name: undefined }] : []),
      ...slicesOf(fleet),
    ];
    return [...groupBy(stacks, ({ id }) => id).values()]
      .filter(({ length }) => length > 1)
      .flatMap((twins) => twins.filter(({ id, name }) => id === name))
      .map(({ id, kind }) => ({
        path: at(kind === "team" ? "teams" : "regions", id),
        value: id,
        why: `two stacks would be called ${id}, and each names a state`,
        fix: `name this ${kind} otherwise`,
      }));
  },
};

/** Pools are not called like what stands beside them. */
const reservedName: FleetRule = {
  id: "fleet/reserved-name",
  must: "No pool in a stack of a region is called like a provider block, a look-up or the backend of the stack.",
  otherwise: "The stack can't be made.",
  severity: ERROR,
  unacknowledgeable: "name the pool otherwise",
  check: ({ fleet }) => {
    if (fleet.slices === "byTeam") return [];
    const reserved = reservedIds(fleet);
    return fleet.pools
      .filter(({ name }) => reserved.has(name))
      .map(({ path, name }) => ({
        path,
        value: name,
        why: "its stack has a provider block, a look-up or a backend of this id",
        fix: "name the pool otherwise",
      }));
  },
};

/** An organization has one owner here: whoever registers runners in it with another token is refused. */
const sharedOrganization: FleetRule = {
  id: "fleet/organization-shared",
  must: "Each team has an organization of its own, and no pool without a team serves a team's organization.",
  otherwise:
    "The organization is owned by whose token makes it, which is that of the team that comes first by name; another token is refused until an owner makes its user one too.",
  severity: STRICT_IN_PROD,
  check: ({ definition, fleet }) => {
    const teamsOf = groupBy(Object.values(fleet.teams), ({ organization }) => organization);
    return [
      ...[...teamsOf.values()].flatMap(([maker, ...others]) =>
        maker === undefined ? [] : others.flatMap((team) => besideMaker(maker, team)),
      ),
      ...Object.entries(definition.pools).flatMap(([key, { organization }]) => {
        const [maker] = teamsOf.get(organization ?? "") ?? [];
        return maker === undefined ? [] : [ofNoTeam(at("pools", key), maker)];
      }),
    ];
  },
};

type Team = ResolvedFleet["teams"][string];

/** What is wrong with a team whose organization another one makes. */
function besideMaker(maker: Team, { name, organization, organizationName }: Team): readonly Breach[] {
  const path = at("teams", name);
  const made = `team ${maker.name} makes the organization`;
  const shared = {
    path: `${path}.organization`,
    value: organization,
    why: `${made} and owns it, so this team's token can't register runners there until an owner makes its user one too`,
    fix: "give the team an organization of its own, or make its user an owner and acknowledge this",
  };
  if (organizationName === maker.organizationName) return [shared];
  const called = JSON.stringify(maker.organizationName);
  const why = `${made} and calls it ${called}, so nothing is called by this name`;
  const fix = "write the same name in both, or leave it out in both";
  return [shared, { path: `${path}.organizationName`, value: organizationName, why, fix }];
}

/** A pool that no team owns, in the organization of one. */
function ofNoTeam(path: string, { name, organization }: Team): Breach {
  const why = `team ${name} makes the organization and owns it, and a pool without a team is registered with the platform's token, which is refused`;
  const fix = `write team: ${name} instead, or make the platform's user an owner and acknowledge this`;
  return { path: `${path}.organization`, value: organization, why, fix };
}

/** Pools that change their stack are taken over by the one they come to. */
const movedPool: FleetRule = {
  id: "fleet/moved-pool",
  must: "While `releasedFrom` stands in a fleet, each pool that changes its stack is adopted, and no stack goes on with the state of another kind of stack.",
  otherwise: "Runners that run would be registered anew.",
  severity: ERROR,
  unacknowledgeable: "list the runners of the pool under adopt, or move the states",
  check: ({ fleet }) => {
    const { slices, releasedFrom, pools } = fleet;
    if (releasedFrom === undefined) return [];
    if (releasedFrom === slices) {
      const why = "the fleet is sliced that way now, so no pool changes its stack";
      return [{ path: "releasedFrom", value: releasedFrom, why, fix: "write the slicing before, or leave it out" }];
    }
    const { now, before } = cutsOf(fleet);
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
      ...pools.flatMap((pool) => {
        const from = stackBefore.get(pool) ?? "none";
        const to = stackNow.get(pool) ?? "none";
        if (from === to || pool.adopt !== undefined) return [];
        const why = `the stack ${from} lets go of the pool and ${to} would register it anew, beside the runners that run`;
        const fix = "list its runners under adopt, or add a pool that is new when releasedFrom is gone";
        return [{ path: pool.path, why, fix }];
      }),
    ];
  },
};

/** A pool that stays in its stack is not adopted there, unless it was taken over earlier. */
const adoptedInPlace: FleetRule = {
  id: "fleet/adopted-in-place",
  must: "While `releasedFrom` stands in a fleet, no pool that stays in its stack is adopted, unless it was taken over earlier.",
  otherwise: "The stack's state has the Secrets of the pool's tokens, and destroys them.",
  severity: STRICT_IN_PROD,
  check: ({ fleet }) => {
    if (fleet.releasedFrom === undefined || fleet.releasedFrom === fleet.slices) return [];
    const { now, before } = cutsOf(fleet);
    const stackNow = stackOfPool(now);
    const stackBefore = stackOfPool(before);
    return fleet.pools.flatMap((pool) => {
      const { path, adopt } = pool;
      const stack = stackNow.get(pool) ?? "none";
      if (adopt === undefined || stackBefore.get(pool) !== stack) return [];
      const why = `the pool stays in the stack ${stack}, whose state has the Secrets of its tokens and destroys them, unless it was taken over earlier`;
      const fix = "leave it out, or acknowledge this for a pool that was taken over earlier";
      return [{ path: `${path}.adopt`, value: adopt.length, why, fix }];
    });
  },
};

/** The rules about stacks. */
export const stackRules: readonly FleetRule[] = [stackId, reservedName, sharedOrganization, movedPool, adoptedInPlace];
