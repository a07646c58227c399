// Waiting that a user's interrupt ends at once.
import { setTimeout as sleep } from "node:timers/promises";
import { DiagnosticError } from "../framework/index.js";

/** @throws {DiagnosticError} when the signal is aborted before or while waiting */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw new DiagnosticError("Interrupted", "Terraform was asked to stop, which ended the waiting.");
  }
}
