// Faults of what Kubernetes takes, as breaches of rules.
import type { Fault } from "../../kubernetes/index.js";
import { secretIn } from "../../rules/index.js";
import { HIDDEN } from "../description/overrides.js";
import { isLater } from "../later.js";
import { type OwnBreach, when } from "./rule.js";
import { isSecretByName } from "./secrets.js";

/** Of a name behind a dot, or between brackets. */
export const memberOf = (of: string, name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `${of}.${name}` : `${of}["${name}"]`;

/** What Terraform knows later is nobody's fault. What may be a secret, which SEC-01 says, is not shown. */
export const asBreaches = (faults: readonly Fault[]): readonly OwnBreach[] =>
  faults.flatMap(({ path, value, shown = value, why, fix }) =>
    when(!isLater(value), () => ({ option: path, value: isSecret(path, shown) ? HIDDEN : shown, why, fix })),
  );

function isSecret(path: string, value: unknown): boolean {
  if (typeof value !== "string") return false;
  const name = /([^.[\]"]+)"?\]?$/.exec(path)?.[1] ?? "";
  return secretIn(value) !== undefined || isSecretByName(name, value);
}
