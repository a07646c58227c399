// From what users write to a fleet with nothing left to look up. Cells whose region, team or tier does not exist are left out: rules
// name them (rules/references.ts), and the rest is judged all the same.
import { runnerNamespace, tokenSecretName, workloadNamespace } from "../kubernetes/index.js";
import type { AgentDefinition, FleetDefinition, PoolDefinition, PoolSettings, RegionDefinition } from "./definition.js";
import { type Cell, cellsOf, matches } from "./cells.js";
import { dispatchOf, labelsNow, runnerNamesOf } from "./dispatch.js";
import { at } from "./path.js";
import { byCodeUnit, defined, mapSorted, own, sortedEntries, unique } from "./plain.js";
import type {
  ResolvedAgent,
  ResolvedChart,
  ResolvedCluster,
  ResolvedFleet,
  ResolvedGateway,
  ResolvedPool,
  ResolvedRegion,
  ResolvedTier,
} from "./resolved.js";
import { DEFAULT_TIER, mergedQuota, resolveTiers } from "./tiers.js";

/** Where the published charts are, and the version deployed when none is asked for. */
export const PUBLISHED_CHART = {
  repository: "oci://ghcr.io/agynio/charts",
  version: "0.10.15",
  layout: "envList",
} as const;
const GATEWAY_TLS_PORT = 443;
const KUBECONFIG = "~/.kube/config";

/** The fleet, fully spelled out and in one order; the definition has the right shape (`parseFleet`). */
export function resolve(definition: FleetDefinition): ResolvedFleet {
  const tiers = resolveTiers(definition.tiers);
  return {
    name: definition.name,
    stage: definition.stage,
    placement: definition.placement ?? "labels",
    slices: definition.slices ?? "byRegion",
    ...(definition.releasedFrom === undefined ? {} : { releasedFrom: definition.releasedFrom }),
    regions: mapSorted(definition.regions, (region, name) => resolveRegion(name, region, tiers)),
    teams: mapSorted(definition.teams, ({ organization, organizationName }, name) => ({
      name,
      organization,
      organizationName: organizationName ?? organization,
    })),
    tiers,
    pools: Object.entries(definition.pools)
      .flatMap(([key, pool]) => poolsOf(definition, key, pool, tiers))
      .sort((a, b) => byCodeUnit(a.region, b.region) || byCodeUnit(a.name, b.name) || byCodeUnit(a.path, b.path)),
    agents: sortedEntries(definition.agents).map(([name, agent]) => resolveAgent(name, agent)),
    acknowledge: (definition.acknowledge ?? []).map(({ rule, path, reason }) => ({ rule, path, reason })),
  };
}

/** Settings of one cell: defaults, then the pool, then every matching entry of `cells`; later ones win, maps by part. */
export function settingsOf(definition: FleetDefinition, pool: PoolDefinition, cell: Cell): PoolSettings {
  const { defaults } = definition;
  const overrides = pool.cells?.filter((pattern) => matches(pattern, cell)) ?? [];
  const layers: readonly PoolSettings[] = [...(defaults === undefined ? [] : [defaults]), pool, ...overrides];
  if (layers.length === 1) return pool;
  return Object.assign({}, ...layers.map(defined), {
    labels: Object.assign({}, ...layers.map((layer) => layer.labels)) as PoolSettings["labels"],
    capabilities: unique(layers.flatMap((layer) => layer.capabilities ?? [])),
    chart: layers.reduce<PoolSettings["chart"]>((below, { chart }) => mergedChart(below, chart), undefined),
    quota: mergedLayers(layers),
    ...mergedPod(layers),
  }) as PoolSettings;
}

/** Where a chart comes from is one thing: a folder takes the place of a repository and a version said before it, and they that of a folder. */
function mergedChart(below: PoolSettings["chart"], above: PoolSettings["chart"]): PoolSettings["chart"] {
  if (below === undefined || above === undefined) return above ?? below;
  const { repository, version, path, ...rest } = below;
  const said = defined(above);
  if (said.path !== undefined) return { ...rest, ...said };
  const inRepository = said.repository !== undefined || said.version !== undefined;
  return defined({ ...rest, repository, version, path: inRepository ? undefined : path, ...said });
}

/** The chart of a pool: the published one as far as nothing else is said. */
function resolveChart(chart: PoolSettings["chart"]): ResolvedChart {
  const said = defined(chart ?? {});
  return said.path === undefined ? { ...PUBLISHED_CHART, ...said } : { layout: PUBLISHED_CHART.layout, ...said };
}

function mergedPod(layers: readonly PoolSettings[]): Pick<PoolSettings, "runnerPod"> {
  const pods = layers.flatMap(({ runnerPod }) => (runnerPod === undefined ? [] : [defined(runnerPod)]));
  return pods.length === 0 ? {} : { runnerPod: Object.assign({}, ...pods) as PoolSettings["runnerPod"] };
}

function mergedLayers(layers: readonly PoolSettings[]): PoolSettings["quota"] {
  const quotas = layers.flatMap(({ quota }) => (quota === undefined ? [] : [quota]));
  if (quotas.length === 0) return undefined;
  const accelerators = quotas.flatMap((quota) => (quota.accelerators === undefined ? [] : [quota.accelerators]));
  return Object.assign(
    {},
    ...quotas.map(defined),
    accelerators.length === 0 ? {} : { accelerators: Object.assign({}, ...accelerators) as Record<string, number> },
  ) as PoolSettings["quota"];
}

