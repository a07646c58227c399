// How a construct refuses its input: every problem it can see, in one error, each with where it is, what was found, why that
// hurts and how to put it right. A value known only to Terraform (an unresolved token) is nobody's problem at synth.
//
// Source: design guidelines of aws-cdk (throw early; say what was given and what is allowed).
import type { Fault } from "../kubernetes/index.js";
import { rulesModule } from "./rules.js";
import { type IConstruct, Token } from "./core.js";

/** One thing that is wrong with what a construct was given. */
export interface Problem {
  /** Where: the option, dotted (`region.gateway`). */
  readonly path: string;
  /** What was found there. */
  readonly value: unknown;
  /** Why it can't be used. */
  readonly why: string;
  /** What to write instead. */
  readonly fix: string;
}

/** Thrown by the constructors of this package; `problems` holds every finding, the message prints them all. */
export class ConstructError extends Error {
  /** Everything that was found, in the order of the checks. */
  readonly problems: readonly Problem[];

  constructor(constructPath: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map(({ path, value, why, fix }) => `  ${path} = ${printed(value)}: ${why}. Fix: ${fix}.`);
    super([`${constructPath}: ${count}`, ...lines].join("\n"));
    this.name = "ConstructError";
    this.problems = problems;
  }
}

/**
 * Gives up on a construct when anything was found.
 *
 * @throws {ConstructError} with all problems, when there is one.
 */
export function assertNoProblems(scope: IConstruct, problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw new ConstructError(scope.node.path, problems);
  }
}

/** Faults as problems: values known to Terraform only are left out, and what may be a secret is not shown. Most settings have none. */
export function problemsOf(faults: readonly Fault[]): readonly Problem[] {
  if (faults.length === 0) return NO_PROBLEMS;
  return faults.flatMap(({ path, value, shown = value, why, fix }) =>
    Token.isUnresolved(value) ? [] : [{ path, value: shown, why, fix }],
  );
}

const NO_PROBLEMS: readonly Problem[] = [];

/** Makes a check of a text that skips tokens and missing values. Most texts are fine, and looking for tokens costs more (measured). */
export function checkText(accepts: (value: string) => boolean, why: string, fix: string) {
  return (path: string, value: string | undefined): readonly Problem[] =>
    value === undefined || (typeof value === "string" && accepts(value)) || Token.isUnresolved(value)
      ? []
      : [{ path, value, why, fix }];
}

/** Checks that a number is whole and in a range; tokens and missing values pass. */
export function checkWhole(
  path: string,
  value: number | undefined,
  minimum: number,
  maximum: number,
): readonly Problem[] {
  const fine =
    value === undefined ||
    (Number.isInteger(value) && value >= minimum && value <= maximum) ||
    Token.isUnresolved(value);
  return fine ? [] : [{ path, value, why: "it must be a whole number in range", fix: `give ${minimum} to ${maximum}` }];
}

function printed(value: unknown): string {
  if (Token.isUnresolved(value)) return "(known to Terraform only)";
  return value === undefined ? "(nothing)" : rulesModule().redactText(JSON.stringify(value));
}
