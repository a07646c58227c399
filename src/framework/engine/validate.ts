// Checks of a configuration before anything is planned: what a schema says of its attributes, then the author's own checks.
// All findings are collected; unknown values are left to the next time, when they may be known.
import { isWhollyKnown, Path, type Value } from "../../values/index.js";
import type { Diagnostics } from "../diagnostics.js";
import type { ValidateContext } from "../resource.js";
import type { Schema } from "../schema/schema.js";
import { transform } from "./transform.js";

/** What is checked, by whom. */
export interface ValidateInput {
  readonly schema: Schema;
  readonly validate: ((context: ValidateContext<Schema>) => void) | undefined;
  readonly config: Value;
  /** Terraform 1.11 and later; older ones would store what must not be stored. */
  readonly writeOnlyAllowed: boolean;
  readonly diagnostics: Diagnostics;
}

/** Checks a configuration. */
export function validateConfig({ schema, validate, config, writeOnlyAllowed, diagnostics }: ValidateInput): void {
  transform(schema, { path: Path.root, config, prior: null, plan: config }, (attribute, { path, plan: value }) => {
    if (value === null) return value;
    if (attribute.presence === "computed") {
      diagnostics.error(
        "Attribute is read-only",
        `${path.toString()} is set by the provider; remove it from the configuration.`,
        path,
      );
    }
    if (attribute.deprecated !== undefined) diagnostics.warning("Attribute is deprecated", attribute.deprecated, path);
    if (attribute.writeOnly && !writeOnlyAllowed) {
      diagnostics.error(
        "Write-only attribute is not supported by this Terraform",
        `${path.toString()} is kept out of state only by Terraform 1.11 or OpenTofu 1.11 and later; this version would store it. Upgrade, or leave it out.`,
        path,
      );
    }
    if (isWhollyKnown(value)) {
      for (const validator of attribute.validators) {
        const fault = validator.check(value);
        if (fault) diagnostics.error(fault.summary, fault.detail, path);
      }
    }
    return value;
  });
  validate?.({ config: config as never, diagnostics });
}
