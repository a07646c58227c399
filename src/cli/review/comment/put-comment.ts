// One comment for each marker, edited in place: found by its marker and its author, since anybody may write the marker. A job that is
// late writes nothing: the pull request itself says which commit is its head.
import { ApiError, MAX_ATTEMPTS, repeated } from "./http.js";
import type { PullRequest } from "./hosts.js";

/** The first line of a comment. */
export interface Marker {
  readonly key: string;
  /** Commit that was reviewed. */
  readonly head: string;
}

/** What was done. */
export type Outcome = "created" | "edited" | "unchanged" | "outdated";

/** The marker of a text; undefined when its first line is none. */
export function markerOf(body: string): Marker | undefined {
  const [, key, head] =
    /^(?:<!-- |\[\/\/\]: # \()cdktf-agyn-review:v1 key=(\S+) head=(\S+) digest=[^\s)]+(?: -->|\))/.exec(body) ?? [];
  return key === undefined || head === undefined ? undefined : { key, head };
}

/** Writes the comment; removes what else there is of it. */
export async function putComment(
  pull: PullRequest,
  body: string,
  { key, head }: Marker,
  pause: (milliseconds: number) => Promise<void>,
): Promise<Outcome> {
  // whether a comment that failed was made is seen by looking again
  return await repeated({ pause }, () => put(pull, body, key, head), MAX_ATTEMPTS);
}

async function put(pull: PullRequest, body: string, key: string, head: string): Promise<Outcome> {
  const current = await pull.head();
  if (head !== "unknown" && current !== "" && current !== head) return "outdated";
  const author = await pull.author();
  if (author === "")
    throw new ApiError("who the token belongs to can't be told; name the author by --author", false, 0);
  const own = (await pull.comments()).filter(
    (comment) => comment.author === author && markerOf(comment.body)?.key === key,
  );
  const [first, ...surplus] = own;
  for (const { id } of surplus) await pull.remove(id);
  if (first === undefined) {
    await pull.create(body);
    return "created";
  }
  // hosts trim what they keep
  if (first.body.trim() === body.trim()) return "unchanged";
  await pull.edit(first.id, body);
  return "edited";
}
