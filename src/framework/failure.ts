// How an exception becomes a diagnostic. It says whose fault it is: a `DiagnosticError` speaks for itself, anything else is a
// defect of the provider. Secrets are taken out where diagnostics leave (adapter/diagnostics-to-wire.ts).
import { ValueError } from "../values/index.js";
import { DiagnosticError, type Diagnostics } from "./diagnostics.js";

/** Adds what was thrown to the diagnostics. */
export function reportFailure(error: unknown, diagnostics: Diagnostics): void {
  if (error instanceof DiagnosticError) {
    diagnostics.error(error.summary, error.detail, error.path);
    return;
  }
  const path = error instanceof ValueError && error.path.steps.length > 0 ? error.path : undefined;
  const where = path ? ` at ${path.toString()}` : "";
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  diagnostics.error(
    "Unexpected error in the provider",
    `${text}${where}. This is a defect of the provider, not of your configuration; please report it with the output of TF_LOG=TRACE.`,
    path,
  );
}
