// A rule over whatever is judged, a fleet or the agent systems of an app: words for people, how serious its breach is by stage, and a
// pure function that finds the breaches.
import type { Finding, RuleDescription, Severity } from "./finding.js";

/** What the judged is for: what is doubtful while one tries things may be wrong where people depend on them. */
export type Stage = "dev" | "prod";

/** A place where a rule does not hold. */
export interface Breach {
  readonly path: string;
  readonly value?: unknown;
  readonly why: string;
  readonly fix: string;
  /** More or less serious than the rule in general. */
  readonly severity?: Severity;
}

/** A rule over what is judged. */
export interface Rule<Judged> extends RuleDescription {
  /** How serious a breach is, in each stage; a stage that is left out is not judged. */
  readonly severity: Readonly<Partial<Record<Stage, Severity>>>;
  /** The breaches, in any order. */
  readonly check: (judged: Judged) => readonly Breach[];
}

/** Always an error. */
export const ERROR = { dev: "error", prod: "error" } as const;
/** Always a warning. */
export const WARNING = { dev: "warning", prod: "warning" } as const;
/** A warning in dev, an error in prod. */
export const STRICT_IN_PROD = { dev: "warning", prod: "error" } as const;
/** An error in prod; in dev nobody asks. */
export const ERROR_IN_PROD = { prod: "error" } as const;
/** A warning in prod; in dev nobody asks. */
export const WARNING_IN_PROD = { prod: "warning" } as const;

/** What the rules find in a stage, in the order of the rules. */
export function breachesAsFindings<Judged>(
  rules: readonly Rule<Judged>[],
  judged: Judged,
  stage: Stage,
): readonly Finding[] {
  return rules.flatMap(({ id, severity: { [stage]: general }, check }) =>
    general === undefined
      ? []
      : check(judged).map((breach) => ({ rule: id, ...breach, severity: breach.severity ?? general })),
  );
}
