// Rules of Unpod runners judge pools of them only.
import type { Breach } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { UnpodDescription } from "../unpod/description.js";
import { each, type OwnBreach, type World } from "./rule.js";

/** A pool of Unpod runners. */
export type Pool = WorkloadDescription & { readonly unpod: UnpodDescription };

/** Whether a workload is one. */
export const isPool = (workload: WorkloadDescription): workload is Pool => workload.unpod !== undefined;

/** Judges each pool by itself. */
export function eachPool(find: (pool: Pool) => readonly OwnBreach[]): (world: World) => readonly Breach[] {
  return each((workload) => (isPool(workload) ? find(workload) : []));
}
