// `data.agyn_organization`: an organization by id or slug. The gateway has no look-up by slug, so it is searched among the
// organizations the token's identity belongs to.
import { attribute, defineSchema, DiagnosticError, Path, t, Unknown } from "../../framework/index.js";
import { defineDataSource } from "../define.js";
import { slug, uuid } from "../validators/text.js";
import { organizationAttributes, showOrganization } from "./shapes.js";

const schema = defineSchema({
  description:
    "Looks up an organization by its id or its slug. By slug, only organizations are found of which the token's identity is a member.",
  attributes: {
    id: attribute(t.string, {
      optional: true,
      computed: true,
      description: "UUID of the organization. Give either this or `slug`.",
      validators: [uuid()],
    }),
    slug: attribute(t.string, {
      optional: true,
      computed: true,
      description: "Unique short name of the organization. Give either this or `id`.",
      validators: [slug()],
    }),
    ...organizationAttributes,
  },
});

export const organizationDataSource = defineDataSource({
  schema,

  validate({ config, diagnostics }) {
    // a value that is not known yet may turn out null
    if (config.id instanceof Unknown || config.slug instanceof Unknown) return;
    if ((config.id === null) === (config.slug === null)) {
      const found = config.id === null ? "neither is given" : "both are given";
      diagnostics.error(
        "Give either id or slug",
        `An organization is looked up by id or by slug; ${found}.`,
        config.id === null ? undefined : "slug",
      );
    }
  },

  async read({ config, client, signal }) {
    const organization =
      config.id === null
        ? await client.call("list your organizations", (gateway) =>
            gateway.organizations.findBySlug(config.slug ?? "", { signal }),
          )
        : await client.find(`read organization ${config.id}`, (gateway) =>
            gateway.organizations.get(config.id ?? "", { signal }),
          );
    if (!organization) {
      const by = config.id === null ? "slug" : "id";
      throw new DiagnosticError(
        "Organization not found",
        `No organization with ${by} ${JSON.stringify(config[by])} is visible to this token. ${
          by === "slug"
            ? "By slug, only organizations are found of which the token's identity is a member: use a token of the team that owns it, or look it up by id."
            : "Check the id."
        }`,
        Path.of(by),
      );
    }
    return { ...showOrganization(organization), id: config.id ?? organization.id };
  },
});
