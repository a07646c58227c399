// The slug by which the platform knows an organization that a stack makes.
//
// Source: agynio/organizations `slug.go` (a slug made from the name).
import type { Json, JsonObject } from "./json.js";

/**
 * The slug of an `agyn_organization`: the one it is given, else the one that is made from its name. Undefined when Terraform has to
 * work out the name first.
 */
export function organizationSlug({ slug, name }: JsonObject): Json | undefined {
  if (slug !== undefined && slug !== null) return slug;
  if (typeof name !== "string" || /[$%]\{/.test(name)) return undefined;
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
