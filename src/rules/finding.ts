// What a check found: one thing that is wrong or doubtful, with a stable id, where it is, what stands there, why that hurts and
// what to write instead. A `Problem` of the constructs is a finding without rule and severity.
//
// Source: design of this package; "findings" as linters and SARIF call them.

/** An error stops; a warning is shown and stops nothing. */
export type Severity = "error" | "warning";

/** Where in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that a rule found. */
export interface Finding {
  /** Id of the rule, stable over releases: `fleet/agent-unplaced`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Where, dotted, from the root of what was checked: `pools.ml-gpu.quota`. */
  readonly path: string;
  /** What was found there; left out when there is nothing to show. */
  readonly value?: unknown;
  /** Why it hurts, in one clause. */
  readonly why: string;
  /** What to write instead. */
  readonly fix: string;
  /** Where in the file, when it came from one. */
  readonly position?: Position;
  /** The reason why somebody accepts it; an acknowledged finding stops nothing. */
  readonly acknowledged?: string;
}

/** A rule as data: what documentation, acknowledgements and tools know of it. */
export interface RuleDescription {
  /** Stable id, `<family>/<name>`. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly must: string;
  /** What happens when it does not, as a sentence. */
  readonly otherwise: string;
  /** Why nobody may acknowledge it; left out when it may be acknowledged. */
  readonly unacknowledgeable?: string;
}

/** Whether a finding stops what was asked for: an error that nobody acknowledged. */
export function isBlocking({ severity, acknowledged }: Finding): boolean {
  return severity === "error" && acknowledged === undefined;
}
