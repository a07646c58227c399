// The life of a pool's runners in a fleet that is spelled out.
import { z } from "zod";

/** Generations, spelled out. */
const resolvedRotationSchema = z
  .object({
    /** Ascending. */
    generations: z.array(z.int()),
    /** The older one gets no new work of agents that require labels. */
    draining: z.boolean(),
  })
  .meta({ id: "Rotation" });

/** A pool that gets no new work. */
const resolvedPausedSchema = z
  .object({
    /** Labels that its runners get back. */
    labels: z.record(z.string(), z.string()),
  })
  .meta({ id: "Paused" });

/** The same, spelled out. */
export const resolvedDispatch = {
  /** Absent: one generation, the first. */
  rotation: resolvedRotationSchema.optional(),
  /** Absent: it gets work. */
  paused: resolvedPausedSchema.optional(),
  /** Absent: a removed runner gives its work up. */
  onActiveWorkloads: z.enum(["ignore", "refuse", "wait"]).optional(),
  /** Of `wait` only. */
  activeWorkloadsWaitMinutes: z.int().optional(),
};
