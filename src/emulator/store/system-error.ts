// The code of an error of Node's file and network calls.

/** `ENOENT`, `EADDRINUSE`; by shape, not by class: under jest such errors come from another realm. */
export function systemErrorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown error";
}
