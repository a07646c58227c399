// `agyn_organization`: who owns runners and agents. The creator becomes its owner, so create it with the token of the team
// that will manage its runners: a cluster admin is not an owner.
//
// Names repeat freely on the platform; the slug is unique and can be changed. Deleting an organization leaves its runners
// behind, so runners refer to it and go first.
//
// Source: agynio/api organizations.proto; agynio/organizations `internal/server/server.go`.
import {
  attribute,
  defineSchema,
  DiagnosticError,
  type StateOf,
  t,
  Unknown,
  useStateForUnknown,
} from "../../framework/index.js";
import type { Organization } from "../../gateway/index.js";
import { defineResource } from "../define.js";
import { isUuid, slug, trimmedName } from "../validators/text.js";

const schema = defineSchema({
  description:
    "An organization of the platform. Whoever creates it becomes its owner, and only owners may manage its runners: create it with the token of the team it is for.",
  attributes: {
    name: attribute(t.string, {
      required: true,
      description: "Display name; need not be unique. Can be changed in place.",
      validators: [trimmedName()],
    }),
    slug: attribute(t.string, {
      optional: true,
      computed: true,
      description:
        "Unique short name: lower-case letters, digits and inner dashes, at most 63 characters. Left out, the platform derives it from the name; it does not follow later renames. Can be changed in place.",
      validators: [slug()],
      modifiers: [useStateForUnknown()],
    }),
    id: attribute(t.string, {
      computed: true,
      description: "UUID of the organization, used for import.",
      modifiers: [useStateForUnknown()],
    }),
  },
});

type State = StateOf<typeof schema>;

/** The platform's answer, but what was planned as it was planned: another spelling is for the next plan to show. */
function keepPromises(
  organization: Organization,
  plan: { readonly name: string; readonly slug: string | null | Unknown },
): State {
  const { id, slug } = toState(organization);
  return { id, name: plan.name, slug: plan.slug instanceof Unknown || plan.slug === null ? slug : plan.slug };
}

function toState(organization: Organization): State {
  return { id: organization.id, name: organization.name, slug: organization.slug };
}

export const organizationResource = defineResource({
  schema,

  async create({ plan, client }) {
    const wanted = plan.slug instanceof Unknown ? undefined : (plan.slug ?? undefined);
    return keepPromises(await client.createOrganization({ name: plan.name, slug: wanted }), plan);
  },

  async read({ state, client, signal }) {
    const id = state.id ?? "";
    const found = await client.find(`read organization ${id}`, (gateway) => gateway.organizations.get(id, { signal }));
    return found && toState(found);
  },

  async update({ state, plan, client }) {
    const id = state.id ?? "";
    const changes = {
      name: plan.name === state.name ? undefined : plan.name,
      slug: plan.slug instanceof Unknown || plan.slug === state.slug ? undefined : (plan.slug ?? undefined),
    };
    // the platform refuses an update that sets nothing
    if (changes.name === undefined && changes.slug === undefined) return state;
    const updated = await client.call(`update organization ${id}`, (gateway) =>
      gateway.organizations.update(id, changes),
    );
    return keepPromises(updated, plan);
  },

  async delete({ state, client }) {
    const id = state.id ?? "";
    await client.find(`delete organization ${id}`, (gateway) => gateway.organizations.delete(id));
  },

  importState({ id, empty }) {
    if (!isUuid(id)) {
      throw new DiagnosticError(
        "Not the id of an organization",
        `Found ${JSON.stringify(id)}; an organization is imported by its UUID, as in: terraform import agyn_organization.example 0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44. The data source agyn_organization finds the id of a slug.`,
      );
    }
    return { ...empty, id: id.toLowerCase() };
  },
});
