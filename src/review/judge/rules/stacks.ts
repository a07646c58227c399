// What leaves management as a whole: stacks without an app, objects whose provider is gone.
import { placeOf, titleOf } from "../judged.js";
import { counted } from "../texts.js";
import { type ReviewRule, RUNBOOKS } from "./rule.js";

const gone: ReviewRule = {
  id: "review/stack-gone",
  risk: "high",
  must: "No stack leaves the app before what it has is destroyed or taken over.",
  otherwise: "Terraform does not destroy it: its runners go on taking work, and only its state knows of them.",
  check: ({ base, head, digests }) => {
    if (base === undefined || head === undefined) return [];
    const planned = new Map(digests.map((digest) => [digest.stack, digest]));
    return [...base.stacks.values()].flatMap(({ name, resources }) => {
      if (head.stacks.has(name) || planned.get(name)?.source.kind === "plan") return [];
      const all = [...resources.values()].filter(({ address }) => !address.startsWith("data."));
      const runners = all.filter(({ address }) => address.startsWith("agyn_runner."));
      return [
        {
          at: { stack: name },
          name,
          what: `stack ${name} is no longer in the app`,
          many: "stacks are no longer in the app",
          consequence: `No apply touches what is in its state: ${counted(all.length, "object")}, ${counted(runners.length, "runner")} among them, go on as they are, and nobody manages them.`,
          fix: `destroy it with the old app first, or let another stack take its pools over (docs/moving-pools.md); where only the state is left: ${RUNBOOKS.lostState}`,
        },
      ];
    });
  },
};

const providerRemoved: ReviewRule = {
  id: "review/provider-removed",
  risk: "high",
  must: "A provider stays in the configuration until what it manages is gone.",
  otherwise: "Terraform can't destroy it without the provider's settings: the apply fails, or asks somewhere else.",
  check: (judged) =>
    judged.changes.flatMap((entry) => {
      const { change, pool } = entry;
      if (change.providerGone !== true) return [];
      return [
        {
          at: { ...judged.where(entry), ...placeOf(pool) },
          name: titleOf(entry),
          what: `the provider of ${titleOf(entry)} is no longer in the configuration`,
          many: "objects have no provider in the configuration any more",
          consequence:
            "Terraform can't destroy or change it: the apply fails, or reaches another place than the one it was made in.",
          fix: "keep the provider's block until the object is gone, and take it out in the next change",
        },
      ];
    }),
};

/** The rules about what leaves management. */
export const stackRules: readonly ReviewRule[] = [gone, providerRemoved];
