// What a bench measures: a figure beside the floor it is held against, as a ratio, so that marks hold on any machine; or a number
// with a bound of its own.

/** What was measured, in milliseconds, and how many times the floor it may cost. */
export interface Figure {
  readonly what: string;
  readonly ms: number;
  /** The same work done by what can not be done without, measured in turn in the same run. */
  readonly floorMs: number;
  /** The greatest allowed `ms / floorMs`; infinite for what is only shown. */
  readonly mark: number;
}

/** A count, or megabytes. NaN, where it can not be told, is never above the bound. */
export interface Bound {
  readonly what: string;
  readonly value: number;
  /** Infinite for what is only shown. */
  readonly atMost: number;
}

/** The middle of some samples, the lower one of two. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
