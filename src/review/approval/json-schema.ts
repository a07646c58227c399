// The published shape of an approval, as JSON Schema.
import { APPROVAL_FORMAT, APPROVAL_VERSION, APPROVED_VERDICTS } from "./model.js";

type Schema = Readonly<Record<string, unknown>>;

const text = (description?: string): Schema => ({
  type: "string",
  minLength: 1,
  ...(description === undefined ? {} : { description }),
});
const sha256 = (of: string): Schema => ({ type: "string", pattern: "^[0-9a-f]{64}$", description: `SHA-256 ${of}.` });
const listOf = (items: Schema, description: string): Schema => ({ type: "array", items, description });
const object = (required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema => ({
  type: "object",
  required,
  properties,
});

/** JSON Schema of an approval. */
export const approvalJsonSchema: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Approval of plans, by cdktf-agyn",
  ...object(["format", "version", "tool", "verdict", "semantic", "stacks", "findings", "reviewedAt", "expires"], {
    format: { const: APPROVAL_FORMAT },
    version: { const: APPROVAL_VERSION },
    fleet: text("Name of the fleet."),
    tool: text("Version of cdktf-agyn that reviewed."),
    headSha: text("Commit that was reviewed."),
    lockFileSha256: sha256("of the lock file of providers"),
    verdict: { enum: APPROVED_VERDICTS },
    semantic: sha256("over the semantic digests of all stacks"),
    stacks: listOf(
      object(["stack", "semantic", "changes"], {
        stack: text(),
        semantic: text("What will happen; equal for plans that do the same."),
        sha256: sha256("of the plan's JSON"),
        configuration: sha256("over the stack's synthesized JSON, comments left out"),
        saved: {
          description: "The saved plan that was reviewed.",
          ...object(["sha256"], {
            sha256: sha256("of the file"),
            serial: { type: "integer", minimum: 0, description: "Of the state it was made for; 0: there was none." },
            lineage: { type: "string", description: "Of the state it was made for; empty: there was none." },
            closed: text("Why it could not be looked into."),
          }),
        },
        terraform: text("Version that planned."),
        changes: listOf(
          object(["address", "action", "attributes"], {
            address: text(),
            action: text(),
            attributes: listOf(text(), "Paths of what changes."),
          }),
          "Objects that change.",
        ),
      }),
      "All stacks that were planned.",
    ),
    findings: listOf(text(), "Fingerprints of the findings that nobody accepts in the policy."),
    reviewedAt: text("ISO 8601."),
    expires: text("From when on it holds no longer, ISO 8601."),
  }),
};
