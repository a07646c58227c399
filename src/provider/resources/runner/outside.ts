// What stands on the platform over a configuration that has none of it: labels set by hand, capabilities a live runner reports.
// Nothing can remove the last ones, so they are left alone, kept out of state, and warned of.
import type { Runner } from "../../../gateway/index.js";
import { sameSet } from "./equality.js";
import type { RunnerState } from "./schema.js";

interface Warnings {
  warning(summary: string, detail: string, path?: string): void;
}

/** Labels that stand on the platform over a configuration of none are left alone: nothing could remove them. */
export function readLabels(
  { labels }: Runner,
  prior: RunnerState,
  afterImport: boolean,
): RunnerState["labels"] | "left alone" {
  const empty = Object.keys(labels).length === 0;
  const priorEmpty = Object.keys(prior.labels ?? {}).length === 0;
  if (empty) return priorEmpty ? prior.labels : null;
  return priorEmpty && !afterImport ? "left alone" : labels;
}

/** Capabilities that a configuration manages as none are left alone; the same ones in another order keep the spelling of state. */
export function readCapabilities(
  { capabilities }: Runner,
  prior: RunnerState,
  managedAsNone: boolean,
): RunnerState["capabilities"] | "left alone" {
  if (prior.capabilities !== null && sameSet(capabilities, prior.capabilities)) return prior.capabilities;
  return managedAsNone ? "left alone" : capabilities;
}

/** Of what a configuration of none is applied over: it was imported, or came from outside. */
export function warnOfStaying(field: "labels" | "capabilities", state: RunnerState, diagnostics: Warnings): void {
  const title = field === "labels" ? "Labels stay on the runner" : "Capabilities stay on the runner";
  diagnostics.warning(
    title,
    `Runner ${JSON.stringify(state.name)} (${state.id ?? ""}) has ${JSON.stringify(state[field])}, which no configuration applied here has set (it was imported, or they came from outside), and the configuration has none. They disappear from state and stay on the platform, because no call of the platform can remove the last one. Add them to the configuration, or replace the runner: terraform apply -replace=ADDRESS.`,
    field,
  );
}

/** Of what came over a configuration of none since it was applied. */
export function warnOfForeign(field: "labels" | "capabilities", runner: Runner, diagnostics: Warnings): void {
  diagnostics.warning(
    `Runner has ${field} that are not configured`,
    `Runner ${JSON.stringify(runner.name)} (${runner.id}) has ${JSON.stringify(runner[field])} on the platform, set from outside, and the configuration that was applied last has none. They stay, because no call of the platform can remove them. Add them to the configuration, or replace the runner.`,
    field,
  );
}
