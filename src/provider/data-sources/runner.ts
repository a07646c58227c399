// `data.agyn_runner`: a runner by name or id. Names are not unique, so several matches are an error that names them all and says
// how to narrow the search.
import { attribute, defineSchema, DiagnosticError, exactlyOneOf, Path, t } from "../../framework/index.js";
import type { GatewayClient, Runner } from "../../gateway/index.js";
import { defineDataSource } from "../define.js";
import { sameUuid, uuid } from "../validators/text.js";
import { runnerAttributes, showRunner } from "./shapes.js";

const schema = defineSchema({
  description: "Looks up a runner by its name or id, among the runners the token's identity may see.",
  attributes: {
    name: attribute(t.string, {
      optional: true,
      computed: true,
      description: "Exact name of the runner. Give either this or `id`.",
    }),
    id: attribute(t.string, {
      optional: true,
      computed: true,
      description: "UUID of the runner. Give either this or `name`.",
      validators: [uuid()],
    }),
    organization_id: attribute(t.string, {
      optional: true,
      computed: true,
      description:
        "UUID of the organization the runner belongs to; narrows the search to its own runners. Left out, runners of every scope are searched, and this is null for a cluster-scoped one.",
      validators: [uuid()],
    }),
    ...runnerAttributes,
  },
});

export const runnerDataSource = defineDataSource({
  schema,
  configValidators: [exactlyOneOf("id", "name")],

  async read({ config, client, signal }) {
    const { id, name, organization_id: wanted } = config;
    const runner =
      id === null
        ? theOnly(
            await client.call(`look for runner ${JSON.stringify(name)}`, (gateway) =>
              named(gateway, name ?? "", wanted ?? undefined, signal),
            ),
            name ?? "",
            wanted,
          )
        : await client.find(`read runner ${id}`, (gateway) => gateway.runners.get(id, { signal }));
    if (!runner || (wanted !== null && !sameUuid(runner.organizationId ?? "", wanted))) {
      const scope = wanted === null ? "" : ` in organization ${wanted}`;
      throw id === null
        ? new DiagnosticError(
            "Runner not found",
            `no runner named ${JSON.stringify(name)} is visible to this token${scope}. Names are matched exactly; org-scoped runners are visible to members of their organization only.`,
            Path.of("name"),
          )
        : new DiagnosticError("Runner not found", `There is no runner ${id}${scope}. Check the id.`, Path.of("id"));
    }
    const { organization_id } = showRunner(runner);
    return { ...showRunner(runner), id: id ?? runner.id, organization_id: wanted ?? organization_id };
  },
});

async function named(
  gateway: GatewayClient,
  name: string,
  organizationId: string | undefined,
  signal: AbortSignal,
): Promise<Runner[]> {
  const found: Runner[] = [];
  for await (const runner of gateway.runners.listAll({ organizationId, signal })) {
    // a listing by organization holds the cluster-scoped runners too
    const inScope = organizationId === undefined || sameUuid(runner.organizationId ?? "", organizationId);
    if (runner.name === name && inScope) found.push(runner);
  }
  return found;
}

/** @throws {DiagnosticError} when there are several, naming each */
function theOnly(matches: readonly Runner[], name: string, organizationId: string | null): Runner | undefined {
  if (matches.length < 2) return matches[0];
  const list = matches.map(
    (match) =>
      `${match.id} (${match.organizationId ? `organization ${match.organizationId}` : "cluster-scoped"}, ${match.status}${match.createdAt ? `, registered ${match.createdAt.toISOString()}` : ""})`,
  );
  const narrow =
    organizationId === null
      ? "set organization_id to narrow the lookup, or give the id of the one you mean in place of the name"
      : "give the id of the one you mean in place of the name";
  throw new DiagnosticError(
    "Several runners have this name",
    `${matches.length} runners are named ${JSON.stringify(name)}; ${narrow}: ${list.join(", ")}.`,
    Path.of("name"),
  );
}
