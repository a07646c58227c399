// `data.agyn_runner`: a runner by name. Names are not unique, so several matches are an error that names them all and says
// how to narrow the search.
import { attribute, defineSchema, DiagnosticError, Path, t } from "../../framework/index.js";
import type { Runner } from "../../gateway/index.js";
import { defineDataSource } from "../define.js";
import { uuid } from "../validators/text.js";

const schema = defineSchema({
  description: "Looks up a runner by its name, among the runners the token's identity may see.",
  attributes: {
    name: attribute(t.string, { required: true, description: "Exact name of the runner." }),
    organization_id: attribute(t.string, {
      optional: true,
      computed: true,
      description:
        "UUID of the organization the runner belongs to; narrows the search to its own runners. Null for a cluster-scoped runner.",
      validators: [uuid()],
    }),
    id: attribute(t.string, { computed: true, description: "UUID of the runner." }),
    labels: attribute(t.map(t.string), { computed: true, description: "Labels by which workloads select runners." }),
    capabilities: attribute(t.list(t.string), { computed: true, description: "What the runner can do." }),
    identity_id: attribute(t.string, { computed: true, description: "UUID of the runner's platform identity." }),
    status: attribute(t.string, {
      computed: true,
      description: "`pending`, or `enrolled` once its process has enrolled.",
    }),
  },
});

export const runnerDataSource = defineDataSource({
  schema,

  async read({ config, client, signal }) {
    const wanted = config.organization_id;
    const matches = await client.call(`look for runner ${JSON.stringify(config.name)}`, async (gateway) => {
      const found: Runner[] = [];
      for await (const runner of gateway.runners.listAll({ organizationId: wanted ?? undefined, signal })) {
        // a listing by organization holds the cluster-scoped runners too
        const inScope = wanted === null || runner.organizationId?.toLowerCase() === wanted.toLowerCase();
        if (runner.name === config.name && inScope) found.push(runner);
      }
      return found;
    });
    const [runner, another] = matches;
    if (!runner) {
      throw new DiagnosticError(
        "Runner not found",
        `no runner named ${JSON.stringify(config.name)} is visible to this token${wanted === null ? "" : ` in organization ${wanted}`}. Names are matched exactly; org-scoped runners are visible to members of their organization only.`,
        Path.of("name"),
      );
    }
    if (another) {
      const list = matches.map(
        (match) => `${match.id} (${match.organizationId ? `organization ${match.organizationId}` : "cluster-scoped"})`,
      );
      throw new DiagnosticError(
        "Several runners have this name",
        `${matches.length} runners are named ${JSON.stringify(config.name)}; set organization_id to narrow the lookup, or refer to the one you mean by its id: ${list.join(", ")}.`,
        Path.of("name"),
      );
    }
    return {
      id: runner.id,
      name: runner.name,
      organization_id: wanted ?? runner.organizationId ?? null,
      labels: runner.labels,
      capabilities: runner.capabilities,
      identity_id: runner.identityId,
      status: runner.status,
    };
  },
});
