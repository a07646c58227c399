// Looking for what a lost call may have left, and saying what was found: worth some seconds also after an interrupt, because it
// names what would otherwise be lost, but not a whole request_timeout of a gateway that is away.
//
// What is found is not sorted out by this machine's clock: one that is ahead of the platform's by minutes would make the provider
// deny what is there. Times of the platform are compared with each other, and shown.

/** How much longer a look goes on once the user wants to stop. */
const GRACE_MS = 5_000;

/**
 * Looks with a signal that aborts some seconds after the given one, for reads that tell the user what is left.
 *
 * @param signal the user's interrupt; nothing of the look stays on it
 */
export async function lastLook<T>(signal: AbortSignal, look: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    timer = setTimeout(() => over.abort(), GRACE_MS);
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  try {
    return await look(over.signal);
  } finally {
    signal.removeEventListener("abort", end);
    clearTimeout(timer);
  }
}

/** What is told of a thing that may be a leftover. */
export interface Leftover {
  readonly id: string;
  /** By the platform's clock; undefined where the platform does not say. */
  readonly createdAt?: Date;
}

/** Two clocks differ by less, as a rule. */
const CLOCKS_DIFFER_MS = 5 * 60_000;
/** Two clocks that differ by more are none: certificates would not be valid any more. */
const CLOCKS_NEVER_DIFFER_MS = 24 * 3_600_000;

/** Whether a thing was there at a time of this machine's clock, which may be another than the platform's. */
export function wasThereAt({ createdAt }: Leftover, since: Date): "no" | "perhaps" | "surely" {
  const ageMs = createdAt === undefined ? 0 : since.getTime() - createdAt.getTime();
  if (ageMs < CLOCKS_DIFFER_MS) return "no";
  return ageMs < CLOCKS_NEVER_DIFFER_MS ? "perhaps" : "surely";
}

/** Times of the platform are set by several of its parts. */
const SLACK_MS = 5_000;

/**
 * Those that calls of the last milliseconds can have made. No clock of ours is asked: nothing can be newer than what such a call
 * made by more than the time since that call.
 */
export function madeWithin<T extends Leftover>(elapsedMs: number, found: readonly T[]): T[] {
  const since = Math.max(...found.flatMap(({ createdAt }) => createdAt?.getTime() ?? [])) - elapsedMs - SLACK_MS;
  return found.filter(({ createdAt }) => createdAt === undefined || createdAt.getTime() >= since);
}

/** `ID made at 2026-11-21T15:00:00.000Z, ...` by the platform's clock, with more about each where there is. */
export function named<T extends Leftover>(found: readonly T[], more: (found: T) => string = () => ""): string {
  return found
    .map(
      (one) => `${one.id}${more(one)}${one.createdAt === undefined ? "" : ` made at ${one.createdAt.toISOString()}`}`,
    )
    .join(", ");
}
