// Slugs of organizations: what a given one must look like, and how one is derived from a name.
//
// Source: agynio/organizations `internal/server/slug.go` at 599fe68; texts of a bad slug as measured. Outer blanks are dropped.
import { trimSpace } from "./go-text.js";
import { RpcError } from "./rpc-error.js";

const PATTERN = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";
const MAX_SLUG_CHARACTERS = 63;
const LAST_SUFFIX = 99;

/**
 * A slug somebody chose, trimmed.
 * @throws {RpcError} `invalid_argument` for one that is blank, too long or holds other characters
 */
export function requireSlug(sent: string): string {
  const slug = trimSpace(sent);
  if (slug === "") {
    throw new RpcError("invalid_argument", "slug: value is empty");
  }
  if (slug.length > MAX_SLUG_CHARACTERS) {
    throw new RpcError("invalid_argument", `slug: must be at most ${MAX_SLUG_CHARACTERS} characters`);
  }
  if (!new RegExp(PATTERN).test(slug)) {
    throw new RpcError("invalid_argument", `slug: must match ${PATTERN}`);
  }
  return slug;
}

/**
 * The first free slug for a name.
 * @throws {RpcError} `already_exists` when the name and all its suffixes are taken
 */
export function deriveSlug(name: string, isTaken: (slug: string) => boolean): string {
  const base = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const trimmed = trimDashes(trimDashes(base).slice(0, MAX_SLUG_CHARACTERS)) || "org";
  if (!isTaken(trimmed)) {
    return trimmed;
  }
  for (let n = 2; n <= LAST_SUFFIX; n++) {
    const suffix = `-${n}`;
    const candidate = trimDashes(trimmed.slice(0, MAX_SLUG_CHARACTERS - suffix.length)) + suffix;
    if (!isTaken(candidate)) {
      return candidate;
    }
  }
  throw new RpcError("already_exists", "slug: could not derive an unused slug from the name");
}

function trimDashes(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}
