// The types of a fleet that is spelled out, inferred from its schema. Types only: nothing here loads zod.
import type { z } from "zod";
import type { Deep } from "./definition.js";
import type * as schema from "./schema/resolved.js";

/** What is stated about a cluster. */
export type ResolvedCluster = Deep<z.infer<typeof schema.resolvedClusterSchema>>;
/** How runners of a region reach the gateway. */
export type ResolvedGateway = Deep<z.infer<typeof schema.resolvedGatewaySchema>>;
/** A region. */
export type ResolvedRegion = Deep<z.infer<typeof schema.resolvedRegionSchema>>;
/** The GPUs of a tier. */
export type ResolvedGpu = Deep<z.infer<typeof schema.resolvedGpuSchema>>;
/** A size of workloads in the catalog. */
export type ResolvedFlavor = Deep<z.infer<typeof schema.resolvedFlavorSchema>>;
/** Ceilings of one pool. */
export type ResolvedQuota = Deep<z.infer<typeof schema.resolvedQuotaSchema>>;
/** What a container gets that asks for nothing. */
export type ResolvedContainerDefaults = Deep<z.infer<typeof schema.resolvedContainerDefaultsSchema>>;
/** A tier. */
export type ResolvedTier = Deep<z.infer<typeof schema.resolvedTierSchema>>;
/** The chart of a pool. */
export type ResolvedChart = Deep<z.infer<typeof schema.resolvedChartSchema>>;
/** A pool in one region for one scope. */
export type ResolvedPool = Deep<z.infer<typeof schema.resolvedPoolSchema>>;
/** An agent the fleet has to take. */
export type ResolvedAgent = Deep<z.infer<typeof schema.resolvedAgentSchema>>;
/** A fleet, fully spelled out: plain data in one order, the same whether it was written in TypeScript or in YAML. */
export type ResolvedFleet = Deep<z.infer<typeof schema.resolvedFleetSchema>>;
/** The file cdktf.out/fleet.json, without its findings. */
export type FleetJson = Deep<z.infer<typeof schema.fleetJsonSchema>>;
/** Texts by name, sorted by name. */
export type Texts = Readonly<Record<string, string>>;
