// What was called, for tests: bounded, and without credentials. Headers, bodies and query strings are not in it at all.
import type { Outcome } from "./wire/exchange.js";

/** Calls kept; the oldest go first. */
const MAX_RECORDS = 10_000;

/** One call as it was answered. */
export interface RequestRecord extends Outcome {
  /** HTTP method. */
  readonly method: string;
  readonly protocol: "HTTP/1.1" | "HTTP/2";
  /** The faults the call met, as they were written; absent when there were none. */
  readonly faults?: readonly string[];
  /** When the call came in, by the emulator's clock. */
  readonly at: Date;
  /** Milliseconds until its answer was ready, by a clock that only goes forward. */
  readonly durationMs: number;
}

/** The calls so far, oldest first. */
export class RequestLog {
  readonly records: RequestRecord[] = [];

  add(record: RequestRecord): void {
    this.records.push(record);
    if (this.records.length > MAX_RECORDS) {
      this.records.shift();
    }
  }

  clear(): void {
    this.records.length = 0;
  }
}
