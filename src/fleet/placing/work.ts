// The declared agents sorted by what they require, each kind with the pools that may get it: the documented selection, in which
// scope, labels and capabilities decide and chance picks one of the runners left over.
import { groupBy } from "../../rules/index.js";
import type { ResolvedAgent, ResolvedFleet } from "../resolved.js";
import { type Match, PoolIndex, type Requirements, requirementsKey } from "./pool-index.js";

/** Agents of one organization with the same requirements, and where their work may land. */
export interface WorkKind extends Requirements {
  readonly organization: string;
  readonly agents: readonly ResolvedAgent[];
  /** Cluster-scoped pools that take it. */
  readonly shared: Match;
  /** Pools of the organization's own that take it. */
  readonly own: Match;
}

/** Where all declared work may land. */
export interface Work {
  readonly index: PoolIndex;
  readonly kinds: readonly WorkKind[];
}

/** Sorts the agents of a fleet by what they require and finds the pools of each kind. */
export function workOf({ pools, agents }: ResolvedFleet): Work {
  const index = new PoolIndex(pools);
  const kinds = [...groupBy(agents, ({ organization }) => organization)].flatMap(([organization, members]) =>
    [...groupBy(members, requirementsKey)].flatMap(([key, alike]) => {
      const [{ labels, capabilities } = { labels: {}, capabilities: [] }] = alike;
      const requirements = { labels, capabilities };
      return {
        organization,
        ...requirements,
        agents: alike,
        shared: index.shared.matching(organization, requirements, key),
        own: index.ownOf(organization).matching(organization, requirements, key),
      };
    }),
  );
  return { index, kinds };
}

/** Whether any pool takes the work. */
export function hasPlace({ shared, own }: WorkKind): boolean {
  return shared.pools.length > 0 || own.pools.length > 0;
}
