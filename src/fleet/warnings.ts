// The warnings that constructs give once pools are made, as far as a fleet knows of them: their ids, so that they can be acknowledged
// like findings, and which acknowledgement means which pool.
//
// Source: `warn` of the constructs, which takes these ids only.
import { isAtOrBelow, type RuleDescription } from "../rules/index.js";
import { at } from "./path.js";
import type { ResolvedFleet, ResolvedPool } from "./resolved.js";

const WARNINGS = {
  "cdktf-agyn:gateway-clear-text": [
    "Runners reach a gateway outside of their cluster through TLS.",
    "Whoever sees the traffic sees the service token.",
  ],
  "cdktf-agyn:tier-failure-ignored": [
    "A pod that the steering policy could not change is refused: `failurePolicy: Fail`.",
    "The guard refuses it, or it goes to any node where there is no guard.",
  ],
  "cdktf-agyn:tier-runtime-class": [
    "No other tier's pods name the RuntimeClass that a tier is steered by.",
    "They go to the nodes of the tier, whoever made them.",
  ],
  "cdktf-agyn:tier-late-labels": [
    "The node selector of a tier with `scaleToZero` has labels that the node pool declares.",
    "Nothing scales up from zero.",
  ],
  "cdktf-agyn:tier-can-be-lifted": [
    "Only those who apply the stacks edit admission policies and labels of namespaces: `tierLabelsProtected: true`.",
    "Whoever else may can lift the tier's limits.",
  ],
  "cdktf-agyn:token-not-write-only": [
    "Whoever writes tokens into a secrets manager gives them to write-only arguments.",
    "The token is in the state of that resource too.",
  ],
  "cdktf-agyn:token-in-user-data": [
    "A machine fetches its token when it starts; its user data says where from.",
    "The token is in the state of the machine, and whatever runs there reads it from the metadata service.",
  ],
} as const;

/** Id of a warning that a construct gives. */
export type WarningId = keyof typeof WARNINGS;

/** The warnings of constructs as rules that find later. */
export const constructWarnings: readonly (RuleDescription & { readonly id: WarningId })[] = (
  Object.keys(WARNINGS) as WarningId[]
).map((id) => ({ id, must: WARNINGS[id][0], otherwise: WARNINGS[id][1] }));

/** Whether a pool is what a path of an acknowledgement leads to: by itself, by its region, its tier or its team. */
export function isBelow(path: string): (pool: ResolvedPool) => boolean {
  return ({ path: own, region, tier, team }) =>
    [own, at("regions", region), at("tiers", tier), ...(team === undefined ? [] : [at("teams", team)])].some((place) =>
      isAtOrBelow(place, path),
    );
}

/** The warnings that a fleet acknowledges for a pool, each with the reason; of several the first. */
export function acknowledgedWarnings(
  { acknowledge }: ResolvedFleet,
  pool: ResolvedPool,
): Readonly<Partial<Record<WarningId, string>>> {
  const meant = acknowledge.filter(({ rule, path }) => Object.hasOwn(WARNINGS, rule) && isBelow(path)(pool));
  return Object.fromEntries(meant.toReversed().map(({ rule, reason }) => [rule, reason]));
}
