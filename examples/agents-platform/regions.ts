// What is the same in every region, and what the agents of one are made with.
import type { Cluster } from "cdktf-agyn";
import type { ModelGateway } from "cdktf-agyn/workloads";

/** The regions, by their names in fleet.yaml. */
export const REGIONS = ["eu-west-1", "us-east-1"] as const;

export type RegionName = (typeof REGIONS)[number];

/** The stack of a region's agents, which has a state of its own. */
export function stackOf(region: RegionName): string {
  return `agents-${region}`;
}

/** A region as its agents see it. */
export interface Place {
  readonly region: RegionName;
  readonly cluster: Cluster;
}

/** With the way to models. */
export interface Served extends Place {
  readonly gateway: ModelGateway;
}

/** An image by its digest; these are made up. */
export function image(name: string): string {
  return `registry.acme.example/${name}@sha256:${"a1".repeat(32)}`;
}

/** Host of a service in a region. */
export function hostOf(name: string, { region }: Place): string {
  return `${name}.${region}.agents.acme.example`;
}

/** The Gateway of each cluster that leads in. */
export const WAY_IN = { gateway: "public", fromNamespace: "gateway-system" } as const;

/** Stores of each region, outside of the app. */
export const POSTGRES = { namespace: "stores", podLabels: { app: "postgres" }, ports: [5432] } as const;
export const REDIS = { namespace: "stores", podLabels: { app: "redis" }, ports: [6379] } as const;

export const PROMETHEUS = "http://prometheus.monitoring:9090";
export const MONITORING = { namespace: "monitoring" } as const;

/** Where every program sends its traces, and who reads its metrics; the set of cases is what a change of models is held against. */
export const SIGHT = {
  metrics: ":9090/metrics",
  monitoring: MONITORING,
  traces: "http://otel.monitoring:4318",
  evaluations: "support-2026-11",
} as const;
