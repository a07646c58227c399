// Looking for what a lost call may have left: worth some seconds also after an interrupt, because it names what would otherwise
// be lost, but not a whole request_timeout of a gateway that is away.

/** How much longer a look goes on once the user wants to stop. */
const GRACE_MS = 5_000;

/** Aborted some seconds after the other one, for reads that tell the user what is left. */
export function soonAfter(signal: AbortSignal): AbortSignal {
  if (signal.aborted) return AbortSignal.timeout(GRACE_MS);
  const later = new AbortController();
  signal.addEventListener("abort", () => setTimeout(() => later.abort(), GRACE_MS).unref(), { once: true });
  return later.signal;
}
