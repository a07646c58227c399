// Checks of several attributes together that many resources need. What is unknown may turn out to be null, so a check that
// hangs on it waits for the apply.
//
// Source: the config validators of terraform-plugin-framework-validators, whose names practitioners of Go know.
import { Path, Unknown, type Value } from "../../values/index.js";
import type { ConfigValidator } from "../call.js";
import { withoutType } from "../engine/transform.js";

type Names = readonly [string, string, ...string[]];

/** At most one of the attributes is set. */
export function conflicting(...names: Names): ConfigValidator {
  return {
    description: `At most one of ${list(names)} may be set.`,
    check(config, diagnostics) {
      const { set } = sorted(names, config);
      if (set.length < 2) return;
      for (const name of set) {
        diagnostics.error(
          "Attributes exclude each other",
          `${list(set)} are set, and only one of them can hold. Keep one and remove the others.`,
          Path.of(name),
        );
      }
    },
  };
}

/** At least one of the attributes is set. */
export function atLeastOneOf(...names: Names): ConfigValidator {
  return {
    description: `At least one of ${list(names)} has to be set.`,
    check(config, diagnostics) {
      const { set, open } = sorted(names, config);
      if (set.length > 0 || open.length > 0) return;
      diagnostics.error("Missing attribute", `None of ${list(names)} is set. Set at least one of them.`);
    },
  };
}

/** Exactly one of the attributes is set. */
export function exactlyOneOf(...names: Names): ConfigValidator {
  const [none, many] = [atLeastOneOf(...names), conflicting(...names)];
  return {
    description: `Exactly one of ${list(names)} has to be set.`,
    check(config, diagnostics) {
      none.check(config, diagnostics);
      many.check(config, diagnostics);
    },
  };
}

/** Either all of the attributes are set or none. */
export function requiredTogether(...names: Names): ConfigValidator {
  return {
    description: `${list(names)} are set together or not at all.`,
    check(config, diagnostics) {
      const { set, missing } = sorted(names, config);
      if (set.length === 0 || missing.length === 0) return;
      diagnostics.error(
        "Attributes belong together",
        `${list(set)} ${set.length > 1 ? "are" : "is"} set without ${list(missing)}. Set all of them, or none.`,
        set[0],
      );
    },
  };
}

function sorted(
  names: Names,
  config: { readonly [name: string]: Value },
): { readonly set: string[]; readonly open: string[]; readonly missing: string[] } {
  const found = { set: [] as string[], open: [] as string[], missing: [] as string[] };
  for (const name of names) {
    const value = withoutType(config[name] ?? null);
    if (value === null) found.missing.push(name);
    else if (value instanceof Unknown) found.open.push(name);
    else found.set.push(name);
  }
  return found;
}

/** `"a", "b" and "c"`. */
function list(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} and ${last}`;
}
