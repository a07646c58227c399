// What takes over when a model fails.
//
// Source: LiteLLM 1.96 and 1.99, router.py and router_utils/fallback_event_handlers.py: `fallbacks` has a list for all models without one of their
// own, under `*`, which `default_fallbacks` is too; the lists of single kinds of failures have none; a model in its own list is left out.
import { own } from "../../rules/index.js";

/** Under which all models have a fallback that have none of their own. */
export const ALL_OTHERS = "*";

/** What takes over for one model. */
export interface Takeover {
  readonly from: string;
  readonly targets: readonly string[];
  /** The name that it is written under: that of the model, or `*`. */
  readonly writtenAs: string;
}

/** What takes over for each model of a gateway, and for what is no model, in the order in which it is written. */
export function takeoversOf(
  models: readonly { readonly name: string }[],
  fallbacks: Readonly<Record<string, readonly string[]>> = {},
): readonly Takeover[] {
  const others = own(fallbacks, ALL_OTHERS) ?? [];
  return [
    ...Object.entries(fallbacks).flatMap(([from, targets]) =>
      from === ALL_OTHERS ? [] : [{ from, targets: targets.filter((to) => to !== from), writtenAs: from }],
    ),
    ...[...new Set(models.map(({ name }) => name))].flatMap((from) =>
      from !== ALL_OTHERS && Object.hasOwn(fallbacks, from)
        ? []
        : [{ from, targets: others.filter((to) => to !== from), writtenAs: ALL_OTHERS }],
    ),
  ].filter(({ targets }) => targets.length > 0);
}
