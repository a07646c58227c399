// The pools that a synthesized app has on one context: what each should find in its cluster. A fleet says it in fleet.json; of an app
// without one it is read from the stacks.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FLEET_JSON, type FleetFile } from "../../fleet/index.js";
import { readSynthesizedStacks } from "../../synthesized/index.js";
import { parsed } from "./json.js";
import { kubeconfigIn } from "./kubeconfig.js";
import type { PlacedCluster, PlacedPool } from "./placed-pool.js";
import { synthesizedPools } from "./synthesized-pools.js";

const MANIFEST = "manifest.json";

/** The pools of a synthesized app. */
export interface SynthesizedFleet {
  /** Where a cluster is named: `region of .../fleet.json`, `pool of cdktf.out`. */
  readonly source: string;
  /** Contexts that are named, sorted. */
  readonly contexts: readonly string[];
  /** Clusters by region, as far as it has one; without a fleet by pool. */
  readonly clusters: Readonly<Record<string, PlacedCluster>>;
  readonly pools: readonly PlacedPool[];
}

/**
 * Reads the pools of an output folder.
 *
 * @returns undefined when nothing was synthesized there
 * @throws when it can't be read
 */
export function readFleet(outDirectory: string): SynthesizedFleet | undefined {
  return readFleetFile(outDirectory) ?? readStacks(outDirectory);
}

function readStacks(outDirectory: string): SynthesizedFleet | undefined {
  if (!existsSync(join(outDirectory, MANIFEST))) return undefined;
  const pools = synthesizedPools(readSynthesizedStacks(outDirectory));
  const clusters = Object.fromEntries(pools.map(({ pool, cluster }) => [pool.id, cluster]));
  return { source: `pool of ${outDirectory}`, clusters, contexts: contextsOf(clusters), pools };
}

function contextsOf(clusters: Readonly<Record<string, PlacedCluster>>): readonly string[] {
  return [...new Set(Object.values(clusters).map(({ context }) => context))].sort();
}

function readFleetFile(outDirectory: string): SynthesizedFleet | undefined {
  const file = join(outDirectory, FLEET_JSON);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const fleet = fleetIn(text, file);
  // stacks lie side by side: a path that leads out of one leads to the same place from each
  const stackFolder = (region: string): string => join(outDirectory, "stacks", region);
  const clusters = Object.fromEntries(
    Object.entries(fleet.regions).flatMap(([name, { cluster }]) =>
      cluster === undefined ? [] : [[name, { ...cluster, path: kubeconfigIn(stackFolder(name), cluster.path) }]],
    ),
  );
  const tiers = Object.values(fleet.tiers);
  return {
    source: `region of ${file}`,
    clusters,
    contexts: contextsOf(clusters),
    pools: Object.values(fleet.pools).flatMap((pool) => {
      const cluster = clusters[pool.region];
      const tier = fleet.tiers[pool.tier];
      return cluster === undefined || tier === undefined ? [] : [{ pool, tier, cluster, tiers, ...runtimeOf(pool) }];
    }),
  };
}

/** What the runners are told about docker. */
function runtimeOf({ capabilities, dockerImplementation }: FleetFile["pools"][string]): Pick<PlacedPool, "docker"> {
  return capabilities.includes("docker") ? { docker: dockerImplementation } : {};
}

function fleetIn(text: string, file: string): FleetFile {
  const fleet = parsed(text) as Partial<FleetFile> | null | undefined;
  if (fleet?.formatVersion === "1" && fleet.pools && fleet.regions && fleet.tiers) return fleet as FleetFile;
  throw new Error(
    `doctor: ${file} is no fleet of version 1: synthesize the app anew, or name its folder with --out DIR`,
  );
}
