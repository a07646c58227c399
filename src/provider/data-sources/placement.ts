// `data.agyn_placement`: which runners a workload may land on, and when none, what is in the way. Told from a listing by the rules
// of `src/placement`, because the platform has no call for it and names unmet capabilities only.
import { attribute, defineSchema, nestedAttribute, t } from "../../framework/index.js";
import type { Runner } from "../../gateway/index.js";
import { describeNoPlacement, type Rejection, selectRunners } from "../../placement/index.js";
import { defineDataSource } from "../define.js";
import { noBlankElements, noNullValues } from "../validators/collections.js";
import { uuid } from "../validators/text.js";

const text = (description: string) => attribute(t.string, { computed: true, description });

const RUNNER = {
  id: text("UUID of the runner."),
  name: text("Name of the runner."),
  organization_id: text("UUID of the organization it belongs to; null for a cluster-scoped runner."),
};

const schema = defineSchema({
  description:
    "Answers which runners a workload of an organization may land on, by scope, enrollment, labels and capabilities; when there is none, what is in the way. These are the rules by which the platform places agents by their runner labels; where it places by environment and flavor, the environment names the runner and labels take no part.",
  attributes: {
    organization_id: attribute(t.string, {
      required: true,
      description: "UUID of the organization the workload belongs to; the token's identity has to be a member.",
      validators: [uuid()],
    }),
    labels: attribute(t.map(t.string), {
      optional: true,
      description: "Labels the runner has to have, each with this value. Default: none are asked for.",
      validators: [noNullValues()],
    }),
    capabilities: attribute(t.list(t.string), {
      optional: true,
      description: "Capabilities the runner has to have. Default: none are asked for.",
      validators: [noBlankElements()],
    }),
    runners: nestedAttribute("list", RUNNER, {
      computed: true,
      description:
        "Runners that may take the workload, in the order of ids; the platform draws one by chance. Empty when there is none.",
    }),
    rejected: nestedAttribute(
      "list",
      {
        ...RUNNER,
        constraint: text(
          "The first constraint it does not meet: `scope`, `enrolled`, `labels` or `capabilities`, in this order.",
        ),
        detail: text("What exactly it lacks."),
      },
      {
        computed: true,
        description: "Runners that do not take the workload, in the order of ids, each with the reason.",
      },
    ),
    unmet_constraints: attribute(t.list(t.string), {
      computed: true,
      description:
        "When no runner takes the workload: the constraints that are in the way, each once. `runners` when there is no runner at all. Empty when some runner takes it.",
    }),
    explanation: text(
      "When no runner takes the workload: each runner with what it lacks and what would change that. Null when some runner takes it.",
    ),
  },
});

export const placementDataSource = defineDataSource({
  schema,

  async read({ config, client, signal }) {
    const organizationId = config.organization_id.toLowerCase();
    const workload = { organizationId, labels: config.labels ?? {}, capabilities: config.capabilities ?? [] };
    const runners = await client.call(`list runners of organization ${organizationId}`, async (gateway) => {
      const found: Runner[] = [];
      for await (const runner of gateway.runners.listAll({ organizationId, signal })) found.push(runner);
      return found;
    });
    const placement = selectRunners(runners, workload);
    const { eligible, rejected } = placement;
    return {
      ...config,
      runners: eligible.map(show),
      rejected: rejected.map((rejection) => ({
        ...show(rejection.runner),
        constraint: rejection.constraint,
        detail: rejection.detail,
      })),
      unmet_constraints: eligible.length > 0 ? [] : unmet(rejected),
      explanation: describeNoPlacement(placement, workload) || null,
    };
  },
});

function show({ id, name, organizationId }: Runner) {
  return { id, name, organization_id: organizationId ?? null };
}

function unmet(rejected: readonly Rejection[]): string[] {
  return rejected.length === 0 ? ["runners"] : [...new Set(rejected.map(({ constraint }) => constraint))];
}
