// Slugs of organizations: what a given one must look like, and how one is derived from a name.
//
// Source: agynio/organizations `internal/server/slug.go` (pattern, 63 characters, fallback `org`, suffixes -2 to -99), texts as
// measured. That runs of other characters become one dash and that long names are cut to fit is our reading.
import { RpcError } from "./rpc-error.js";

const PATTERN = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";
const MAX_SLUG_CHARACTERS = 63;
const LAST_SUFFIX = 99;

/** @throws {RpcError} `invalid_argument` for a slug that is too long or holds other characters */
export function assertSlug(slug: string): void {
  if (slug.length > MAX_SLUG_CHARACTERS) {
    throw new RpcError("invalid_argument", `slug: must be at most ${MAX_SLUG_CHARACTERS} characters`);
  }
  if (!new RegExp(PATTERN).test(slug)) {
    throw new RpcError("invalid_argument", `slug: must match ${PATTERN}`);
  }
}

/** The first free slug for a name, `undefined` when the name and all its suffixes are taken. */
export function deriveSlug(name: string, isTaken: (slug: string) => boolean): string | undefined {
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
  return undefined;
}

function trimDashes(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}
