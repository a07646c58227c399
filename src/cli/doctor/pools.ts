// The pools that a synthesized fleet has on one context, read from fleet.json: what each should find in its cluster.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  FLEET_JSON,
  type FleetFile,
  type ResolvedCluster,
  type ResolvedPool,
  type ResolvedTier,
} from "../../fleet/index.js";

/** A pool, its tier, and those of the whole fleet. */
export interface PlacedPool {
  readonly pool: ResolvedPool;
  readonly tier: ResolvedTier;
  readonly cluster: ResolvedCluster;
  readonly tiers: readonly ResolvedTier[];
}

/** The fleet of a synthesized app. */
export interface SynthesizedFleet {
  readonly file: string;
  /** Contexts that the fleet names, sorted. */
  readonly contexts: readonly string[];
  /** Regions by name, as far as they have a cluster. */
  readonly clusters: Readonly<Record<string, ResolvedCluster>>;
  readonly pools: readonly PlacedPool[];
}

/**
 * Reads the fleet of an output folder.
 *
 * @returns undefined when there is none
 * @throws when it can't be read
 */
export function readFleet(outDirectory: string): SynthesizedFleet | undefined {
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
    file,
    clusters,
    contexts: [...new Set(Object.values(clusters).map(({ context }) => context))].sort(),
    pools: Object.values(fleet.pools).flatMap((pool) => {
      const cluster = clusters[pool.region];
      const tier = fleet.tiers[pool.tier];
      return cluster === undefined || tier === undefined ? [] : [{ pool, tier, cluster, tiers }];
    }),
  };
}

/** The kubeconfig of a cluster as the kubernetes provider finds it. */
export function kubeconfigOf({ path }: ResolvedCluster, env: NodeJS.ProcessEnv): string {
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