function poolsOf(
  definition: FleetDefinition,
  key: string,
  pool: PoolDefinition,
  tiers: Readonly<Record<string, ResolvedTier>>,
): readonly ResolvedPool[] {
  return cellsOf(definition, key, pool).cells.flatMap((cell) => {
    const settings = settingsOf(definition, pool, cell);
    const tier = own(tiers, settings.tier ?? DEFAULT_TIER);
    return tier === undefined ? [] : [resolvePool(definition, pool, cell, settings, tier)];
  });
}

function resolvePool(
  definition: FleetDefinition,
  pool: PoolDefinition,
  cell: Cell,
  settings: PoolSettings,
  tier: ResolvedTier,
): ResolvedPool {
  const { name, path, region, team } = cell;
  const runners = runnerNamesOf(name, region, settings);
  const owner = team === undefined ? undefined : own(definition.teams, team);
  const fixed = { region, ...tier.labels, ...(team === undefined ? {} : { team }) };
  const labels = mapSorted({ ...settings.labels, ...fixed }, (value) => value);
  return defined({
    id: `${region}/${name}`,
    path,
    name,
    region,
    team,
    organization: owner?.organization ?? pool.organization,
    tier: tier.name,
    labels: labelsNow(settings, labels),
    capabilities: unique([...tier.capabilities, ...(settings.capabilities ?? [])]),
    runners,
    runnerNamespace: runnerNamespace(name),
    workloadNamespace: workloadNamespace(name),
    protect: settings.protect ?? false,
    chart: resolveChart(settings.chart),
    quota: mergedQuota(tier.quota, settings.quota),
    ...tokensOf(pool, cell, runners),
    externalTokens: settings.externalTokens && {
      storeKind: "ClusterSecretStore" as const,
      refreshInterval: "1h",
      ...defined(settings.externalTokens),
    },
    dockerImplementation: settings.dockerImplementation ?? "rootless",
    logLevel: settings.logLevel ?? "info",
    timeoutSeconds: settings.timeoutSeconds ?? 300,
    enrollmentTimeoutSeconds: settings.enrollmentTimeoutSeconds ?? 120,
    enrollmentWaitMinutes: settings.enrollmentWaitMinutes ?? 10,
    runnerPod: settings.runnerPod,
    networkPolicy: settings.networkPolicy,
    podSecurity: settings.podSecurity,
    nodeDrain: settings.nodeDrain,
    observability: settings.observability,
    ...dispatchOf(settings, labels),
  });
}

/** Where the tokens are: as the last matching cell says it that says anything, else as the pool does. */
function tokensOf(
  pool: PoolDefinition,
  cell: Cell,
  runners: readonly string[],
): Pick<ResolvedPool, "tokenSecrets" | "adopt"> {
  const said = [pool, ...(pool.cells?.filter((pattern) => matches(pattern, cell)) ?? [])];
  const { tokenSecrets, adopt } =
    said.findLast((one) => one.tokenSecrets !== undefined || one.adopt !== undefined) ?? {};
  return {
    tokenSecrets,
    adopt: adopt?.map(({ runner, revision, secretName }, index) => ({
      runner,
      revision,
      secretName: secretName ?? tokenSecretName(runners[index] ?? ""),
    })),
  };
}

function resolveRegion(
  name: string,
  region: RegionDefinition,
  tiers: Readonly<Record<string, ResolvedTier>>,
): ResolvedRegion {
  return defined({
    name,
    cluster: region.cluster === undefined ? undefined : resolveCluster(region.cluster),
    gateway: resolveGateway(region.gateway),
    storageClass: region.storageClass,
    storageSize: region.storageSize,
    capacity: mapSorted(region.capacity, ({ nodes, cpu, memory, gpus }, tier) => ({
      nodes,
      cpu,
      memory,
      gpus: gpus ?? own(tiers, tier)?.gpu?.unitsPerNode ?? 0,
    })),
  });
}

function resolveCluster(cluster: NonNullable<RegionDefinition["cluster"]>): ResolvedCluster {
  return defined({
    context: cluster.context,
    path: cluster.path ?? KUBECONFIG,
    kind: cluster.kind,
    version: cluster.version,
    featureGates: unique(cluster.featureGates ?? []).toSorted(),
    runtimeConfig: unique(cluster.runtimeConfig ?? []).toSorted(),
    admissionPlugins: unique(cluster.admissionPlugins ?? []).toSorted(),
    steering: cluster.steering === undefined ? { way: "auto" as const } : defined(cluster.steering),
    tierLabelsProtected: cluster.tierLabelsProtected ?? false,
  });
}

function resolveGateway(gateway: RegionDefinition["gateway"]): ResolvedGateway {
  if (gateway?.viaTlsProxy !== undefined) {
    return { way: "viaTlsProxy", host: gateway.viaTlsProxy, port: gateway.port ?? GATEWAY_TLS_PORT };
  }
  if (gateway?.privateAddress !== undefined) return { way: "privateAddress", address: gateway.privateAddress };
  return typeof gateway?.inCluster === "string"
    ? { way: "inCluster", address: gateway.inCluster }
    : { way: "inCluster" };
}

function resolveAgent(name: string, agent: AgentDefinition): ResolvedAgent {
  const { environment } = agent;
  return defined({
    name,
    path: at("agents", name),
    organization: agent.organization,
    labels: mapSorted(agent.labels, (value) => value),
    capabilities: unique(agent.capabilities ?? []).toSorted(),
    requests: defined({ cpu: agent.requests?.cpu, memory: agent.requests?.memory, gpu: agent.requests?.gpu ?? 0 }),
    sidecars: agent.sidecars ?? 0,
    concurrency: agent.concurrency ?? 1,
    environment:
      environment === undefined
        ? undefined
        : defined({ ...environment, storageClasses: unique(environment.storageClasses ?? []) }),
  });
}
