// Semantic equality: where the platform answers the same meaning in other words, the words that were there stay. Core would
// call a planned value that comes back differently an inconsistent result, and a read one a change from outside.
//
// Source: terraform-plugin-framework, semantic equality; there too it does not run while planning.
import { Path, Unknown, type Value } from "../../values/index.js";
import type { Level } from "../schema/block.js";
import { transform } from "./transform.js";

/** The new value, with the words of the earlier one wherever both mean the same. */
export function keepSameMeaning(level: Level, before: Value, after: Value): Value {
  const at = { path: Path.root, config: null, prior: before, plan: after };
  return transform(level, at, ({ sameMeaning }, { prior, plan }) => {
    if (!sameMeaning || prior === null || plan === null) return plan;
    if (prior instanceof Unknown || plan instanceof Unknown) return plan;
    return sameMeaning(prior as never, plan as never) ? prior : plan;
  });
}
