// `data.agyn_organization`: an organization by id or slug. The gateway has no look-up by slug, so it is searched among the
// organizations the token's identity belongs to.
import { attribute, defineSchema, DiagnosticError, exactlyOneOf, Path, t } from "../../framework/index.js";
import { defineDataSource } from "../define.js";
import { quoted } from "../quoted.js";
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
  configValidators: [exactlyOneOf("id", "slug")],

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
        `No organization with ${by} ${quoted(config[by])} is visible to this token. ${
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
