// The platform of a rehearsal in one process: the embedded gateway, behind a secret path of it the clusters of the stand-in
// providers, in the same state file, and the stand-ins themselves for whoever attaches them.
import { randomBytes } from "node:crypto";
import { type Emulator, type RequestHandler, type SimulationOptions, startEmulator } from "../emulator/index.js";
import { ADDRESS_VARIABLE, clusterHandler, ClusterStore, enroll, type RealClusters } from "./cluster-store/index.js";
import type { AttachedStandIns } from "./stand-ins/attached.js";
import type { ClusterSeed } from "./seed/cluster-objects.js";

const SECRET_BYTES = 32;

/** How the platform is started. */
export interface PlatformOptions {
  /** Token of the cluster admin. */
  readonly token: string;
  /**
   * State file of gateway and clusters, mode 0600.
   * @default - nothing is kept
   */
  readonly dataFile?: string;
  /**
   * Every `host:port` at which the runners of the rehearsed stacks reach the gateway; an address behind a TLS proxy too.
   * @default - whatever they dial is taken for it
   */
  readonly gatewayAddresses?: readonly string[];
  /**
   * Clusters that carry out what the stand-ins ask for.
   * @default - none: the embedded store alone
   */
  readonly realClusters?: RealClusters;
  /**
   * Agents whose work runs on the runners that enroll, by a clock that `gateway.simulation` moves.
   * @default - no work
   */
  readonly simulation?: SimulationOptions;
}

/** A running platform. */
export interface Platform {
  readonly gateway: Emulator;
  readonly clusters: ClusterStore;
  /** What Terraform needs in its environment to reach both. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Serves the stand-ins from this process for terraform in a directory, instead of processes that terraform starts and ends some
   * dozen times. What `Terraform` takes as `attached`.
   */
  readonly standIns: (directory: string) => Promise<string>;
  /** Puts what was there before into the clusters, and starts the pods that have not enrolled. */
  seedClusters(seeds: readonly ClusterSeed[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts gateway and clusters. The gateway takes its last port when that is free, else another. */
export async function startPlatform({
  token,
  dataFile,
  gatewayAddresses,
  realClusters,
  simulation,
}: PlatformOptions): Promise<Platform> {
  const prefix = `/stand-in-clusters/${randomBytes(SECRET_BYTES).toString("hex")}`;
  let handler: RequestHandler = () => false; // the clusters need the gateway's store, which is there once it has started
  const gateway = await startEmulator({
    token,
    ...(dataFile !== undefined && { dataFile }),
    ...(simulation !== undefined && { simulation }),
    handlers: [(request, response) => handler(request, response)],
  });
  const clusters = new ClusterStore(gateway.store.section("clusters"), gatewayAddresses);
  handler = clusterHandler(clusters, prefix, () => gateway.url, realClusters);
  const address = gateway.url + prefix;
  const attached = new Map<string, Promise<AttachedStandIns>>();
  return {
    gateway,
    clusters,
    env: { AGYN_API_URL: gateway.url, AGYN_API_TOKEN: token, [ADDRESS_VARIABLE]: address },
    standIns: async (directory) => {
      const { attachStandIns } = await import("./stand-ins/attached.js");
      const found = attached.get(directory) ?? attachStandIns(address, directory);
      attached.set(directory, found);
      return (await found).reattach;
    },
    async seedClusters(seeds) {
      for (const seed of seeds) clusters.seed(seed.cluster, seed);
      for (const { cluster } of seeds) await clusters.startPods(cluster, (token) => enroll(gateway.url, token));
    },
    async close() {
      for (const one of await Promise.allSettled(attached.values())) if (one.status === "fulfilled") one.value.close();
      await gateway.close();
    },
  };
}
