// A stack's digest with what its saved plan tells beside the plan's JSON: the JSON that it was made from, word for word, and the state that
// it was made for. A plan's JSON has no lifecycle and no locals, so that only the saved plan can tell that those are others.
import { configurationHash } from "../../synthesized/index.js";
import type { ReviewedApp } from "../app/reviewed-app.js";
import type { SavedPlan } from "../input/saved-plan.js";
import type { Digest, Doubt } from "./model.js";

/** The digest, with a doubt where the saved plan was made for other JSON than the app's. */
export function withSavedPlan(digest: Digest, saved: SavedPlan, head: ReviewedApp | undefined): Digest {
  const { sha256, state, closed } = saved;
  const why = misfit(digest.stack, saved, head);
  return {
    ...digest,
    source: {
      ...digest.source,
      saved: { sha256, ...(state ?? {}), ...(closed === undefined ? {} : { closed }) },
    },
    doubts: [...digest.doubts, ...(why === undefined ? [] : [{ kind: "stale", sentence: why } satisfies Doubt])],
  };
}

function misfit(stack: string, saved: SavedPlan, head: ReviewedApp | undefined): string | undefined {
  const { configuration, hasOtherFiles, closed } = saved;
  const own = head?.stacks.get(stack)?.configuration;
  if (own === undefined || closed !== undefined) return undefined;
  if (hasOtherFiles)
    return `The saved plan of stack ${stack} was made from more files than cdk.tf.json, which can overrule it. Take them away, and plan again`;
  return configuration !== undefined && configurationHash(configuration) === configurationHash(own)
    ? undefined
    : `The saved plan of stack ${stack} was made from other JSON than this. Synthesize, then plan again`;
}
