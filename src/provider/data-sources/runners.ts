// `data.agyn_runners`: the runners the token's identity may see, narrowed by what they are. The platform narrows by organization
// only, and shows the cluster-scoped runners with it; the rest is told here.
import { attribute, defineSchema, nestedAttribute, t } from "../../framework/index.js";
import type { Runner } from "../../gateway/index.js";
import { defineDataSource } from "../define.js";
import { each, noBlankElements, noNullValues } from "../validators/collections.js";
import { oneOf, uuid } from "../validators/text.js";
import { runnerAttributes, showRunner } from "./shapes.js";

const schema = defineSchema({
  description:
    "Lists runners the token's identity may see: the cluster-scoped ones, and those of organizations it is a member of. All conditions have to hold; what is left out does not narrow.",
  attributes: {
    organization_id: attribute(t.string, {
      optional: true,
      description:
        "UUID of an organization: its own runners, and the cluster-scoped ones, which serve it too. Default: of every organization.",
      validators: [uuid()],
    }),
    scope: attribute(t.string, {
      optional: true,
      description:
        "`organization` for runners that belong to an organization, `cluster` for cluster-scoped ones. Default: both.",
      validators: [oneOf("organization", "cluster")],
    }),
    labels: attribute(t.map(t.string), {
      optional: true,
      description: "Only runners with all of these labels, each with this value. Default: with any.",
      validators: [noNullValues()],
    }),
    capabilities: attribute(t.list(t.string), {
      optional: true,
      description: "Only runners with all of these capabilities. Default: with any.",
      validators: [noBlankElements()],
    }),
    statuses: attribute(t.list(t.string), {
      optional: true,
      description: "Only runners in one of these states: `pending`, `enrolled`, `offline`. Default: in any.",
      validators: [each(oneOf("pending", "enrolled", "offline"))],
    }),
    runners: nestedAttribute(
      "list",
      {
        id: attribute(t.string, { computed: true, description: "UUID of the runner." }),
        name: attribute(t.string, { computed: true, description: "Name; several may have the same." }),
        organization_id: attribute(t.string, {
          computed: true,
          description: "UUID of the organization it belongs to; null for a cluster-scoped runner.",
        }),
        ...runnerAttributes,
      },
      { computed: true, description: "What was found, in the order of ids. May be empty." },
    ),
  },
});

export const runnersDataSource = defineDataSource({
  schema,

  async read({ config, client, signal }) {
    const { organization_id: organizationId, scope, labels, capabilities, statuses } = config;
    const wanted = ({ organizationId: belongsTo, ...runner }: Runner): boolean =>
      (scope === null || (scope === "cluster") === (belongsTo === undefined)) &&
      Object.entries(labels ?? {}).every(([key, value]) => runner.labels[key] === value) &&
      (capabilities ?? []).every((capability) => runner.capabilities.includes(capability)) &&
      (statuses === null || statuses.includes(runner.status));
    const found = await client.call("list runners", async (gateway) => {
      const runners: Runner[] = [];
      for await (const runner of gateway.runners.listAll({ organizationId: organizationId ?? undefined, signal })) {
        if (wanted(runner)) runners.push(runner);
      }
      return runners;
    });
    return { ...config, runners: found.map(showRunner) };
  },
});
