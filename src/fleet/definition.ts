// The types of what users write, inferred from the one schema. Types only: nothing here loads zod.
import type { z } from "zod";
import type { fleetSchema } from "./schema/fleet.js";
import type { agentSchema, cellSchema, defaultsSchema, poolSchema } from "./schema/pool.js";
import type { regionSchema } from "./schema/region.js";
import type { tierSchema } from "./schema/tier.js";

/** A type of which nothing is changed. */
export type Deep<T> = T extends readonly (infer E)[]
  ? readonly Deep<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;

/** A fleet, as an object or as `fleet.yaml` says it. */
export type FleetDefinition = Deep<z.infer<typeof fleetSchema>>;
/** A pool of a fleet. */
export type PoolDefinition = Deep<z.infer<typeof poolSchema>>;
/** What one part of a matrix does otherwise. */
export type CellDefinition = Deep<z.infer<typeof cellSchema>>;
/** Settings that defaults, pools and cells share. */
export type PoolSettings = Deep<z.infer<typeof defaultsSchema>>;
/** A tier of a fleet. */
export type TierDefinition = Deep<z.infer<typeof tierSchema>>;
/** A region of a fleet. */
export type RegionDefinition = Deep<z.infer<typeof regionSchema>>;
/** An agent the fleet has to take. */
export type AgentDefinition = Deep<z.infer<typeof agentSchema>>;
