// Which changes can't be made in place, for a comparison without a plan: a plan says it itself. A type that is not listed is taken to be
// changed in place, so that this says too little rather than what is not so.
//
// Source: agyn: src/provider/resources (`replacesWithId`, `requiresReplace`, `planEmptying`: labels and capabilities can't be
// emptied in place, `planToken`: a sealed token stays sealed for its key). kubernetes: name and namespace of an object, a binding's roleRef and a Secret's type are immutable in the API, and
// force a new object in the provider's schemas. helm: `name` and `namespace` of helm_release.
import { at, blocks, isList, isObject, type Json, type JsonObject } from "../../synthesized/index.js";
import { isSame } from "../digest/attributes.js";
import { unversioned } from "../digest/taint.js";

const FORCING: Readonly<Record<string, readonly string[]>> = {
  agyn_runner: ["organization_id"],
  agyn_runner_enrollment: ["runner_id"],
  agyn_organization_membership: ["organization_id", "identity_id"],
  helm_release: ["name", "namespace"],
  kubernetes_secret: ["type"],
  kubernetes_role_binding: ["role_ref"],
  kubernetes_cluster_role_binding: ["role_ref"],
};
const OF_KUBERNETES = ["metadata.name", "metadata.namespace"];
/** Attributes that can be changed, but not emptied. */
const NEVER_EMPTIED: Readonly<Record<string, readonly string[]>> = { agyn_runner: ["labels", "capabilities"] };
/** Attributes that can be given, but then stay. */
const ONCE_GIVEN: Readonly<Record<string, readonly string[]>> = { agyn_runner: ["service_token_public_key"] };

/** Attributes of a type, dotted, that force a new object when they change. */
export function forcingAttributes(type: string): readonly string[] {
  return [...(type.startsWith("kubernetes_") ? OF_KUBERNETES : []), ...ofType(FORCING, unversioned(type))];
}

/** What of a change forces a new object, dotted. */
export function forcedChanges(type: string, before: JsonObject, after: JsonObject): string[] {
  const changed = forcingAttributes(type).filter((path) => !isSame(valueAt(before, path), valueAt(after, path)));
  const emptied = ofType(NEVER_EMPTIED, type).filter((name) => !isEmpty(before[name]) && isEmpty(after[name]));
  const given = ofType(ONCE_GIVEN, type).filter((name) => !isEmpty(before[name]) && !isSame(before[name], after[name]));
  return [...changed, ...emptied, ...given];
}

/** What a table says of a type; a type is what a file says, and may be called `constructor`. */
function ofType(table: Readonly<Record<string, readonly string[]>>, type: string): readonly string[] {
  return Object.hasOwn(table, type) ? (table[type] ?? []) : [];
}

/** What stands at a dotted path; a block may be an object or a list of one. */
export function valueAt(body: JsonObject, path: string): Json | undefined {
  const [first = "", second] = path.split(".");
  return second === undefined ? body[first] : at(blocks(body[first])[0], second);
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
