// The labels of runners that get no new work, as far as labels can do that: an agent that requires any label lands elsewhere.
//
// Source: selection is by subset, so labels that agents require have to go; a runner can't be left without any, because the platform
// takes no labels for no change (facts of the platform, 2.5, 4.1).

/** All labels of a runner whose dispatch is paused. */
export const PAUSED_LABELS: Readonly<Record<string, string>> = { "agyn.dev/paused": "true" };
