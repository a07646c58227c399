// Who may do what with an organization: the relations the services ask for, worked out from the tuples.
//
// Source: agynio authorization model (organization type): owner is a direct grant, owners are members, what is managed may be
// managed by the cluster's admins too, but owner and member do not follow from being a cluster admin.
import type { Identity } from "../directory.js";
import { CLUSTER } from "../store/rows.js";
import type { Store } from "../store/store.js";

/** Relation `owner`. */
export function isOwner(store: Store, identity: Identity, organizationId: string): boolean {
  return store.hasRelation(organizationId, "owner", identity.id);
}

/** Relation `member`: members and owners, runners of the organization among them. */
export function isMember(store: Store, identity: Identity, organizationId: string): boolean {
  return isOwner(store, identity, organizationId) || store.hasRelation(organizationId, "member", identity.id);
}

/** Relation `can_add_member`: an admin of the cluster the organization was made in. */
export function canAddMember(store: Store, identity: Identity, organizationId: string): boolean {
  return identity.clusterAdmin && store.hasRelation(organizationId, "cluster", CLUSTER);
}

/** Relations `can_manage_members`, `can_view_workloads`, `can_view_volumes`: owners, and the cluster's admins. */
export function canManage(store: Store, identity: Identity, organizationId: string): boolean {
  return isOwner(store, identity, organizationId) || canAddMember(store, identity, organizationId);
}
