// Checks of a configuration before anything is planned: what a schema says of its attributes, then the author's own checks.
// All findings are collected; unknown values are left to the next time, when they may be known.
import {
  Dynamic,
  isList,
  isRecord,
  isTfNumber,
  isWhollyKnown,
  numberToText,
  Path,
  type Value,
} from "../../values/index.js";
import type { ConfigValidator, ValidateContext } from "../call.js";
import type { Diagnostics } from "../diagnostics.js";
import type { Schema } from "../schema/schema.js";
import type { Fault, Validator } from "../validators/validator.js";
import { warnOfDeprecatedBlocks } from "./deprecated-blocks.js";
import { transform } from "./transform.js";

/** What has a configuration: a provider, resource, data source or ephemeral resource. */
export interface Configurable {
  readonly schema: Schema;
  readonly configValidators?: readonly ConfigValidator[];
  validate?(context: ValidateContext<Schema>): void;
}

/** What is checked. */
export interface ValidateInput {
  readonly of: Configurable;
  readonly config: Value;
  /** Terraform 1.11 and later; older ones would store what must not be stored. */
  readonly writeOnlyAllowed: boolean;
  readonly diagnostics: Diagnostics;
}

/** Checks a configuration. */
export function validateConfig({ of, config, writeOnlyAllowed, diagnostics }: ValidateInput): void {
  const { schema } = of;
  if (schema.deprecated !== undefined) diagnostics.warning("Deprecated", schema.deprecated);
  transform(
    schema,
    { path: Path.root, config, prior: null, plan: config },
    (attribute, { path, config: value, sensitive }) => {
      if (value === null) {
        // core checks this too, but older versions not inside nested attributes
        if (attribute.presence === "required") {
          diagnostics.error("Missing required attribute", `${path.toString()} is required, and has no value.`, path);
        }
        return value;
      }
      if (attribute.presence === "computed") {
        diagnostics.error(
          "Attribute is read-only",
          `${path.toString()} is set by the provider; remove it from the configuration.`,
          path,
        );
      }
      if (attribute.deprecated !== undefined)
        diagnostics.warning("Attribute is deprecated", attribute.deprecated, path);
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
          if (!fault) continue;
          const { summary, detail } = sensitive ? withoutValue(fault, value, validator) : fault;
          diagnostics.error(summary, detail, path);
        }
      }
      return value;
    },
  );
  if (isRecord(config)) {
    warnOfDeprecatedBlocks(schema.blocks, { object: config, path: Path.root, inSet: false }, diagnostics);
    for (const validator of of.configValidators ?? []) validator.check(config, diagnostics);
  }
  of.validate?.({ config: config as never, diagnostics });
}

/** A fault that quotes no sensitive value: a text that does is replaced by what the validator says of itself. */
function withoutValue(fault: Fault, value: Value, { description }: Validator): Fault {
  const secrets = textsOf(value);
  const quotes = (text: string): boolean => secrets.some((secret) => text.includes(secret));
  return {
    summary: quotes(fault.summary) ? "Value is not allowed" : fault.summary,
    detail: quotes(fault.detail) ? `${description} The value is sensitive and is not shown.` : fault.detail,
  };
}

/** Every text and number in a value, plain and as JSON quotes it. */
function textsOf(value: Value): string[] {
  if (isList(value)) return value.flatMap(textsOf);
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]);
  if (value instanceof Dynamic) return textsOf(value.value);
  const text = typeof value === "string" ? value : isTfNumber(value) ? numberToText(value) : "";
  return text === "" ? [] : [text, JSON.stringify(text).slice(1, -1)];
}
