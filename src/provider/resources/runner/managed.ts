// Which of a runner's labels and capabilities the configuration manages, and what may be done about emptying them.
//
// No call of the platform clears labels or capabilities: an empty map or list does not survive protobuf and means "leave
// alone" (agynio/runners `internal/server/runners.go`, confirmed on the running service). So going from some to none needs a
// new runner. Whether that is a change of the *configuration* can not be told from state alone, because a live runner
// reports capabilities and people change labels by hand; the last applied configuration is therefore kept in private state.
import type { PrivateState } from "../../../framework/index.js";
import type { RunnerState } from "./schema.js";

/** What was configured at the last apply: something, explicitly or implicitly nothing, or (capabilities) not at all. */
export type Managed = "some" | "none" | "unmanaged";

/** The last applied configuration of both fields. */
export interface LastApplied {
  readonly labels: Managed;
  readonly capabilities: Managed;
}

const KEY = "last_applied";
const IMPORTED = "imported";

const sizeOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? Object.keys(value).length : 0;

/** How a configured value counts. Labels left out are managed as none: the attribute is not computed. */
export function managedAs(config: { readonly labels: unknown; readonly capabilities: unknown }): LastApplied {
  return {
    labels: sizeOf(config.labels) > 0 ? "some" : "none",
    capabilities: config.capabilities === null ? "unmanaged" : sizeOf(config.capabilities) > 0 ? "some" : "none",
  };
}

/** Remembers what was applied. */
export function rememberApplied(privateState: PrivateState, config: Parameters<typeof managedAs>[0]): void {
  privateState.set(KEY, { ...managedAs(config) });
}

/**
 * Remembers what a state without private data was written from, before a read mixes into it what a runner reported.
 * @param state as it was before the read
 */
export function rememberInherited(privateState: PrivateState, state: Parameters<typeof managedAs>[0]): void {
  if (privateState.get(KEY) === undefined && privateState.get(IMPORTED) === undefined)
    rememberApplied(privateState, state);
}

/** Remembers that what state holds came from the platform, not from a configuration. */
export function rememberImport(privateState: PrivateState): void {
  privateState.set(IMPORTED, "unread");
}

/** Whether this read is the one that follows an import. Asks once. */
export function isFirstReadAfterImport(privateState: PrivateState): boolean {
  if (privateState.get(IMPORTED) !== "unread") return false;
  privateState.set(IMPORTED, "read");
  return true;
}

/**
 * What was applied last. A state without private data was written by another provider from a configuration (the Go
 * provider's attributes are never computed), so what it holds was configured.
 */
export function lastApplied(
  privateState: PrivateState,
  state: Pick<RunnerState, "labels" | "capabilities">,
): LastApplied {
  const known = privateState.get(KEY);
  if (known !== undefined) return known as unknown as LastApplied;
  if (privateState.get(IMPORTED) !== undefined) return { labels: "none", capabilities: "unmanaged" };
  return managedAs(state);
}

/** Of a field that is configured as empty: whether emptying it is ours to do, or what it holds stays, or it is empty already. */
export function emptying(
  field: keyof LastApplied,
  before: LastApplied,
  after: LastApplied,
  state: Pick<RunnerState, "labels" | "capabilities">,
): "needed" | "left alone" | undefined {
  if (after[field] !== "none" || sizeOf(state[field]) === 0) return undefined;
  return before[field] === "some" ? "needed" : "left alone";
}
