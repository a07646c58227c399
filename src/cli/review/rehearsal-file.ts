// A rehearsal as a file: what `cdktf-agyn rehearse --json` printed in another job. It says what nobody can see in a plan, so that one that
// can't be read is an error, never a review without it.
import { givenRehearsal, type Digest, type RehearsalDocument, violations } from "../../review/index.js";
import { REHEARSAL_FORMAT, rehearsalJsonSchema } from "../rehearse-schema.js";
import type { ShowOptions } from "./options.js";
import type { Apps, Judgement } from "./pipeline.js";
import { readText } from "./read-text.js";

/** The word in place of a file for a change that should have been rehearsed, and was not. */
const NOT_REHEARSED = "none";

/**
 * The rehearsal that the command line names.
 *
 * @returns undefined where none is asked for
 * @throws in one sentence for a file that is none
 */
export function rehearsalOf(
  { rehearsal: file }: Pick<ShowOptions, "rehearsal">,
  { head }: Apps,
  digests: readonly Digest[],
): Judgement["rehearsal"] {
  if (file === undefined) return undefined;
  if (file === NOT_REHEARSED) return "missing";
  return givenRehearsal(documentIn(file), head, digests);
}

function documentIn(file: string): RehearsalDocument {
  const text = readText(file, "what cdktf-agyn rehearse --json prints");
  const refuse = (why: string, options?: ErrorOptions): Error =>
    new Error(`review: --rehearsal ${file} ${why}; give what cdktf-agyn rehearse --json prints`, options);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse("is broken off, or no JSON", { cause: error });
  }
  const { format, version } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== REHEARSAL_FORMAT.format) throw refuse("is no rehearsal");
  if (version !== REHEARSAL_FORMAT.version) throw refuse("is of another version of cdktf-agyn");
  const [violation] = violations(json, rehearsalJsonSchema);
  // what stands there may be anything, so that only its place is said
  if (violation !== undefined)
    throw refuse(`is not as api/rehearsal.schema.json says, at ${violation.split(" ", 1)[0] ?? "$"}`);
  return json as RehearsalDocument;
}
