// Which of a runner's labels and capabilities the configuration manages, and what may be done about emptying them.
//
// No call of the platform clears labels or capabilities: an empty map or list does not survive protobuf and means "leave
// alone" (agynio/runners `internal/server/runners.go`, confirmed on the running service). So going from some to none needs a
// new runner. Whether that is a change of the *configuration* can not be told from state alone, because a live runner
// reports capabilities and people change labels by hand; the last applied configuration is therefore kept in private state.
//
// A plan without a change keeps no private data: what has to be remembered has to be an update, or is told by a read.
import type { PrivateState } from "../../../framework/index.js";
import type { Runner } from "../../../gateway/index.js";
import type { RunnerState } from "./schema.js";

/** What was configured at the last apply: something, explicitly or implicitly nothing, or (capabilities) not at all. */
export type Managed = "some" | "none" | "unmanaged";

/** The last applied configuration of both fields. */
export interface LastApplied {
  readonly labels: Managed;
  readonly capabilities: Managed;
}

/** A field that can not be emptied. */
export type Field = keyof LastApplied;

/** Both fields as a configuration or a state has them. */
interface Fields {
  readonly labels: unknown;
  readonly capabilities: unknown;
}

export const FIELDS: readonly Field[] = ["labels", "capabilities"];

const APPLIED = "last_applied";
const LEFT = "left_alone";
const NOTHING: LastApplied = { labels: "none", capabilities: "unmanaged" };

const sizeOf = (value: unknown): number => namesIn(value).length;

/** The labels' keys, or the capabilities; none of null or what is not known. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value as string[];
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

/** How a configured value counts. Labels left out are managed as none: the attribute is not computed. */
export function managedAs(config: Fields): LastApplied {
  return {
    labels: sizeOf(config.labels) > 0 ? "some" : "none",
    capabilities: config.capabilities === null ? "unmanaged" : sizeOf(config.capabilities) > 0 ? "some" : "none",
  };
}

/**
 * Remembers what was applied, and what of the prior object stayed over a configuration of none.
 * @param prior undefined for a new runner
 */
export function rememberApplied(privateState: PrivateState, config: Fields, prior?: RunnerState): void {
  const after = managedAs(config);
  const left: Partial<Record<Field, readonly string[]>> = {};
  for (const field of FIELDS) {
    if (prior === undefined || after[field] !== "none") continue;
    left[field] = sizeOf(prior[field]) > 0 ? namesIn(prior[field]) : leftAlone(privateState, field);
  }
  privateState.set(APPLIED, { ...after });
  privateState.set(LEFT, left);
}

/** What stayed on the platform when none was applied over it, which the plan of that said: labels' keys, or capabilities. */
export function leftAlone(privateState: PrivateState, field: Field): readonly string[] {
  const left = privateState.get(LEFT) as Partial<Record<Field, readonly string[]>> | undefined;
  return left?.[field] ?? [];
}

/**
 * Remembers what a state without private data was written from, before a read mixes into it what a runner reported.
 * @param state as it was before the read
 */
export function rememberInherited(privateState: PrivateState, state: Fields): void {
  if (privateState.get(APPLIED) === undefined) privateState.set(APPLIED, { ...managedAs(state) });
}

/** Remembers that what state holds came from the platform: nothing was applied yet, whatever is configured. */
export function rememberImport(privateState: PrivateState): void {
  privateState.set(APPLIED, { ...NOTHING });
}

/** Remembers that what was applied is on the runner no more: what comes later came from outside, and nothing has to go for it. */
export function forgetWhatIsGone(privateState: PrivateState, applied: LastApplied, actual: Runner): void {
  const gone = FIELDS.filter((field) => applied[field] === "some" && sizeOf(actual[field]) === 0);
  if (gone.length === 0) return;
  privateState.set(APPLIED, { ...applied, ...Object.fromEntries(gone.map((field) => [field, NOTHING[field]])) });
}

/**
 * What was applied last. A state without private data was written by another provider from a configuration (the Go
 * provider's attributes are never computed), so what it holds was configured.
 */
export function lastApplied(
  privateState: PrivateState,
  state: Pick<RunnerState, "labels" | "capabilities">,
): LastApplied {
  const known = privateState.get(APPLIED);
  return known === undefined ? managedAs(state) : (known as unknown as LastApplied);
}

/** Of a field that is configured as empty: whether emptying it is ours to do, or what it holds stays, or it is empty already. */
export function emptying(
  field: Field,
  before: LastApplied,
  after: LastApplied,
  state: Pick<RunnerState, "labels" | "capabilities">,
): "needed" | "left alone" | undefined {
  if (after[field] !== "none" || sizeOf(state[field]) === 0) return undefined;
  return before[field] === "some" ? "needed" : "left alone";
}
