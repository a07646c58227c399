// The Terraform variables of a stack, and what a rehearsal gives for them: a token of its own for a secret, the user's word for
// anything else that has no default.
//
// Source: Terraform JSON syntax (`variable.<name>` is an object or a list of one; `TF_VAR_<name>` in the environment).
import { isObject, type JsonObject, objectsOf } from "./cluster-store/json.js";

/** One variable of a stack. */
export interface StackVariable {
  readonly name: string;
  readonly sensitive: boolean;
  /** It has no default, so that somebody has to give a value. */
  readonly required: boolean;
  /** Whether any text will do. */
  readonly isText: boolean;
}

/** What variables of several stacks take. */
export interface VariablePlan {
  /** Names of the secrets for which the rehearsal makes tokens. */
  readonly tokens: readonly string[];
  /** What is missing or too much, a sentence each. */
  readonly problems: readonly string[];
}

/** The variables of a configuration, by name. */
export function variablesOf(configuration: JsonObject): StackVariable[] {
  const declared = isObject(configuration["variable"]) ? configuration["variable"] : {};
  return Object.entries(declared)
    .map(([name, body]) => {
      const [settings = {}] = Array.isArray(body) ? objectsOf(body) : isObject(body) ? [body] : [];
      return {
        name,
        sensitive: settings["sensitive"] === true,
        required: settings["default"] === undefined,
        isText: settings["type"] === undefined || settings["type"] === "string",
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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
