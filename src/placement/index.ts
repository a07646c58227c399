// The door of placement: which runner takes which workload, and why not.
export { describeNoPlacement } from "./describe.js";
export { PAUSED_LABELS } from "./paused.js";
export { selectRunners } from "./select.js";
export type { Constraint, Placement, PlacementRunner, Rejection, Workload } from "./types.js";
