// Why no pool takes some work: the requirement that no pool in reach meets, else the pools that come nearest with what each lacks.
import { describeNoPlacement, selectRunners } from "../../placement/index.js";
import { nearest } from "../../rules/index.js";
import type { IndexedPool, PoolIndex, PoolScope, Requirements } from "./pool-index.js";

/** Pools that are named with what they lack. */
const MAX_NAMED = 5;
const NAMED_PER_REQUIREMENT = 2;

/** Work that has no place. */
export interface RequiredBy extends Requirements {
  readonly organization: string;
}

/** An explanation as a finding wants it. */
export interface Explanation {
  readonly why: string;
  readonly fix: string;
}

/** Why the work has no place, and the nearest way to give it one. */
export function explainNoPlace(index: PoolIndex<IndexedPool>, work: RequiredBy): Explanation {
  const scopes = [index.ownOf(work.organization), index.shared].filter(({ size }) => size > 0);
  if (scopes.length === 0) {
    const why = `no pool serves organization ${work.organization}, and none is cluster-scoped`;
    return { why, fix: "add a pool of a team that owns this organization, or a cluster-scoped one" };
  }
  const unmet = [...unmetLabels(scopes, work), ...unmetCapabilities(scopes, work)];
  return unmet.length > 0
    ? { why: unmet.map(({ why }) => why).join("; "), fix: unmet.map(({ fix }) => fix).join("; ") }
    : notTogether(scopes, work);
}

function unmetLabels(scopes: readonly PoolScope<IndexedPool>[], { labels }: RequiredBy): readonly Explanation[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const values = [...new Set(scopes.flatMap((scope) => [...scope.valuesOf(key)]))].toSorted();
    if (values.includes(value)) return [];
    const has = values.length === 0 ? "none has this label" : `they have ${listed(values)}`;
    const meant = nearest(value, values);
    const fix =
      meant === undefined
        ? `put ${key}=${value} on a pool, or take it out of the requirements`
        : `write ${key}: ${meant}`;
    return [{ why: `no pool in reach has the label ${key}=${value} (${has})`, fix }];
  });
}

function unmetCapabilities(
  scopes: readonly PoolScope<IndexedPool>[],
  { capabilities }: RequiredBy,
): readonly Explanation[] {
  return capabilities
    .filter((capability) => !scopes.some((scope) => scope.offers(capability)))
    .map((capability) => ({
      why: `no pool in reach lists the capability ${capability} (one that lists none leaves it to its runners, which proves nothing)`,
      fix: `list ${capability} in a pool's capabilities, or take it out of the requirements`,
    }));
}

/** Every requirement is met somewhere, but nowhere all of them. */
function notTogether(scopes: readonly PoolScope<IndexedPool>[], work: RequiredBy): Explanation {
  const near = [...new Set(scopes.flatMap((scope) => scope.someMeetingEach(work, NAMED_PER_REQUIREMENT)))].slice(
    0,
    MAX_NAMED,
  );
  const workload = { organizationId: work.organization, labels: work.labels, capabilities: work.capabilities };
  const placement = selectRunners(near, workload);
  const lacks = placement.rejected.map(({ runner, detail }) => `${runner.id} ${detail}`);
  const why =
    lacks.length === 0
      ? describeNoPlacement(placement, workload)
      : `no pool meets all requirements at once; nearest: ${lacks.join("; ")}`;
  return { why, fix: "give one of these pools what it lacks, or require less" };
}

function listed(values: readonly string[]): string {
  const more = values.length - 10;
  return values.slice(0, 10).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
