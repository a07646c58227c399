// What a pool says of the life of its runners: generations, and whether it gets new work.
import { z } from "zod";

const generation = z.int().min(1).max(9999);

/** Generations of a pool's runners. */
const rotationSchema = z
  .strictObject({
    /**
     * The generations, ascending: `[1]` is a pool that was never rotated, `[1, 2]` has a new registration beside each old one, and
     * `[2]` has the new ones only.
     */
    generations: z.array(generation).min(1).max(2),
    /**
     * Whether the older of two generations gets no new work of agents that require labels, once all runners of the newer one have
     * enrolled.
     *
     * @default false - chance decides between both generations
     */
    draining: z.boolean().optional(),
  })
  .meta({ id: "Rotation" });

/** Settings about it that `defaults`, a pool and a cell of a matrix share; a later one takes the place of an earlier one. */
export const dispatchSettings = {
  /**
   * Generations of the runners: a new registration is made beside each old one, then the old ones are taken away. From then on it stays:
   * taking it out after `[2]`, or going from `[1]` to `[2]` without `[1, 2]`, takes all runners away before there are others.
   *
   * @default - one generation
   */
  rotation: rotationSchema.optional(),
  /**
   * Whether the pool gets no new work, as far as labels can do that: its runners' labels are replaced by `agyn.dev/paused=true`.
   * Agents that require no labels still land there.
   *
   * @default false
   */
  paused: z.boolean().optional(),
  /**
   * What the removal or replacement of a runner does while it has work: `ignore` gives the work up, `refuse` stops the plan, `wait`
   * waits for its end. The value that was applied last counts.
   *
   * @default "ignore" - with `rotation` "wait"
   */
  onActiveWorkloads: z.enum(["ignore", "refuse", "wait"]).optional(),
  /**
   * How long Terraform waits for the end of the work with `onActiveWorkloads: wait`, in minutes.
   *
   * @default 60
   */
  activeWorkloadsWaitMinutes: z.int().min(1).max(1440).optional(),
};
