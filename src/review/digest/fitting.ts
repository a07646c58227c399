// Whether digests that other jobs made are of the apps that are reviewed here: a digest names its stack by what its job was told, so
// only the JSON that it was made beside can tell.
import { configurationHash } from "../../synthesized/index.js";
import type { ReviewedApp } from "../app/reviewed-app.js";
import type { Digest, Doubt } from "./model.js";

/** The digests, each with a doubt where it is not of the app. */
export function fittingDigests(
  digests: readonly Digest[],
  head: ReviewedApp,
  base: ReviewedApp | undefined,
): readonly Digest[] {
  return digests.map((digest) => {
    const isDoubted = digest.doubts.some(({ kind }) => ["unreadable", "newer-format", "stale"].includes(kind));
    const why = isDoubted ? undefined : misfit(digest, head, base);
    const doubt = why === undefined ? [] : [{ kind: "stale", sentence: why } satisfies Doubt];
    return doubt.length === 0 ? digest : { ...digest, doubts: [...digest.doubts, ...doubt] };
  });
}

function misfit({ stack, source }: Digest, head: ReviewedApp, base: ReviewedApp | undefined): string | undefined {
  const [now, was] = [head.stacks.get(stack), base?.stacks.get(stack)];
  if (now === undefined && was === undefined)
    return `There is a digest of stack ${stack}, and no such stack. Make it again with this app, or leave it out`;
  if (source.configuration === undefined) {
    // of a stack that goes no JSON is left to compare with
    if (now === undefined) return undefined;
    return `The digest of stack ${stack} does not say which JSON its plan is of. Make it with --out`;
  }
  const own = (now ?? was)?.configuration ?? {};
  return configurationHash(own) === source.configuration
    ? undefined
    : `The digest of stack ${stack} was made beside other JSON than this. Synthesize once, plan that, and review that`;
}
