// Warnings with an id: shown at synth by the CDKTF CLI, kept in manifest.json, and silenced one id at a time with a reason.
//
// Source: `Annotations` of cdktf 0.21, which knows neither ids nor acknowledgement; context values reach all constructs below.
import type { WarningId } from "../fleet/index.js";
import { Annotations, type IConstruct } from "./core.js";

const CONTEXT_PREFIX = "cdktf-agyn:acknowledged:";

/**
 * Silences one kind of warning for everything below a construct, with the reason for it.
 *
 * Call it before the construct has children: on a new `App`, or as the first line of a stack. The same can be written in
 * `cdktf.json` as `"context": { "cdktf-agyn:acknowledged:<id>": "<reason>" }`.
 */
export function acknowledgeWarning(scope: IConstruct, id: string, reason: string): void {
  scope.node.setContext(CONTEXT_PREFIX + id, reason);
}

/** Adds a warning of a construct, unless its id was acknowledged above. */
export function warn(scope: IConstruct, id: WarningId, message: string): void {
  const how = `To accept it: acknowledgeWarning(app, "${id}", "<reason>"), or list it under acknowledge in the fleet.`;
  addWarning(scope, id, `${message} ${how}`);
}

/** Adds a warning whose message says all, unless its id was acknowledged above. */
export function addWarning(scope: IConstruct, id: string, message: string): void {
  const reason: unknown = scope.node.tryGetContext(CONTEXT_PREFIX + id);
  if (typeof reason !== "string" || reason.trim() === "") {
    Annotations.of(scope).addWarning(`[${id}] ${message}`);
  }
}
