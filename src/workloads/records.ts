// Parts of records: what is given of options, and the variables of an environment by what their values are.
import type { EnvironmentValue } from "./description/container.js";
import { SecretKey } from "./secrets/secret-key.js";

type Named<V> = Readonly<Record<string, V>>;

/** The members that are given. */
export function given<V>(members: Named<V | undefined>): Named<V> {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, V] => entry[1] !== undefined));
}

/** The variables that are texts. */
export function textVariables(environment: Named<EnvironmentValue>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The variables that are keys of Secrets. */
export function secretVariables(environment: Named<EnvironmentValue>): Record<string, SecretKey> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, SecretKey] => entry[1] instanceof SecretKey),
  );
}
