// Diagnostics: what a user sees when something is wrong. Errors and warnings are collected, so that all findings of one call
// are shown at once; the same finding is shown once.
import { Path } from "../values/index.js";

/** One error or warning. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** A title of a few words. */
  readonly summary: string;
  /** What was found, why it hurts, what to change. */
  readonly detail: string;
  /** The attribute it is about; absent when it is about the whole object. */
  readonly path?: Path;
}

/** An error that is already in the words a user should read; thrown where there is no collection at hand. */
export class DiagnosticError extends Error {
  override readonly name = "DiagnosticError";
  constructor(
    readonly summary: string,
    readonly detail: string,
    readonly path?: Path,
    options?: ErrorOptions,
  ) {
    super(`${summary}: ${detail}`, options);
  }
}

/** A growing collection of diagnostics. */
export class Diagnostics implements Iterable<Diagnostic> {
  private readonly items = new Map<string, Diagnostic>();

  error(summary: string, detail: string, path?: Path | string): void {
    this.add("error", summary, detail, path);
  }

  warning(summary: string, detail: string, path?: Path | string): void {
    this.add("warning", summary, detail, path);
  }

  get hasErrors(): boolean {
    return [...this.items.values()].some((item) => item.severity === "error");
  }

  [Symbol.iterator](): Iterator<Diagnostic> {
    return this.items.values();
  }

  private add(severity: Diagnostic["severity"], summary: string, detail: string, at?: Path | string): void {
    const path = typeof at === "string" ? Path.of(at) : at;
    const diagnostic: Diagnostic =
      path === undefined ? { severity, summary, detail } : { severity, summary, detail, path };
    this.items.set(JSON.stringify([severity, summary, detail, path?.toString()]), diagnostic);
  }
}
