// `data.agyn_organizations`: the organizations the token's identity belongs to, or all of the platform, which only the cluster
// admin may list.
import { attribute, defineSchema, nestedAttribute, t } from "../../framework/index.js";
import type { Organization } from "../../gateway/index.js";
import { defineDataSource } from "../define.js";
import { organizationAttributes, showOrganization } from "./shapes.js";

const schema = defineSchema({
  description: "Lists organizations: those the token's identity belongs to, or every one of the platform.",
  attributes: {
    name: attribute(t.string, {
      optional: true,
      description: "Only those of exactly this display name; several may have it. Default: of any name.",
    }),
    all: attribute(t.bool, {
      optional: true,
      description:
        "Every organization of the platform, which takes the cluster admin's token. Default: `false`, those the token's identity belongs to.",
    }),
    organizations: nestedAttribute(
      "list",
      {
        id: attribute(t.string, { computed: true, description: "UUID of the organization." }),
        slug: attribute(t.string, { computed: true, description: "Unique short name." }),
        ...organizationAttributes,
      },
      { computed: true, description: "What was found, in the order of ids. May be empty." },
    ),
  },
});

export const organizationsDataSource = defineDataSource({
  schema,

  async read({ config, client, signal }) {
    const found = await client.call("list organizations", async (gateway): Promise<Organization[]> => {
      if (config.all !== true) return await gateway.organizations.listAccessible({ signal });
      const every: Organization[] = [];
      for await (const organization of gateway.organizations.listAll({ signal })) every.push(organization);
      return every;
    });
    const wanted = found.filter(({ name }) => config.name === null || name === config.name);
    return { ...config, organizations: wanted.map(showOrganization) };
  },
});
