// Organizations that a stack takes for granted: it looks them up, or names their ids, and no stack of the app and no state makes
// them. A team that deploys its own pools has such stacks, and without the organization nothing of them could be rehearsed.
//
// Source: data source `agyn_organization` (by `slug` or `id`), `organization_id` of agyn_runner and agyn_organization_membership.
import { randomUUID } from "node:crypto";
import { type Json, organizationSlug, resourcesOf, type SynthesizedStack } from "../../synthesized/index.js";
import type { AssumedOrganization } from "./gateway-rows.js";
import type { StateObject } from "./state-file.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The organizations that have to be there before the first stack is applied.
 *
 * @param known what the states manage
 * @param lookedUp what data sources found: an organization is there under the id that runners of the states are in
 */
export function assumedOrganizations(
  stacks: readonly SynthesizedStack[],
  known: readonly StateObject[],
  lookedUp: readonly StateObject[],
): AssumedOrganization[] {
  const resources = stacks.flatMap(({ configuration }) => resourcesOf(configuration));
  const lookUps = stacks.flatMap(({ configuration }) => resourcesOf(configuration, "data"));
  const inStates = known.filter(({ type }) => type === "agyn_organization").map(({ attributes }) => attributes);
  const made = resources.filter(({ type }) => type === "agyn_organization").map(({ body }) => body);
  const madeSlugs = new Set([
    ...made.flatMap((body) => literals(organizationSlug(body))),
    ...inStates.flatMap(({ slug }) => literals(slug)),
  ]);
  const knownIds = new Set(inStates.flatMap(({ id }) => literals(id)));

  const wanted = lookUps.filter(({ type }) => type === "agyn_organization").map(({ body }) => body);
  const slugs = new Set(wanted.flatMap(({ slug }) => literals(slug)).filter((slug) => !madeSlugs.has(slug)));
  const ids = new Set(
    [...wanted.map(({ id }) => id), ...resources.map(({ body }) => body["organization_id"])]
      .flatMap(literals)
      .filter((id) => UUID.test(id) && !knownIds.has(id)),
  );
  const foundIds = new Map(
    lookedUp
      .filter(({ type }) => type === "agyn_organization")
      .flatMap(({ attributes: { slug, id } }) =>
        typeof slug === "string" && typeof id === "string" && UUID.test(id) ? [[slug, id.toLowerCase()] as const] : [],
      ),
  );
  const bySlug = [...slugs].sort().map((slug) => ({ id: foundIds.get(slug) ?? randomUUID(), slug }));
  const there = new Set(bySlug.map(({ id }) => id));
  return [
    ...bySlug,
    ...[...ids]
      .filter((id) => !there.has(id.toLowerCase()))
      .sort()
      .map((id) => ({ id: id.toLowerCase(), slug: `organization-${id.slice(0, 8).toLowerCase()}` })),
  ];
}

/** The text of a value that Terraform does not have to work out. */
function literals(value: Json | undefined): string[] {
  return typeof value === "string" && value !== "" && !value.includes("${") ? [value] : [];
}
