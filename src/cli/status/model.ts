// What `cdktf-agyn status` tells, as the JSON document that tools read.

const FORMAT = "cdktf-agyn status";
const VERSION = 1;

/** How often something failed for one reason. */
export interface Failures {
  readonly reason: string;
  readonly count: number;
  /** What the last of them said; without secrets, shortened. */
  readonly lastMessage?: string;
}

/** What runs on a runner. */
export interface RunnerWork {
  /** Starting, running or stopping, as far as the token sees; null: it sees nothing of it. */
  readonly active: number | null;
  /** Whether the token sees all of it. What is not seen is not zero. */
  readonly complete: boolean;
  /** Failed workloads that are still listed. */
  readonly failures: readonly Failures[];
}

/** A runner. */
export interface RunnerStatusRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Id and slug of its organization; null: cluster-scoped. The slug is empty where the token does not see it. */
  readonly organization: { readonly id: string; readonly slug: string } | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly workloads: RunnerWork;
}

/** The document. */
export interface StatusDocument {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Address of the gateway, without what could be a password. */
  readonly gateway: string;
  readonly runners: readonly RunnerStatusRow[];
  /** Sentences about what the token may not see. */
  readonly unseen: readonly string[];
}

/** The document with its heading. */
export function statusDocument(content: Omit<StatusDocument, "format" | "version">): StatusDocument {
  return { format: FORMAT, version: VERSION, ...content };
}

const text = (description: string) => ({ type: "string", description });
const count = { type: "integer", minimum: 0 } as const;

/** JSON Schema of the document. */
export const statusJsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Status of runners by cdktf-agyn",
  type: "object",
  required: ["format", "version", "gateway", "runners", "unseen"],
  properties: {
    format: { const: FORMAT },
    version: { const: VERSION, description: "Version of the form; a field that is added does not change it." },
    gateway: text("Address of the gateway, without what could be a password."),
    runners: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "name", "status", "organization", "labels", "capabilities", "workloads"],
        properties: {
          id: text("UUID."),
          name: text("Name; not unique."),
          status: { enum: ["unspecified", "pending", "enrolled", "offline"] },
          organization: {
            description: "The organization that it is for; null: cluster-scoped.",
            anyOf: [
              { type: "null" },
              {
                type: "object",
                required: ["id", "slug"],
                properties: { id: text("UUID."), slug: text("Empty where the token does not see it.") },
              },
            ],
          },
          labels: { type: "object", additionalProperties: { type: "string" } },
          capabilities: { type: "array", items: { type: "string" } },
          workloads: {
            type: "object",
            required: ["active", "complete", "failures"],
            properties: {
              active: {
                description: "Starting, running or stopping, as far as the token sees; null: it sees nothing of it.",
                anyOf: [{ type: "null" }, count],
              },
              complete: { type: "boolean", description: "Whether the token sees all. What is not seen is not zero." },
              failures: {
                type: "array",
                items: {
                  type: "object",
                  required: ["reason", "count"],
                  properties: {
                    reason: text("As the platform names it."),
                    count,
                    lastMessage: text("What the last of them said; without secrets, shortened."),
                  },
                },
              },
            },
          },
        },
      },
    },
    unseen: { type: "array", items: { type: "string" }, description: "What the token may not see, in sentences." },
  },
} as const;
