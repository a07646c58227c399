// What the pods of a migration are called, and their policy: names are judged apart from what makes the objects.
import { Token } from "../core.js";
import type { WorkloadDescription } from "../description/workload.js";
import { shortDigest } from "../objects/digest.js";

/** Room in a name of 63 characters for what is added to it. */
const NAME_CHARS = 40;
const MARK_CHARS = 8;

/** Name of the pods of a migration, and of their policy. */
export function migrationName({ name }: Pick<WorkloadDescription, "name">): string {
  return `${shortName(name)}-migrate`;
}

/** A name with room for more: of a longer one a beginning, and what tells it from others that begin the same. */
function shortName(name: string): string {
  if (name.length <= NAME_CHARS || Token.isUnresolved(name)) return name;
  return `${name.slice(0, NAME_CHARS - MARK_CHARS - 1)}-${shortDigest(name, MARK_CHARS)}`;
}
