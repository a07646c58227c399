// Findings for tools: one JSON document, its shape published as a JSON Schema.
import { collectFindings } from "./collect.js";
import { type Finding, isBlocking, type Position, type Severity } from "./finding.js";

/** Version of the shape; a field that is added does not change it. */
const FORMAT_VERSION = "1";

/** A finding as JSON. */
export interface JsonFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  readonly value?: unknown;
  readonly why: string;
  readonly fix: string;
  readonly position?: Position;
  readonly acknowledged?: string;
}

/** A report as JSON. */
export interface JsonReport {
  readonly formatVersion: string;
  /** Errors and warnings that nobody acknowledged, and what was acknowledged. */
  readonly counts: { readonly errors: number; readonly warnings: number; readonly acknowledged: number };
  readonly findings: readonly JsonFinding[];
}

/** The findings as a plain JSON value, its keys in a fixed order. */
export function findingsToJson(findings: readonly Finding[]): JsonReport {
  const all = collectFindings(findings);
  const errors = all.filter(isBlocking).length;
  const acknowledged = all.filter((finding) => finding.acknowledged !== undefined).length;
  return {
    formatVersion: FORMAT_VERSION,
    counts: { errors, warnings: all.length - errors - acknowledged, acknowledged },
    findings: all.map(toJsonFinding),
  };
}

function toJsonFinding(finding: Finding): JsonFinding {
  const { rule, severity, path, value, why, fix, position, acknowledged } = finding;
  return {
    rule,
    severity,
    path,
    ...(value === undefined ? {} : { value }),
    why,
    fix,
    ...(position === undefined ? {} : { position: { line: position.line, column: position.column } }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
  };
}

const COUNT = { type: "integer", minimum: 0 };

/** JSON Schema of one finding. */
export const findingJsonSchema = {
  type: "object",
  required: ["rule", "severity", "path", "why", "fix"],
  additionalProperties: false,
  properties: {
    rule: { type: "string", description: "Id of the rule, stable over releases." },
    severity: { enum: ["error", "warning"], description: "An error stops unless it is acknowledged." },
    path: { type: "string", description: "Where, dotted, from the root of what was checked." },
    value: { description: "What was found there; secrets are replaced." },
    why: { type: "string", description: "Why it hurts." },
    fix: { type: "string", description: "What to write instead." },
    position: {
      type: "object",
      description: "Where in the file it came from, counted from 1.",
      required: ["line", "column"],
      additionalProperties: false,
      properties: { line: { type: "integer", minimum: 1 }, column: { type: "integer", minimum: 1 } },
    },
    acknowledged: { type: "string", description: "The reason why somebody accepts it." },
  },
} as const;

/** JSON Schema of a report. */
export const findingsJsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Findings of cdktf-agyn",
  type: "object",
  required: ["formatVersion", "counts", "findings"],
  additionalProperties: false,
  properties: {
    formatVersion: { const: FORMAT_VERSION },
    counts: {
      type: "object",
      required: ["errors", "warnings", "acknowledged"],
      additionalProperties: false,
      properties: { errors: COUNT, warnings: COUNT, acknowledged: COUNT },
    },
    findings: { type: "array", items: findingJsonSchema },
  },
} as const;
