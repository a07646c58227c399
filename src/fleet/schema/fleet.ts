// The fleet as users write it, in TypeScript or in fleet.yaml: one schema for both. It is loaded at first use only (lazy.ts),
// because zod costs more than everything else here.
import { z } from "zod";
import { agentSchema, defaultsSchema, poolSchema } from "./pool.js";
import { regionSchema, teamSchema } from "./region.js";
import { text } from "./texts.js";
import { tierSchema } from "./tier.js";

/** A finding that is accepted. */
export const acknowledgementSchema = z
  .strictObject({
    /** Id of the rule. */
    rule: text,
    /** A finding's path, or the beginning of one: `pools.ml-gpu`; empty for all. */
    path: z.string(),
    /** Why it is accepted. */
    reason: text,
  })
  .meta({ id: "Acknowledgement" });

const slicesSchema = z.enum(["byRegion", "byTeam", "gpuApart"]);

/** A fleet. */
export const fleetSchema = z
  .strictObject({
    /** Name of the fleet. */
    name: text,
    /** How strict the rules are: what is a warning in `dev` may be an error in `prod`. */
    stage: z.enum(["dev", "prod"]),
    /**
     * How the platform places work: by labels and capabilities, or by environments that name a runner and a flavor.
     *
     * @default "labels"
     */
    placement: z.enum(["labels", "environments"]).optional(),
    /**
     * How pools are put into stacks: one for each region, or for each team; `gpuApart` gives GPU pools a state of their own.
     *
     * @default "byRegion"
     */
    slices: slicesSchema.optional(),
    /**
     * The slicing whose stacks let go of the pools that are in other stacks now; each of those pools says `adopt`. Take it out when
     * all stacks are applied.
     *
     * @default - no pool changes its stack
     */
    releasedFrom: slicesSchema.optional(),
    /** Regions by name. */
    regions: z.record(text, regionSchema),
    /**
     * Teams by name.
     *
     * @default - none
     */
    teams: z.record(text, teamSchema).optional(),
    /**
     * Tiers by name, beside `standard` and `high-memory`, whose parts can be given otherwise here.
     *
     * @default - the built-in ones
     */
    tiers: z.record(text, tierSchema).optional(),
    /**
     * Settings of pools that say nothing else.
     *
     * @default - see each setting
     */
    defaults: defaultsSchema.optional(),
    /** Pools by name. */
    pools: z.record(text, poolSchema),
    /**
     * Agents the fleet has to take, by name; each is proved to have a place.
     *
     * @default - none; then nothing is proved
     */
    agents: z.record(text, agentSchema).optional(),
    /**
     * Findings that are accepted, with the reason.
     *
     * @default - none
     */
    acknowledge: z.array(acknowledgementSchema).optional(),
  })
  .meta({ id: "Fleet" });
