// The published shapes of a policy file and of a baseline, as JSON Schema for editors; a test holds the reader against the first.
import { RISKS } from "../judge/model.js";
import { BASELINE_FORMAT, BASELINE_VERSION, DECISIONS, POLICY_VERSION, SCOPE_KEYS, SEVERITIES } from "./model.js";

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: "string", minLength: 1, description });
const choice = (values: readonly string[], description: string): Schema => ({ enum: values, description });
const object = (required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema => ({
  type: "object",
  additionalProperties: false,
  required,
  properties,
});

const rule = text("Id of a review rule, or a glob over ids: review/last-runner, review/chart-*.");
const scope: Schema = {
  ...object([], Object.fromEntries(SCOPE_KEYS.map((key) => [key, text(`Glob over the finding's ${key}.`)]))),
  description:
    "Where it holds: all globs have to match. * stands for anything but /, ** for anything, ? for one character.",
};

/** JSON Schema of agyn-review.yaml, in the draft that YAML editors know. */
export const policyJsonSchema: Schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "agyn-review.yaml of cdktf-agyn",
  ...object(["version"], {
    version: { const: POLICY_VERSION },
    failOn: choice(RISKS, "From which risk on a finding stops the change. --fail-on overrules it. Default: high."),
    maxExceptionDays: { type: "integer", minimum: 1, description: "How far off an exception's end may be." },
    baseline: text("File of findings that were there before, from the folder of this file."),
    rules: {
      type: "array",
      description: "What is made of findings; of several that fit, each later one overrules what it names.",
      items: {
        ...object(["rule"], {
          rule,
          scope,
          severity: choice(SEVERITIES, "What findings weigh; off accepts them."),
          action: choice(DECISIONS, "deny stops the change whatever they weigh, warn never does, off accepts them."),
          reason: text("Why, for readers of the review."),
        }),
        anyOf: [{ required: ["severity"] }, { required: ["action"] }],
      },
    },
    exceptions: {
      type: "array",
      description: "Findings that somebody accepts for a while.",
      items: object(["id", "rule", "scope", "reason", "owner", "expires"], {
        id: text("Names it in the review."),
        rule,
        scope: { ...scope, minProperties: 1 },
        reason: text("Why it is accepted."),
        owner: text("Who answers for it."),
        expires: {
          type: "string",
          pattern: "^\\d{4}-\\d{2}-\\d{2}$",
          description: "Last day on which it holds, in UTC: 2027-03-31.",
        },
      }),
    },
  }),
};

/** JSON Schema of a baseline. */
export const baselineJsonSchema: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Baseline of a review, by cdktf-agyn",
  ...object(["format", "version", "findings"], {
    format: { const: BASELINE_FORMAT },
    version: { const: BASELINE_VERSION },
    findings: {
      type: "array",
      items: object(["fingerprint", "rule", "what"], {
        fingerprint: { type: "string", pattern: "^[0-9a-f]{16}$" },
        rule: text("For people."),
        what: text("For people."),
      }),
    },
  }),
};
