// Two pools for the same work: chance decides between all runners that meet an agent's requirements, so whatever does not tell pools
// apart sends work where it was not meant to go.
import { requirementsKey } from "../placing/pool-index.js";
import type { ResolvedPool } from "../resolved.js";
import { type Breach, groupBy, STRICT_IN_PROD, WARNING } from "../../rules/index.js";
import type { FleetRule, JudgedFleet } from "./rule.js";

/** Pools that are named in a message; the rest is counted. */
const MAX_NAMED = 3;

/** A cluster-scoped pool does not take an organization's work by accident. */
const sharedOverlap: FleetRule = {
  id: "fleet/shared-overlap",
  must: "Work of an organization with pools of its own lands on a cluster-scoped pool only where its agents require a `tier` label.",
  otherwise:
    "Chance decides between the organization's own pool and the shared one, so capacity that was paid for stays idle.",
  severity: WARNING,
  check: (judged) => (judged.fleet.placement === "environments" ? [] : sharedOverlaps(judged)),
};

function sharedOverlaps({ fleet, work }: JudgedFleet): readonly Breach[] {
  const withAgents = new Set(work.kinds.map(({ organization }) => organization));
  const undeclared = work.index
    .organizations()
    .filter((organization) => !withAgents.has(organization) && work.index.shared.size > 0)
    .map((organization) => {
      const [first] = work.index.ownOf(organization).shortestList({ labels: {}, capabilities: [] });
      return {
        path: first?.pool.path ?? "pools",
        value: organization,
        why: "the organization has pools of its own beside cluster-scoped ones, and no agent is declared that says which it wants",
        fix: "declare its agents with the tier label they require, or acknowledge this",
      };
    });
  const ambiguous = work.kinds
    .filter(
      ({ labels, shared, own }) => shared.pools.length > 0 && own.pools.length > 0 && !Object.hasOwn(labels, "tier"),
    )
    .flatMap(({ agents, shared, own }) =>
      agents.map(({ path, labels }) => ({
        path: `${path}.labels`,
        value: labels,
        why: `its work lands by chance on the organization's own ${named(own.pools)} or on the shared ${named(shared.pools)}`,
        fix: `require the tier, as in tier: ${own.pools[0]?.tier ?? fleet.pools[0]?.tier ?? "standard"}, or a label that only one of them has`,
      })),
    );
  return [...undeclared, ...ambiguous];
}

/** Two pools of one scope can be told apart. */
const poolOverlap: FleetRule = {
  id: "fleet/pool-overlap",
  must: "Of two pools of one scope, each has a label or capability that the other has not.",
  otherwise: "Work that is meant for one of them lands by chance on the other.",
  severity: STRICT_IN_PROD,
  check: ({ fleet, work: { index } }) => {
    if (fleet.placement === "environments") return [];
    // what is paused is alike, and nothing is meant for it
    const working = fleet.pools.filter(({ paused }) => paused === undefined);
    return [...groupBy(working, scopeAndKey).values()].flatMap((twins) => {
      const [pool] = twins;
      if (pool === undefined) return [];
      const { organization } = pool;
      const scope = organization === undefined ? index.shared : index.ownOf(organization);
      const pools = scope
        .matching(organization ?? "", requirementsOf(pool))
        .pools.filter(({ paused }) => paused === undefined);
      const wider =
        pools.length === twins.length ? [] : pools.filter((other) => !twins.includes(other)).slice(0, MAX_NAMED);
      return [...(twins.length > 1 ? [sameWork(pool, twins)] : []), ...twins.flatMap((twin) => widerWork(twin, wider))];
    });
  },
};

function sameWork(pool: ResolvedPool, twins: readonly ResolvedPool[]): Breach {
  return {
    path: pool.path,
    value: pool.id,
    why: `${named(twins.slice(1))} has the same scope, labels and capabilities, so chance decides between them`,
    fix: `give each a label of its own, as in labels: {pool: ${pool.name}}, and require that, or make it one pool with more runners`,
  };
}

/** A wider pool is often a deliberate reserve: a warning in every stage. */
function widerWork(pool: ResolvedPool, wider: readonly ResolvedPool[]): readonly Breach[] {
  if (wider.length === 0) return [];
  const why = `${named(wider)} has all of its labels and capabilities and more, so work that is meant for this pool lands there too`;
  const fix = `give this pool a label of its own, as in labels: {pool: ${pool.name}}, and require that`;
  return [{ path: pool.path, value: pool.id, why, fix, severity: "warning" }];
}

function requirementsOf({ labels, capabilities }: ResolvedPool): Pick<ResolvedPool, "labels" | "capabilities"> {
  return { labels, capabilities: capabilities.toSorted() };
}

function scopeAndKey(pool: ResolvedPool): string {
  return `${pool.organization ?? ""} ${requirementsKey(requirementsOf(pool))}`;
}

function named(pools: readonly { readonly id: string }[]): string {
  const more = pools.length - MAX_NAMED;
  const names = pools.slice(0, MAX_NAMED).map(({ id }) => id);
  return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** The rules about pools for the same work. */
export const overlapRules: readonly FleetRule[] = [poolOverlap, sharedOverlap];
