// What stands on the platform over a configuration that has none of it: labels set by hand, capabilities a live runner reports.
// Nothing can remove the last ones, so they are left alone, kept out of state, and warned of.
//
// Warnings name keys of labels and count capabilities: values may come from sensitive variables, and a provider is not told.
import type { Runner } from "../../../gateway/index.js";
import { quoted } from "../../quoted.js";
import { sameSet } from "./equality.js";
import type { Field } from "./managed.js";
import type { RunnerState } from "./schema.js";

interface Warnings {
  warning(summary: string, detail: string, path?: string): void;
}

/** Labels that stand on the platform over a configuration of none are left alone: nothing could remove them. */
export function readLabels(
  { labels }: Runner,
  prior: RunnerState,
  imported: boolean,
): RunnerState["labels"] | "left alone" {
  const empty = Object.keys(labels).length === 0;
  const priorEmpty = Object.keys(prior.labels ?? {}).length === 0;
  if (empty) return priorEmpty ? prior.labels : null;
  return priorEmpty && !imported ? "left alone" : labels;
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
export function warnOfStaying(field: Field, state: RunnerState, diagnostics: Warnings): void {
  diagnostics.warning(
    field === "labels" ? "Labels stay on the runner" : "Capabilities stay on the runner",
    `Runner ${quoted(state.name)} (${state.id ?? ""}) has ${described(field, state)}, and the configuration has none. No apply has written them (the runner was imported with them, or they came from outside), so it is not replaced to be without. They disappear from state and stay on the platform, because no call of the platform can remove the last one. Add them to the configuration, or replace the runner: terraform apply -replace=ADDRESS.`,
    field,
  );
}

/**
 * Of what came over a configuration of none since it was applied.
 * @param known what stayed when it was applied, which was said then: labels' keys, or capabilities
 */
export function warnOfForeign(field: Field, runner: Runner, known: readonly string[], diagnostics: Warnings): void {
  const labels = Object.fromEntries(Object.entries(runner.labels).filter(([key]) => !known.includes(key)));
  const capabilities = runner.capabilities.filter((capability) => !known.includes(capability));
  if (Object.keys(field === "labels" ? labels : capabilities).length === 0) return;
  diagnostics.warning(
    `Runner has ${field} that are not configured`,
    `Runner ${quoted(runner.name)} (${runner.id}) has ${described(field, { labels, capabilities })} on the platform, set from outside, and the configuration that was applied last has none (the data source agyn_runner shows what it has). They stay, because no call of the platform can remove them. Add them to the configuration, or replace the runner.`,
    field,
  );
}

function described(field: Field, { labels, capabilities }: Pick<RunnerState, Field>): string {
  const count = capabilities?.length ?? 0;
  if (field === "capabilities") return `${count} ${count === 1 ? "capability" : "capabilities"}`;
  return `the labels ${Object.keys(labels ?? {})
    .map(quoted)
    .join(", ")}`;
}
