// From a fleet that is spelled out to the values that constructs take: gateway, cluster, region, team, tier, and the settings of a
// pool. A fleet says everything, so nothing here has a default of its own.
import { resolve } from "node:path";
import type {
  ResolvedChart,
  ResolvedCluster,
  ResolvedGateway,
  ResolvedPool,
  ResolvedRegion,
  ResolvedTier,
} from "../../fleet/index.js";
import { Cluster } from "../cluster.js";
import { Gateway } from "../gateway.js";
import { Region } from "../region.js";
import type { RunnerPoolOptions } from "../pool-options.js";
import { fleetModule } from "./lazy.js";
import { RunnerChart } from "../runner-release/index.js";
import { type KataHandler, RunnerTier, Steering } from "../tiers/index.js";
import { TokenSecret, type TokenWriter } from "../token-delivery/index.js";

/** A region with its cluster; undefined when it has none, and so no pools. */
export function toRegion({ name, cluster, gateway, storageClass, storageSize }: ResolvedRegion): Region | undefined {
  if (cluster === undefined) return undefined;
  const { steering, ...facts } = cluster;
  return Region.of(name, {
    cluster: Cluster.fromKubeconfig({ ...facts, steering: toSteering(steering) }),
    gateway: toGateway(gateway),
    storageClass,
    storageSize,
  });
}

function toSteering({ way, handler, ...options }: ResolvedCluster["steering"]): Steering {
  switch (way) {
    case "auto":
      return Steering.auto(options);
    case "mutatingAdmissionPolicy":
      return Steering.mutatingAdmissionPolicy(options);
    case "kyverno":
      return Steering.kyverno(options);
    case "annotations":
      return Steering.annotations(options);
    case "limitRange":
      return Steering.limitRange(options);
    case "runtimeClass":
      // the rules refuse a fleet that names none
      return Steering.runtimeClass({ handler: handler as KataHandler });
  }
}

function toGateway({ way, address = "", host = "", port }: ResolvedGateway): Gateway {
  switch (way) {
    case "inCluster":
      return address === "" ? Gateway.inCluster() : Gateway.inCluster(address);
    case "privateAddress":
      return Gateway.privateAddress(address);
    case "viaTlsProxy":
      return Gateway.viaTlsProxy(host, { port });
  }
}

/** A tier with the ceilings of one pool. */
export function toTier(tier: ResolvedTier, { accelerators, ...quota }: ResolvedPool["quota"]): RunnerTier {
  const { gpu, nodes, priority } = tier;
  return RunnerTier.of({
    name: tier.name,
    labels: tier.labels,
    capabilities: tier.capabilities,
    quota,
    containerDefaults: tier.containerDefaults,
    // the fleet lists the accelerators of all its tiers, 0 for those that this one refuses
    accelerators,
    refusedAccelerators: [],
    accelerator: gpu && { resource: gpu.resource, perWorkload: gpu.perWorkload },
    nodeSelector: nodes?.selector,
    taint: nodes?.taint ?? "none",
    scaleToZero: nodes?.scaleToZero,
    priority: priority === undefined ? undefined : { value: priority },
    warm: tier.warm,
    flavors: Object.entries(tier.flavors).map(([name, { default: isDefault, deprecated, ...resources }]) => ({
      name,
      default: isDefault,
      deprecated,
      resources,
    })),
    storageClasses: Object.entries(tier.storageClasses).map(([name, storageClass]) => ({ name, ...storageClass })),
    workloadNamespace: tier.workloadNamespace,
  });
}

/** Settings of a pool, without what others are asked for: region, team, tier, organization. */
export function toPoolOptions(
  pool: ResolvedPool,
  writeToken: TokenWriter | undefined,
): Omit<RunnerPoolOptions, "tier" | "team" | "chart"> {
  return {
    labels: pool.paused?.labels ?? pool.labels,
    capabilities: pool.capabilities,
    runners: fleetModule().runnersPerGeneration(pool),
    poolName: pool.name,
    protect: pool.protect,
    timeoutSeconds: pool.timeoutSeconds,
    enrollmentTimeoutSeconds: pool.enrollmentTimeoutSeconds,
    enrollmentWaitMinutes: pool.enrollmentWaitMinutes,
    onActiveWorkloads: pool.onActiveWorkloads,
    activeWorkloadsWaitMinutes: pool.activeWorkloadsWaitMinutes,
    rotation: pool.rotation,
    paused: pool.paused !== undefined,
    dockerImplementation: pool.dockerImplementation,
    logLevel: pool.logLevel,
    runnerPod: pool.runnerPod,
    networkPolicy: pool.networkPolicy,
    podSecurity: pool.podSecurity,
    nodeDrain: pool.nodeDrain,
    observability: pool.observability,
    tokenSecrets: toTokenSecrets(pool, writeToken),
    adopt: pool.adopt?.map(({ runner, revision, secretName }) => ({
      runnerId: runner,
      tokenRevision: revision,
      tokenSecret: secretName,
    })),
  };
}

/** What is said of single runners goes before what is said of all. */
function toTokenSecrets(
  { tokenSecrets, externalTokens }: ResolvedPool,
  write: TokenWriter | undefined,
): RunnerPoolOptions["tokenSecrets"] {
  if (tokenSecrets !== undefined) return tokenSecrets.map((name) => TokenSecret.existing(name));
  if (externalTokens === undefined) return undefined;
  return TokenSecret.external({ ...externalTokens, ...(write === undefined ? {} : { write }) });
}

/** @param folder from which a chart in a folder is looked for */
export function toChart({ layout, ...chart }: ResolvedChart, folder: string): RunnerChart {
  const { path, version = "" } = chart;
  const options = path === undefined ? { ...chart, version } : { ...chart, path: resolve(folder, path) };
  return layout === "documented" ? RunnerChart.documented(options) : RunnerChart.envList(options);
}
