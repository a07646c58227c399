// One object's change as a plan tells it, with its secrets still in it: what may be told of it is picked out here, secrets among that are
// found when the whole plan is read.
import { type Json, text } from "../../synthesized/index.js";
import type { PlannedObject } from "../input/plan.js";
import { attributeChanges, identityOf } from "./attributes.js";
import { isItsOwn, type NewValues, newValues } from "./hidden-values.js";
import type { Action, AttributeChange } from "./model.js";
import { tellingRights } from "./rights.js";

/** A change with its secrets still in it. */
export interface RawChange {
  readonly address: string;
  readonly previousAddress?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly action: Action;
  readonly reason?: string;
  readonly forcedBy: readonly string[];
  readonly imported: boolean;
  readonly deposed: boolean;
  readonly attributes: readonly AttributeChange[];
  readonly identity: Readonly<Record<string, string>>;
  /** What will be there, as far as it may be shown, as JSON. */
  readonly outcome: string;
  /** What will be there, shown or not. */
  readonly values: NewValues;
}

/** What a plan tells of an object. */
export function rawChange(object: PlannedObject, mode: "managed" | "data", action: Action): RawChange {
  const { type, before, after, beforeSensitive, afterSensitive } = object;
  const isNew = action === "create";
  const identity = isNew || after !== null ? identityOf(type, after, afterSensitive) : {};
  const was = identityOf(type, before, beforeSensitive);
  const known = { ...was, ...identity };
  const outcome = attributeChanges(type, { ...object, before: null, beforeSensitive: false }).filter(
    ({ path }) => !isItsOwn(type, path),
  );
  return {
    address: object.address,
    ...(object.previousAddress === undefined ? {} : { previousAddress: object.previousAddress }),
    mode,
    type,
    action,
    ...(object.reason === undefined ? {} : { reason: object.reason }),
    forcedBy: object.replacePaths.map(dotted),
    imported: object.isImported,
    deposed: object.isDeposed,
    attributes:
      isNew || after === null
        ? [
            ...Object.entries(known).map(
              ([path, value]): AttributeChange => ({
                path,
                before: isNew ? { absent: true } : { value },
                after: isNew ? { value } : { absent: true },
              }),
            ),
            ...(isNew ? tellingRights(type, outcome) : []),
          ]
        : attributeChanges(type, object),
    identity: known,
    outcome: JSON.stringify(outcome.map(({ path, after: there }) => [path, there])),
    values: action === "update" ? newValues(type, object) : newValues(type, { ...object, before: null }),
  };
}

/** `["metadata", 0, "name"]` as `metadata.name`: blocks have one item. */
function dotted(path: readonly Json[]): string {
  return path
    .filter((key) => key !== 0)
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${text(key)}`))
    .join("");
}
