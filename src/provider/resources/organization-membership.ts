// `agyn_organization_membership`: one identity in one organization, with a role. Only an owner registers runners of an
// organization, and a cluster admin is none: whoever deploys a pool has to be made one.
//
// Who creates it decides what comes of it: the cluster admin adds, and the membership is active at once; an owner invites, and it
// is pending until the user accepts, which nobody can do in their place. The platform reads memberships only by listing the
// members of an organization, which owners and the cluster admin may.
//
// Source: agynio/api organizations.proto; agynio/organizations `internal/server/server.go`.
import {
  attribute,
  defineIdentity,
  defineSchema,
  DiagnosticError,
  identityAttribute,
  type StateOf,
  t,
  useStateForUnknown,
} from "../../framework/index.js";
import type { Membership } from "../../gateway/index.js";
import { defineResource } from "../define.js";
import { quoted } from "../quoted.js";
import { fromOtherAddress } from "../state-movers.js";
import { isUuid, oneOf, replacesWithId, sameUuid, uuid } from "../validators/text.js";

const schema = defineSchema({
  description:
    "An identity in an organization, with a role. Created with the cluster admin's token it is active at once; created with an owner's it is an invitation, pending until the user accepts. Whoever creates an organization is its owner already.",
  attributes: {
    organization_id: attribute(t.string, {
      required: true,
      description: "UUID of the organization. Changing this replaces the membership.",
      validators: [uuid()],
      sameMeaning: sameUuid,
      modifiers: [replacesWithId],
    }),
    identity_id: attribute(t.string, {
      required: true,
      description:
        "UUID of the user's platform identity. The platform knows it once the user has signed in. Changing this replaces the membership.",
      validators: [uuid()],
      sameMeaning: sameUuid,
      modifiers: [replacesWithId],
    }),
    role: attribute(t.string, {
      required: true,
      description:
        "`owner`, who manages members, settings and runners of the organization, or `member`, who uses it. Can be changed in place.",
      validators: [oneOf("owner", "member")],
    }),
    id: attribute(t.string, {
      computed: true,
      description: "UUID of the membership.",
      whenUnknown: { notNull: true },
      modifiers: [useStateForUnknown()],
    }),
    status: attribute(t.string, {
      computed: true,
      description: "`pending` until the invited user has accepted, then `active`. A pending owner has no rights yet.",
    }),
  },
});

type State = StateOf<typeof schema>;
type Role = "owner" | "member";

function toState(membership: Membership): State {
  return {
    id: membership.id,
    organization_id: membership.organizationId,
    identity_id: membership.identityId,
    role: membership.role,
    status: membership.status,
  };
}

const IMPORT_ID = "ORGANIZATION_ID/IDENTITY_ID or ORGANIZATION_ID/MEMBERSHIP_ID";

export const organizationMembershipResource = defineResource({
  schema,
  stateMovers: [fromOtherAddress("agyn_organization_membership", schema)],

  identity: {
    schema: defineIdentity({
      attributes: {
        organization_id: identityAttribute(t.string, { description: "UUID of the organization." }),
        id: identityAttribute(t.string, { description: "UUID of the membership." }),
      },
    }),
    // the configuration's spelling may change, the object does not
    of: ({ organization_id, id }) => ({ organization_id: organization_id.toLowerCase(), id }),
  },

  async create({ plan, client, diagnostics, signal }) {
    const { createMembership } = await import("./organization-membership-calls.js");
    const { organization_id: organizationId, identity_id: identityId } = plan;
    const created = await client.call(`add ${identityId} to organization ${organizationId}`, (gateway) =>
      createMembership(
        gateway,
        { organizationId, identityId, role: plan.role as Role },
        { requestTimeoutMs: client.requestTimeoutMs, report: diagnostics, signal },
      ),
    );
    if (created.status === "pending") {
      diagnostics.warning(
        "Invitation is pending",
        `${identityId} was invited to organization ${organizationId} and has no rights there before its user accepts, which Terraform can not do. Created with the cluster admin's token, a membership is active at once.`,
      );
    }
    return { ...toState(created), ...plan, id: created.id, status: created.status };
  },

  async read({ state, client, signal }) {
    const found = await client.findMembership({ organizationId: state.organization_id, id: state.id ?? "", signal });
    return found && toState(found);
  },

  async update({ state, plan, client, signal }) {
    const id = state.id ?? "";
    if (plan.role === state.role) return { ...state, ...plan, id, status: state.status };
    const updated = await client.call(`change the role of membership ${id}`, (gateway) =>
      gateway.memberships.updateRole(id, plan.role as Role, { stop: signal }),
    );
    return { ...toState(updated), ...plan, id, status: updated.status };
  },

  async delete({ state, client, signal }) {
    const id = state.id ?? "";
    await client.find(`remove membership ${id}`, (gateway) => gateway.memberships.delete(id, { stop: signal }));
  },

  async importState({ id, identity, empty, client, signal }) {
    const [organizationId = "", wanted = "", ...rest] = identity
      ? [identity.organization_id, identity.id]
      : id.split("/");
    if (!isUuid(organizationId) || !isUuid(wanted) || rest.length > 0) {
      throw new DiagnosticError(
        "Not the id of a membership",
        `Found ${quoted(identity ? `${organizationId}/${wanted}` : id)}; memberships are found among the members of their organization, so one is imported by ${IMPORT_ID}, as in: terraform import agyn_organization_membership.example 0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44/5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11.`,
      );
    }
    const { findMembership } = await import("./organization-membership-calls.js");
    const found = await client.call(`list the members of organization ${organizationId}`, (gateway) =>
      findMembership(gateway, organizationId, wanted, signal),
    );
    if (!found) {
      throw new DiagnosticError(
        "Membership does not exist",
        `Nobody in organization ${organizationId} has the membership or identity ${wanted}, so there is nothing to import. Check both ids (${IMPORT_ID}), or leave out the import and let apply create it.`,
      );
    }
    return { ...empty, ...toState(found) };
  },
});
