// What of roles, bindings and quotas has to be told even where an object is new: that it allows everything or nothing, or that nobody can
// see what it allows.
//
// Source: Kubernetes RBAC: `*` stands for all verbs, resources or groups, the role cluster-admin has them all. Attributes as in the
// kubernetes provider.
import type { AttributeChange, Shown } from "./model.js";

/** Roles and bindings. */
export const RIGHTS = /^kubernetes_(?:cluster_)?role(?:_binding)?(?:_v\d+)?$/;

/** Quotas and limits. */
export const QUOTAS = /^kubernetes_(?:resource_quota|limit_range)(?:_v\d+)?$/;

/** What a quota counts and every pod of a runner or workload needs. */
const NEEDED = /^spec\.hard\.(?:pods|count\/pods|(?:requests\.|limits\.)?(?:cpu|memory))$/;

/** Places in which a role or binding says what is allowed. */
const ALLOWING = /^(?:rule|role_ref|aggregation_rule|\(all\))(?:$|[.[])/;

/** Whether a value allows everything. */
export function allowsAll(shown: Shown): boolean {
  return "value" in shown && holdsAll(shown.value);
}

/** Whether an attribute says what is allowed, and nobody can see it before the apply. */
export function isUnseenRight({ path, after }: AttributeChange): boolean {
  return ALLOWING.test(path) && ("unknown" in after || "hidden" in after);
}

/** Whether a quota's amount of what every pod needs can't be seen before the apply: it may let nothing start. */
export function isUnseenQuota({ path, after }: AttributeChange): boolean {
  return (NEEDED.test(path) || /^spec(?:\.hard)?$/.test(path)) && ("unknown" in after || "hidden" in after);
}

/** Whether a quota lets nothing start: none of what every pod needs. */
export function stopsAll(path: string, shown: Shown): boolean {
  return NEEDED.test(path) && "value" in shown && isNone(shown.value);
}

/** What has to be told of an object that is new. */
export function tellingRights(type: string, outcome: readonly AttributeChange[]): readonly AttributeChange[] {
  if (QUOTAS.test(type))
    return outcome.filter((attribute) => isUnseenQuota(attribute) || stopsAll(attribute.path, attribute.after));
  if (!RIGHTS.test(type)) return [];
  return outcome.filter((attribute) => isUnseenRight(attribute) || allowsAll(attribute.after));
}

function isNone(value: unknown): boolean {
  return typeof value === "string" ? /^0+(?:\.0+)?[A-Za-z]{0,2}$/.test(value) : value === 0;
}

function holdsAll(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsAll);
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsAll);
  return value === "*" || value === "cluster-admin";
}
