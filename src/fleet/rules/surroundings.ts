// What stands around a release, and what keeps places ready: the judgements that constructs make of it at synth, made of the fleet before,
// where each setting is written. A part of these settings is taken whole from one place, so nothing that is wrong shows only in a mixture.
import {
  type Fault,
  gatewayDestination,
  gatewayPolicyFaults,
  IN_CLUSTER_GATEWAY,
  networkPolicyFaults,
  observabilityFaults,
  POD_UNREAD,
  runnerPodFaults,
  warmFaults,
  warmNamespaceFaults,
} from "../../kubernetes/index.js";
import { madeNamespaces, namespaceKey } from "../namespaces.js";
import { at } from "../path.js";
import type { ResolvedFleet, ResolvedGateway, ResolvedPool } from "../resolved.js";
import { type Breach, ERROR } from "../../rules/index.js";
import { type FleetRule, writtenSettings } from "./rule.js";

const asBreach = ({ path, value, shown = value, why, fix }: Fault): Breach => ({ path, value: shown, why, fix });

const surroundings: FleetRule = {
  id: "fleet/surroundings",
  must: "What stands around a release is as Kubernetes and Prometheus take it: networks, ports, quantities, names, labels, tolerations and thresholds; one place for certificates, a proxy without a password. Network policies go with the gateway of the region: one in the cluster is known by its namespace, and beside one in a private network the overlay is stated.",
  otherwise: "The cluster refuses it at apply, or it does nothing.",
  severity: ERROR,
  unacknowledgeable: "write what is taken",
  check: (judged) => [
    ...writtenSettings(judged).flatMap(({ path, settings: { networkPolicy, runnerPod, observability } }) =>
      [
        ...(networkPolicy === undefined ? [] : networkPolicyFaults(`${path}.networkPolicy`, networkPolicy)),
        ...(runnerPod === undefined ? [] : runnerPodFaults(`${path}.runnerPod`, runnerPod)),
        ...(observability === undefined ? [] : observabilityFaults(`${path}.observability`, observability)),
      ].map(asBreach),
    ),
    ...besideGateways(judged.fleet),
    ...judged.fleet.pools.flatMap(({ path, chart, runnerPod }): readonly Breach[] =>
      chart.layout !== "documented" || runnerPod === undefined
        ? []
        : [
            {
              path: `${path}.runnerPod`,
              value: Object.keys(runnerPod),
              why: POD_UNREAD,
              fix: "leave it out, or take a chart of the layout envList",
            },
          ],
    ),
  ],
};

/** Network policies beside the gateways of their pools' regions; a region's gateway is one finding, however many pools it has. */
function besideGateways({ pools, regions }: ResolvedFleet): readonly Breach[] {
  const breaches = pools.flatMap(({ path, region, networkPolicy }: ResolvedPool) => {
    const gateway = regions[region]?.gateway;
    if (networkPolicy === undefined || gateway === undefined) return [];
    const where = `${at("regions", region)}.gateway.${gateway.way}`;
    return gatewayPolicyFaults(`${path}.networkPolicy`, networkPolicy, where, gatewaySettings(gateway));
  });
  return [...new Map(breaches.map((fault) => [fault.path, asBreach(fault)])).values()];
}

function gatewaySettings({ way, host = "", address = IN_CLUSTER_GATEWAY }: ResolvedGateway) {
  return {
    address: way === "viaTlsProxy" ? host : address,
    isClearTextOutsideCluster: way === "privateAddress",
    destination: way === "viaTlsProxy" ? { inCluster: false } : gatewayDestination(address, way === "inCluster"),
  };
}

/** Places that are kept ready. */
const warm: FleetRule = {
  id: "fleet/warm",
  must: "Placeholders have a priority from -10 to below that of workloads, images that stay the same, a namespace that no pool makes, and a schedule whose times and time zones a CronJob takes.",
  otherwise: "The cluster refuses them at apply, no workload displaces them, or they keep no node.",
  severity: ERROR,
  unacknowledgeable: "write what is taken",
  check: ({ definition, fleet }) => [
    ...Object.entries(definition.tiers ?? {}).flatMap(([name, tier]) =>
      tier.warm === undefined ? [] : warmFaults(`${at("tiers", name)}.warm`, tier.warm, tier.priority).map(asBreach),
    ),
    ...placeholdersAmidPools(fleet),
  ],
};

/** Placeholders that are given a namespace which a pool makes; one finding of a tier, however many pools it has. */
function placeholdersAmidPools(fleet: ResolvedFleet): readonly Breach[] {
  const placed = fleet.pools.filter(({ tier }) => fleet.tiers[tier]?.warm?.namespace !== undefined);
  if (placed.length === 0) return [];
  const owners = new Map(
    fleet.pools.flatMap((pool) =>
      madeNamespaces(fleet, pool).map((name) => [namespaceKey(fleet, pool.region, name), pool] as const),
    ),
  );
  const breaches = placed.flatMap((pool) => {
    const namespace = fleet.tiers[pool.tier]?.warm?.namespace ?? "";
    const path = `${at("tiers", pool.tier)}.warm.namespace`;
    const owner = owners.get(namespaceKey(fleet, pool.region, namespace));
    if (owner === undefined || owner === pool) return warmNamespaceFaults(path, namespace, pool);
    const why = `it is a namespace of ${owner.path} in the same cluster, whose ceilings and rules the placeholders would be under`;
    return [{ path, value: namespace, why, fix: "leave it out, or name another" }];
  });
  return [...new Map(breaches.map((fault) => [fault.path, asBreach(fault)])).values()];
}

/** The rules about what stands around releases. */
export const surroundingsRules: readonly FleetRule[] = [surroundings, warm];
