// The pools of a cluster as one sees them together, over all stacks of an app: namespaces and tiers that would get in each other's
// way.
//
// Source: measured on Kubernetes 1.35: two policies with different selectors in one namespace refuse every pod; a pod that asks for
// an accelerator tolerates its taint by itself where ExtendedResourceToleration is on, so each other tier needs a quota of 0.
import type { Cluster } from "../cluster.js";
import type { IConstruct } from "../core.js";
import type { Problem } from "../problems.js";
import type { RunnerTier } from "./runner-tier.js";
import { wayOf } from "./way.js";

/** One pool in its cluster. */
export interface PoolInCluster {
  /** Construct path of the pool. */
  readonly path: string;
  /** Namespaces that it makes: of its runners, of its workloads, of its placeholders. */
  readonly namespaces: readonly string[];
  /** Its tier. */
  readonly tier: RunnerTier;
}

const poolsOfApp = new WeakMap<IConstruct, Map<string, ClusterPools>>();

/** The pools of one cluster. */
export interface ClusterPools {
  readonly byNamespace: Map<string, PoolInCluster>;
  /** Pools by the namespace that their placeholders were given, which no pool makes. */
  readonly byWarmNamespace: Map<string, PoolInCluster>;
  /** One pool for each different use of nodes and accelerators, so that many pools of a few tiers are checked fast. */
  readonly byUse: Map<string, PoolInCluster>;
}

/** The pools of a cluster in an app; a cluster is its context and kubeconfig. */
export function poolsOfCluster(scope: IConstruct, { path, context }: Cluster): ClusterPools {
  const clusters = poolsOfApp.get(scope.node.root) ?? new Map<string, ClusterPools>();
  poolsOfApp.set(scope.node.root, clusters);
  const key = JSON.stringify([path, context]);
  const pools = clusters.get(key) ?? { byNamespace: new Map(), byWarmNamespace: new Map(), byUse: new Map() };
  clusters.set(key, pools);
  return pools;
}

/** Adds a pool to those of its cluster. */
export function addPool({ byNamespace, byWarmNamespace, byUse }: ClusterPools, pool: PoolInCluster): void {
  for (const namespace of pool.namespaces) byNamespace.set(namespace, pool);
  const given = pool.tier.warm?.namespace;
  if (given !== undefined) byWarmNamespace.set(given, pool);
  const use = useOf(pool.tier);
  if (!byUse.has(use)) byUse.set(use, pool);
}

/**
 * A namespace belongs to one pool: two would overwrite each other's quota and rights, and steer each other's pods. Placeholders that are
 * given a namespace stay out of all of them.
 */
export function checkNamespaces(
  { byNamespace, byWarmNamespace }: ClusterPools,
  poolName: string,
  namespaces: readonly string[],
  warmNamespace: string | undefined,
): readonly Problem[] {
  const owner = warmNamespace === undefined ? undefined : byNamespace.get(warmNamespace);
  return [
    ...namespaces.flatMap((namespace) => {
      const other = byNamespace.get(namespace);
      if (other === undefined) return [];
      const why = `its namespace ${namespace} is that of ${other.path} in the same cluster, and each pool owns its own`;
      return [{ path: "poolName", value: poolName, why, fix: "name one of them otherwise" }];
    }),
    ...namespaces.flatMap((namespace) => {
      const other = byWarmNamespace.get(namespace);
      if (other === undefined) return [];
      const why = `its namespace ${namespace} is given to the placeholders of ${other.path} in the same cluster`;
      return [{ path: "poolName", value: poolName, why, fix: "give those another namespace, in warm of their tier" }];
    }),
    ...(owner === undefined
      ? []
      : [
          {
            path: "tier.warm.namespace",
            value: warmNamespace,
            why: `it is a namespace of ${owner.path} in the same cluster, whose ceilings and rules the placeholders would be under`,
            fix: "leave it out, or name another",
          },
        ]),
  ];
}

function useOf({ name, nodes, accelerators }: RunnerTier): string {
  return JSON.stringify([name, nodes?.selector, Object.entries(accelerators)]);
}

/** What is wrong with a tier beside the other tiers of its cluster, if anything. `path` is that of the tier. */
export function checkBesideOthers(
  path: string,
  cluster: Cluster,
  { byNamespace, byUse }: ClusterPools,
  tier: RunnerTier,
): readonly Problem[] {
  const use = useOf(tier);
  return [
    ...[...byUse]
      .filter(([other]) => other !== use)
      .flatMap(([, pool]) => [...sameNodes(path, tier, pool.tier, pool), ...notRefused(path, tier, pool.tier, pool)]),
    ...sameRuntimeClass(path, cluster, tier, byNamespace),
  ];
}

function sameNodes(path: string, tier: RunnerTier, other: RunnerTier, pool: PoolInCluster): readonly Problem[] {
  if (tier.nodes === undefined || other.nodes === undefined || tier.name === other.name) return [];
  const selector = sorted(tier.nodes.selector);
  if (selector !== sorted(other.nodes.selector)) return [];
  const why = `tier ${JSON.stringify(other.name)} of ${pool.path} has the same nodes in this cluster, so pods of one take the place of the other's`;
  const fix = "give each tier nodes with a label of their own";
  return [{ path: `${path}.nodeSelector`, value: tier.nodes.selector, why, fix }];
}

/** An accelerator that one tier uses and another does not refuse. */
function notRefused(path: string, tier: RunnerTier, other: RunnerTier, pool: PoolInCluster): readonly Problem[] {
  const problem = (value: unknown, resource: string, whose: string): Problem => ({
    path: `${path}.refusedAccelerators`,
    value,
    why: `${resource} is in use in this cluster, and without a quota of 0 a pod of ${whose} that asks for it gets in`,
    fix: `list ${JSON.stringify(resource)} in refusedAccelerators of that tier, beside those it has`,
  });
  const used = (one: RunnerTier) => Object.keys(one.accelerators).filter((name) => one.accelerators[name] !== 0);
  return [
    ...used(other)
      .filter((resource) => !(resource in tier.accelerators))
      .map((resource) => problem(Object.keys(tier.accelerators), resource, `tier ${JSON.stringify(tier.name)}`)),
    ...used(tier)
      .filter((resource) => !(resource in other.accelerators))
      .map((resource) =>
        problem(Object.keys(other.accelerators), resource, `tier ${JSON.stringify(other.name)} of ${pool.path}`),
      ),
  ];
}

function sameRuntimeClass(
  path: string,
  cluster: Cluster,
  tier: RunnerTier,
  byNamespace: ReadonlyMap<string, PoolInCluster>,
): readonly Problem[] {
  const chosen = wayOf(cluster);
  if (chosen.way !== "runtimeClass" || tier.nodes === undefined) return [];
  const owner = [...byNamespace.values()].find((pool) => pool.tier.nodes !== undefined);
  if (owner === undefined) return [];
  const why = `RuntimeClass ${chosen.handler} has one meaning in a cluster, and ${owner.path} has it`;
  return [{ path: `${path}.nodeSelector`, value: tier.nodes.selector, why, fix: "choose another way for the cluster" }];
}

function sorted(selector: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1)));
}
