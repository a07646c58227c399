// `data.agyn_flavors` and `data.agyn_storage_classes`: what runners offer, as their processes reported it after they enrolled.
//
// The platform shows entries of the runners the token's identity may see. Platforms before July 2026 have no catalogs.
import { attribute, defineSchema, nestedAttribute, t } from "../../framework/index.js";
import type { CatalogFilter } from "../../gateway/index.js";
import { defineDataSource } from "../define.js";
import { uuid } from "../validators/text.js";
import { catalogAttributes, showCatalogEntry } from "./shapes.js";

const filterAttributes = {
  runner_id: attribute(t.string, {
    optional: true,
    description: "UUID of a runner: only what it offers. Default: what any offers.",
    validators: [uuid()],
  }),
  organization_id: attribute(t.string, {
    optional: true,
    description:
      "UUID of an organization: only what its own runners and the cluster-scoped ones offer. Default: what any offers.",
    validators: [uuid()],
  }),
  include_deprecated: attribute(t.bool, {
    optional: true,
    description: "Deprecated entries too. Default: `false`.",
  }),
};

function filterOf(config: {
  readonly runner_id: string | null;
  readonly organization_id: string | null;
  readonly include_deprecated: boolean | null;
}): CatalogFilter {
  return {
    runnerId: config.runner_id ?? undefined,
    organizationId: config.organization_id ?? undefined,
    includeDeprecated: config.include_deprecated ?? undefined,
  };
}

const quantity = (description: string) =>
  attribute(t.string, { computed: true, description: `${description}, as a Kubernetes quantity.` });

export const flavorsDataSource = defineDataSource({
  schema: defineSchema({
    description:
      "Lists flavors: the sizes of workloads that runners offer. A runner reports its flavors when its process has enrolled.",
    attributes: {
      ...filterAttributes,
      flavors: nestedAttribute(
        "list",
        {
          ...catalogAttributes,
          requests_cpu: quantity("CPU a workload asks for"),
          requests_memory: quantity("Memory a workload asks for"),
          limits_cpu: quantity("CPU a workload may use"),
          limits_memory: quantity("Memory a workload may use"),
        },
        { computed: true, description: "What was found, by the name of the runner and then of the flavor." },
      ),
    },
  }),

  async read({ config, client, signal }) {
    const found = await client.call("list flavors", (gateway) =>
      gateway.catalogs.listFlavors({ ...filterOf(config), signal }),
    );
    const flavors = found.map((flavor) => ({
      ...showCatalogEntry(flavor),
      requests_cpu: flavor.resources.requestsCpu,
      requests_memory: flavor.resources.requestsMemory,
      limits_cpu: flavor.resources.limitsCpu,
      limits_memory: flavor.resources.limitsMemory,
    }));
    return { ...config, flavors };
  },
});

export const storageClassesDataSource = defineDataSource({
  schema: defineSchema({
    description:
      "Lists storage classes that runners offer for volumes. A runner reports them when its process has enrolled.",
    attributes: {
      ...filterAttributes,
      storage_classes: nestedAttribute("list", catalogAttributes, {
        computed: true,
        description: "What was found, by the name of the runner and then of the storage class.",
      }),
    },
  }),

  async read({ config, client, signal }) {
    const found = await client.call("list storage classes", (gateway) =>
      gateway.catalogs.listStorageClasses({ ...filterOf(config), signal }),
    );
    return { ...config, storage_classes: found.map(showCatalogEntry) };
  },
});
