// What a rehearsal gives for the variables of its stacks: a token of its own for a secret, the user's word for anything else that has
// no default.
//
// Source: `TF_VAR_<name>` in Terraform's environment.
import type { StackVariable } from "../synthesized/index.js";

/** What variables of several stacks take. */
export interface VariablePlan {
  /** Names of the secrets for which the rehearsal makes tokens. */
  readonly tokens: readonly string[];
  /** What is missing or too much, a sentence each. */
  readonly problems: readonly string[];
}

/** Who gives which variable: `given` are the names for which the user has a value. */
export function planVariables(
  stacks: readonly { readonly name: string; readonly variables: readonly StackVariable[] }[],
  given: readonly string[],
): VariablePlan {
  const tokens = new Set<string>();
  const problems: string[] = [];
  const known = new Set<string>();
  for (const { name: stack, variables } of stacks) {
    for (const { name, sensitive, required, isText } of variables) {
      known.add(name);
      if (!required || given.includes(name)) continue;
      if (sensitive && isText) tokens.add(name);
      else
        problems.push(
          `stack ${stack}: variable ${name} has no default, and a rehearsal reads no TF_VAR_ of yours: give it with --var ${name}=VALUE`,
        );
    }
  }
  for (const name of given.filter((one) => !known.has(one))) {
    const there = known.size === 0 ? "there is none" : `there is ${[...known].sort().join(", ")}`;
    problems.push(`--var ${name}: no stack of the app has such a variable; ${there}`);
  }
  return { tokens: [...tokens].sort(), problems };
}
