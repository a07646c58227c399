// What failed, where and why, out of what was thrown: a step, a stack, Terraform's own errors or the end of its output.
import { StackFailedError } from "./proof.js";
import { StepError } from "./steps.js";
import { RunnersStuckError } from "./stuck-runners.js";
import { TerraformFailedError } from "./terraform.js";
import { type Diagnostic, diagnosticText } from "./terraform-ui.js";

const TAIL_LINES = 40;

/** A step that failed. */
export interface Failure {
  /** Title of the step; undefined for what failed outside one. */
  readonly step: string | undefined;
  readonly stack: string | undefined;
  /** The terraform command that failed, such as `apply`; undefined when something else did. */
  readonly command: string | undefined;
  /** What happened. It may have lines. */
  readonly message: string;
  /** Why runners do not enroll, a line each. */
  readonly runners: readonly string[];
  /** Terraform's errors. */
  readonly errors: readonly Diagnostic[];
  /** The end of Terraform's output, where it named no error. */
  readonly tail: string;
}

/** Takes apart what was thrown. */
export function failureOf(thrown: unknown): Failure {
  const step = thrown instanceof StepError ? thrown.step : undefined;
  const inStep = thrown instanceof StepError ? thrown.cause : thrown;
  const stack = inStep instanceof StackFailedError ? inStep.stackName : undefined;
  const cause = inStep instanceof StackFailedError ? inStep.cause : inStep;
  const where = { step, stack };
  const nothing = { command: undefined, runners: [], errors: [], tail: "" };
  if (cause instanceof RunnersStuckError) {
    const message = "these runners do not enroll, so waiting is of no use";
    return { ...where, ...nothing, message, runners: cause.reasons };
  }
  if (cause instanceof TerraformFailedError) {
    const tail = cause.errors.length > 0 ? "" : cause.tail.split("\n").slice(-TAIL_LINES).join("\n");
    return { ...where, ...nothing, command: cause.command, message: cause.message, errors: cause.errors, tail };
  }
  return { ...where, ...nothing, message: cause instanceof Error ? cause.message : String(cause) };
}

/** A failure as a person reads it. */
export function failureText({ step, stack, message, runners, errors, tail }: Failure): string {
  const first = `${step === undefined ? "" : `The step "${step}" failed: `}${message}${stack === undefined ? "" : ` in stack ${stack}`}`;
  if (runners.length > 0) return `${first}:\n${runners.map((line) => `  ${line}`).join("\n")}`;
  if (errors.length > 0) return `${first}:\n\n${errors.map(diagnosticText).join("\n\n")}`;
  return tail === "" ? first : `${first}. The end of its output:\n\n${tail}`;
}
