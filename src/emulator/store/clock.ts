// Time stamps as the platform's database gives them: microseconds, never twice the same.
//
// Source: measured answers (six fraction digits, UTC). A JavaScript clock has milliseconds; the missing three digits count
// the stamps within one millisecond, so that an update always moves `updatedAt`, under a frozen test clock too.

/** Gives the stamp of now: RFC 3339, UTC, six fraction digits, later than any it gave before. */
export type Stamper = () => string;

/** A stamper over a clock of milliseconds. */
export function createStamper(clock: () => Date): Stamper {
  let lastMicros = 0;
  return () => {
    // Whole milliseconds would print with three digits; one microsecond more never does.
    let micros = Math.max(clock().getTime() * 1000 + 1, lastMicros + 1);
    if (micros % 1000 === 0) {
      micros++;
    }
    lastMicros = micros;
    const millis = Math.floor(micros / 1000);
    const iso = new Date(millis).toISOString();
    return `${iso.slice(0, -1)}${String(micros % 1000).padStart(3, "0")}Z`;
  };
}
