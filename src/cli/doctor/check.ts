// What the doctor finds, one line a check, and how it is printed. A check that could not be made is skipped and says why.

/** One answer of the doctor. */
export interface Check {
  /** What was looked at: `terraform`, `token`, or a pool's, `us-east-1/ml: probe of ml-us-east-1-0`. */
  readonly name: string;
  readonly status: "ok" | "problem" | "skipped";
  /** What was found; for a check that was skipped, why. */
  readonly found: string;
  /** Why it hurts; problems only. */
  readonly why?: string;
  /** What to do; problems only. */
  readonly fix?: string;
}

/** A check that went well. */
export function ok(name: string, found: string): Check {
  return { name, status: "ok", found };
}

/** A check that was not made. */
export function skipped(name: string, why: string): Check {
  return { name, status: "skipped", found: why };
}

/** A check that found something wrong. */
export function problem(name: string, found: string, why: string, fix: string): Check {
  return { name, status: "problem", found, why, fix };
}

/** The checks for people. */
export function inWords(checks: readonly Check[]): string {
  const lines = checks.flatMap(({ name, status, found, why, fix }) => [
    `${status.padEnd(STATUS_WIDTH)}${name}: ${found}`,
    ...[why, fix && `Fix: ${fix}`].filter((text) => text !== undefined).map((text) => indented(text)),
  ]);
  const problems = checks.filter(({ status }) => status === "problem").length;
  const verdict = problems === 0 ? "nothing is missing" : `${problems} ${problems === 1 ? "problem" : "problems"}`;
  return `${lines.join("\n")}\n\n${checks.length} checks: ${verdict}.\n`;
}

const FORMAT = { format: "cdktf-agyn doctor", version: 1 } as const;

/** The checks for tools: one document. */
export function toDocument(checks: readonly Check[]): typeof FORMAT & { readonly checks: readonly Check[] } {
  return { ...FORMAT, checks };
}

const text = (description: string) => ({ type: "string", description });

/** JSON Schema of the document. */
export const doctorJsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Checks of cdktf-agyn doctor",
  type: "object",
  required: ["format", "version", "checks"],
  properties: {
    format: { const: FORMAT.format },
    version: { const: FORMAT.version, description: "Version of the form; a field that is added does not change it." },
    checks: {
      type: "array",
      items: {
        type: "object",
        required: ["name", "status", "found"],
        properties: {
          name: text("What was looked at."),
          status: { enum: ["ok", "problem", "skipped"] },
          found: text("What was found; for a check that was skipped, why."),
          why: text("Why it hurts; problems only."),
          fix: text("What to do; problems only."),
        },
      },
    },
  },
} as const;

const STATUS_WIDTH = 10;

function indented(text: string): string {
  return text.replace(/^/gm, " ".repeat(STATUS_WIDTH));
}
