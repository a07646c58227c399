// The pools that a synthesized app has on one context: what each should find in its cluster. A fleet says it in fleet.json; of an app
// without one it is read from the stacks.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { FLEET_JSON, type FleetFile } from "../../fleet/index.js";
import { readSynthesizedStacks } from "../../synthesized/index.js";
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
  const fleet = parsed(text, file);
  const clusters = Object.fromEntries(
    Object.entries(fleet.regions).flatMap(([name, { cluster }]) => (cluster === undefined ? [] : [[name, cluster]])),
  );
  const tiers = Object.values(fleet.tiers);
  return {
    source: `region of ${file}`,
    clusters,
    contexts: contextsOf(clusters),
    pools: Object.values(fleet.pools).flatMap((pool) => {
      const cluster = clusters[pool.region];
      const tier = fleet.tiers[pool.tier];
      return cluster === undefined || tier === undefined ? [] : [{ pool, tier, cluster, tiers }];
    }),
  };
}

/** The kubeconfig of a cluster as the kubernetes provider finds it. */
export function kubeconfigOf({ path }: PlacedCluster, env: NodeJS.ProcessEnv): string {
  return path.replace(/^~(?=\/|$)/, env["HOME"] ?? homedir());
}

function parsed(text: string, file: string): FleetFile {
  try {
    const json = JSON.parse(text) as Partial<FleetFile>;
    if (json.formatVersion === "1" && json.pools && json.regions && json.tiers) return json as FleetFile;
  } catch {
    // said below
  }
  throw new Error(
    `doctor: ${file} is no fleet of version 1: synthesize the app anew, or name its folder with --out DIR`,
  );
}
